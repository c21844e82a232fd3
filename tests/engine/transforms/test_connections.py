"""Options of connections and formats: each is used, dropped with a reason, or refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration

Becomes = Callable[[str], str]
Migrate = Callable[..., Migration]

READ = "x = gc.create_dynamic_frame.from_options({})\n"
WRITE = "gc.write_dynamic_frame.from_options(frame, {})\n"


def joined(code: str) -> str:
    """Return code without its line breaks."""
    return "".join(line.strip() for line in code.splitlines()).replace("x = (", "x = ").removesuffix(")")


READS = {
    '"s3", {"paths": ["p"]}, "parquet"': 'spark.read.format("parquet").load(["p"])',
    '"S3", {"paths": ["p"]}, "PARQUET"': 'spark.read.format("parquet").load(["p"])',
    '"s3", {"path": "p"}, "orc"': 'spark.read.format("orc").load("p")',
    '"s3", {"paths": paths or ["p"]}, "orc"': 'spark.read.format("orc").load(paths or ["p"])',
    '"s3", {"paths": ["p"]}, "csv", {"withHeader": True}':
        'spark.read.format("csv").option("header", True).option("escape", \'"\').load(["p"])',
    '"s3", {"paths": ["p"]}, "csv", {"withHeader": True, "quoteChar": "|"}':
        'spark.read.format("csv").option("header", True).option("quote", "|").option("escape", "|").load(["p"])',
    '"s3", {"paths": ["p"]}, "csv", {"withHeader": True, "quoteChar": -1}':
        'spark.read.format("csv").option("header", True).option("quote", "").load(["p"])',
    '"s3", {"paths": ["p"], "recurse": True}, "parquet"':
        'spark.read.format("parquet").option("recursiveFileLookup", True).load(["p"])',
    '"s3", {"paths": ["p"], "recurse": False}, "parquet"': 'spark.read.format("parquet").load(["p"])',
    '"s3", {"paths": ["p"], "groupFiles": "inPartition"}, "parquet"': 'spark.read.format("parquet").load(["p"])',
    '"s3", dict(paths=["p"]), "parquet"': 'spark.read.format("parquet").load(["p"])',
    'connection_type="s3", format="parquet", connection_options={"paths": ["p"]}, push_down_predicate="a > 1"':
        'spark.read.format("parquet").load(["p"]).where("a > 1")',
}  # fmt: skip


@pytest.mark.parametrize("arguments", READS)
def test_a_read_becomes(becomes: Becomes, arguments: str) -> None:
    result = becomes(READ.format(arguments))

    assert result.startswith("x = ")
    assert "".join(line.strip() for line in result.splitlines()).removeprefix("x = ").strip("()") == (
        READS[arguments].strip("()")
    )


REFUSED_READS = [
    '"s3", {"paths": ["p"]}',
    '"s3", {"paths": ["p"]}, "nonsense"',
    '"s3", {}, "parquet"',
    '"s3", {"paths": ["p"], "exclusions": e, **more}, "parquet"',
    '"mysql", {"url": u, "password": "secret", **more}',
    '"snowflake", options',
    '"redshift", {"url": u, "dbtable": "t", "query": "select 1", "redshiftTmpDir": d}',
    '"redshift", {"url": u, "redshiftTmpDir": d}',
    '"redshift", {"url": u, "dbtable": "t"}',
    '"s3", {"paths": ["p"], "nonsense": 1}, "parquet"',
    '"s3", {"paths": ["p"]}, "csv", {"nonsense": 1}',
    '"s3", {"paths": ["p"]}, "csv", {"withHeader": "true"}',
    "kind, {'paths': ['p']}",
    '"nonsense", {"paths": ["p"]}, "csv"',
    '"marketplace.jdbc", {"dbtable": "t"}',
    '"mysql", {"url": u, "dbtable": "t", "user": "me", "password": p}',
    '"mysql", {"url": u, "dbtable": "t", "user": n, "password": "secret"}',
]


@pytest.mark.parametrize("arguments", REFUSED_READS)
def test_a_read_that_is_not_sure_is_refused_as_a_whole(behind: Migrate, arguments: str) -> None:
    code = READ.format(arguments)

    migration = behind(code)

    assert migration.result.decode().endswith(code)
    assert {row.outcome for row in migration.ledger if row.line == 7} == {Outcome.REFUSED}
    assert any(finding.hint for finding in migration.findings)


def test_a_credential_is_neither_copied_nor_shown(behind: Migrate) -> None:
    options = '{"url": u, "dbtable": "t", "user": n, "password": "hunter2"}'
    migration = behind(READ.format(f'"mysql", {options}'))

    spoken = [*(finding.message + finding.hint for finding in migration.findings)]
    spoken += [row.reason + row.argument for row in migration.ledger]
    assert not any("hunter2" in sentence for sentence in spoken)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("jdbc:postgresql://db.acme.com:5432/shop", "shop"),
        ("jdbc:mysql://db/shop?useSSL=true", "shop"),
        ("jdbc:sqlserver://db:1433;databaseName=erp;encrypt=true", "erp"),
        ("jdbc:oracle:thin:@db:1521:ORCL", "ORCL"),
        ("jdbc:oracle:thin:@//db:1521/pdb1", "pdb1"),
    ],
)
@pytest.mark.parametrize("code", [READ, WRITE])
def test_a_password_is_a_secret_called_after_its_database(behind: Migrate, code: str, url: str, name: str) -> None:
    options = f'{{"url": "{url}", "dbtable": "t", "user": user, "password": "hunter2"}}'

    migration = behind(code.format(f'"mysql", {options}'))

    text = migration.result.decode()
    assert f'.option("password", dbutils.secrets.get("glue-connections", "{name}-password"))' in text
    assert '.option("user", user)' in text
    assert "hunter2" not in text + " ".join(finding.message for finding in migration.findings)


@pytest.mark.parametrize("url", ["jdbc:mysql://db:3306", "jdbc:sqlserver://db:1433", "jdbc:mysql://me:pwd@db/shop"])
def test_a_password_of_a_database_without_a_name_is_refused(behind: Migrate, url: str) -> None:
    code = READ.format(f'"mysql", {{"url": "{url}", "dbtable": "t", "user": user, "password": "hunter2"}}')

    migration = behind(code)

    assert migration.result.decode().endswith(code)
    assert "G2L142" in {finding.code for finding in migration.findings}


@pytest.mark.parametrize(
    "change", ['options["recurse"] = False', "options.update(recurse=False)", 'options |= {"recurse": False}']
)
def test_options_that_change_are_never_taken_for_what_they_were(becomes: Becomes, change: str) -> None:
    code = 'options = {"paths": ["p"], "recurse": True}\n' + change + "\n" + READ.format('"s3", options, "parquet"')

    assert '"recursiveFileLookup", True' not in becomes(code)


def test_a_dropped_option_stands_in_the_ledger_with_its_reason(behind: Migrate) -> None:
    migration = behind(READ.format('"s3", {"paths": ["p"], "groupSize": "1"}, "parquet"'))

    (row,) = (row for row in migration.ledger if row.argument == "groupSize")
    assert row.outcome is Outcome.DROPPED
    assert row.reason


WRITES = {
    '"s3", {"path": "p"}, "parquet"': 'frame.write.mode("append").parquet("p")',
    '"s3", {"path": "p", "partitionKeys": ["a", "b"]}, "orc"':
        'frame.write.mode("append").partitionBy("a", "b").orc("p")',
    '"s3", {"path": "p", "partitionKeys": []}, "json"': 'frame.write.mode("append").json("p")',
    '"s3", {"path": "p", "partitionKeys": keys}, "json"': 'frame.write.mode("append").partitionBy(*keys).json("p")',
    '"s3", {"path": a or b}, "parquet"': 'frame.write.mode("append").parquet(a or b)',
}  # fmt: skip


@pytest.mark.parametrize("arguments", WRITES)
def test_a_write_becomes(becomes: Becomes, arguments: str) -> None:
    assert becomes(WRITE.format(arguments)) == f"{WRITES[arguments]}\n"


@pytest.mark.parametrize(
    "arguments",
    ['"s3", {}, "parquet"', '"s3", {"path": "p"}', '"s3", {"path": "p"}, "nonsense"', '"dynamodb", options',
     '"s3", {"path": "p", "nonsense": 1}, "parquet"', '"s3", {"path": "p"}, "csv", {"quoteChar": -1}',
     '"dynamodb", {"dynamodb.output.tableName": "t"}', 'kind, {"path": "p"}'],
)  # fmt: skip
def test_a_write_that_is_not_sure_is_refused(becomes: Becomes, arguments: str) -> None:
    code = WRITE.format(arguments)

    assert becomes(code) == code


@pytest.mark.parametrize("code", [READ.format('"s3", {"paths": ["s3://a/b/"]}, "orc"'),
                                  WRITE.format('"s3", {"path": "s3://a/b/"}, "orc"')])  # fmt: skip
def test_paths_are_mapped_by_the_settings(migrated: Migrate, code: str) -> None:
    head = "from awsglue.context import GlueContext\ngc = GlueContext()\n"
    head += 'frame = gc.create_dynamic_frame.from_catalog("a", "b")\n'

    migration = migrated(head + code, paths={"s3://a/": "/Volumes/main/a/files/"})

    assert "/Volumes/main/a/files/b/" in migration.result.decode()


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "main.sales.orders"),
        ({"catalog": "prod"}, "prod.sales.orders"),
        ({"catalog": "prod-eu"}, "`prod-eu`.sales.orders"),
        ({"schemas": {"sales": "prod.shop"}}, "prod.shop.orders"),
        ({"tables": {"sales.orders": "a.b.c"}}, "a.b.c"),
        ({"tables": {"sales.other": "a.b.c"}, "schemas": {"raw": "x.y"}}, "main.sales.orders"),
    ],
)
def test_a_table_is_named_by_the_settings(migrated: Migrate, settings: dict[str, object], name: str) -> None:
    code = "from awsglue.context import GlueContext\ngc = GlueContext()\n"
    code += 'x = gc.create_dynamic_frame.from_catalog("sales", "orders")\n'

    assert f'x = spark.table("{name}")\n' in migrated(code, **settings).result.decode()


@pytest.mark.parametrize(
    ("database", "table", "expected"),
    [
        ('"a-b"', '"c d"', '"main.`a-b`.`c d`"'),
        ('"a`b"', '"c"', '"main.`a``b`.c"'),
        ("db", '"t"', 'f"main.`{db}`.t"'),
        ('"a"', 'f"t_{n}"', 'f"main.a.`t_{n}`"'),
        ('"a"', 'names["t"]', "f\"main.a.`{names['t']}`\""),
        ('"a{b}"', "t", 'f"main.`a{{b}}`.`{t}`"'),
        ('"A"', '"Orders"', '"main.A.Orders"'),
    ],
)
def test_a_table_known_only_later_becomes_an_f_string(
    becomes: Becomes, database: str, table: str, expected: str
) -> None:
    result = becomes(f"x = gc.create_dynamic_frame.from_catalog({database}, {table})\n")

    assert result == f"x = spark.table({expected})\n"
