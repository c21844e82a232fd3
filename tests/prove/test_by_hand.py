"""What the rules refuse and a person translates by hand is proven as well: choices and relationalized tables."""

from __future__ import annotations

from collections.abc import Callable

from g2l_tui.prove.samples.sample import Origin, Sample
from g2l_tui.prove.verdict import Outcome, Proof

Proved = Callable[..., Proof]

START = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
"""
SHOPS = Sample(
    "crm.shops",
    (
        {
            "id": 1,
            "place": {"city": "Kiel"},
            "phones": ({"kind": "fax", "number": "1"}, {"kind": "home", "number": "2"}),
        },
        {"id": 2, "place": {"city": None}, "phones": ()},
        {"id": 3, "place": None, "phones": None},
    ),
    {"id": "bigint", "place": "struct<city:string>", "phones": "array<struct<kind:string,number:string>>"},
    origin=Origin.USER,
)
FLATTENED = (
    START
    + """\
shops = glueContext.create_dynamic_frame.from_catalog("crm", "shops")
tables = shops.relationalize("shops", "s3://tmp/staged")
for name in tables.keys():
    glueContext.write_dynamic_frame.from_options(tables.select(name), "s3", {"path": f"s3://lake/{name}"}, "parquet")
"""
)
FLATTENED_BY_HAND = """\
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

shops = SparkSession.builder.getOrCreate().table("main.crm.shops")
keyed = shops.withColumn("key", F.when(F.col("phones").isNotNull(), F.monotonically_increasing_id()))
root = keyed.select("id", F.col("place.city").alias("place.city"), F.col("key").alias("phones"))
each = keyed.select(F.col("key").alias("id"), F.posexplode("phones").alias("index", "phone"))
child = each.select(
    "id",
    "index",
    F.col("phone.kind").alias("phones.val.kind"),
    F.col("phone.number").alias("phones.val.number"),
)
root.write.mode("append").parquet("s3://lake/shops")
child.write.mode("append").parquet("s3://lake/shops_phones")
"""
CHOSEN = (
    START
    + """\
stays = glueContext.create_dynamic_frame.from_catalog("care", "stays")
stays = stays.resolveChoice(specs=[("provider", "make_struct")])
glueContext.write_dynamic_frame.from_options(stays, "s3", {"path": "s3://lake/stays"}, "json")
"""
)
CHOSEN_BY_HAND = """\
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

stays = SparkSession.builder.getOrCreate().table("main.care.stays")
number = F.expr("try_cast(provider as bigint)")
text = F.when(number.isNull(), F.col("provider"))
both = F.struct(number.alias("long"), text.alias("string"))
stays.withColumn("provider", BOTH).write.mode("append").json("s3://lake/stays")
"""


def test_relationalized_tables_are_compared_without_the_keys_that_they_are_given(proved: Proved) -> None:
    proof = proved(FLATTENED, FLATTENED_BY_HAND, samples=(SHOPS,))

    assert proof.outcome is Outcome.EQUAL_EXCEPT, proof.sentence
    assert {each.target: each.original_rows for each in proof.comparisons} == {
        "s3://lake/shops": 3, "s3://lake/shops_phones": 2,
    }  # fmt: skip
    assert "compared by its nulls only (generated keys)" in proof.sentence


def test_rows_that_an_explode_loses_are_seen(proved: Proved) -> None:
    wrong = FLATTENED_BY_HAND.replace("F.posexplode", "F.posexplode_outer")

    assert proved(FLATTENED, wrong, samples=(SHOPS,)).outcome is Outcome.DIFFERENT


def test_a_choice_is_told_from_one_that_makes_structs_of_nothing(proved: Proved) -> None:
    right = CHOSEN_BY_HAND.replace("BOTH", 'F.when(F.col("provider").isNotNull(), both)')
    wrong = CHOSEN_BY_HAND.replace("BOTH", "both")

    assert proved(CHOSEN, right).outcome in {Outcome.EQUAL, Outcome.EQUAL_EXCEPT}
    assert proved(CHOSEN, wrong).outcome is Outcome.DIFFERENT
