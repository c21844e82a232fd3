from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.report.assessment import Assessment
from g2l_tui.report.inventory import Role, Sort

GLUE = """\
import sys

from awsglue.context import GlueContext
from awsglue.utils import getResolvedOptions

glue = GlueContext()
"""
Assessed = Callable[..., Assessment]


def named(assessment: Assessment, sort: Sort) -> dict[str, str]:
    return {item.name: item.target for item in assessment.items if item.sort is sort}


def test_tables_are_named_with_what_they_become(assessed: Assessed) -> None:
    text = GLUE + (
        'DATABASE = "sales"\n'
        'a = glue.create_dynamic_frame.from_catalog(database=DATABASE, table_name="orders")\n'
        'glue.write_dynamic_frame.from_catalog(a, "sales", "clean")\n'
        'spark.sql("insert into sales.daily select * from crm.people join v on v.id = people.id")\n'
    )

    assessment = assessed({"job.py": text}, catalog="main", schemas={"crm": "hub.crm"}, tables={"sales.clean": "x.y.z"})

    assert named(assessment, Sort.TABLE) == {
        "crm.people": "hub.crm.people",
        "sales.clean": "x.y.z",
        "sales.daily": "main.sales.daily",
        "sales.orders": "main.sales.orders",
    }
    roles = {item.name: item.uses[0].role for item in assessment.items}
    assert [roles[name] for name in ("crm.people", "sales.clean", "sales.daily", "sales.orders")] == [
        Role.READ, Role.WRITE, Role.WRITE, Role.READ,
    ]  # fmt: skip


def test_a_table_that_callers_name_is_theirs(assessed: Assessed) -> None:
    reader = GLUE + (
        "def read(context, database, table):\n"
        "    return context.create_dynamic_frame.from_catalog(database=database, table_name=table)\n"
    )
    job = 'from lib import read\n\nrows = read(None, "sales", table="orders")\n'

    tables = {item.name: item.uses for item in assessed({"lib.py": reader, "job.py": job}).items}

    assert [(use.path, use.line, use.role) for use in tables["sales.orders"]] == [("job.py", 3, Role.READ)]
    assert tables["{database}.{table}"][0].path == "lib.py"


def test_what_only_the_run_knows_stands_in_braces(assessed: Assessed) -> None:
    text = GLUE + (
        'args = getResolvedOptions(sys.argv, ["bucket"] + extra)\n'
        "target = f\"s3://{args['bucket']}/out/\"\n"
        "frame.write.parquet(target)\n"
    )

    assessment = assessed({"job.py": text})

    assert named(assessment, Sort.PATH) == {"s3://{args.bucket}/out/": ""}
    assert set(named(assessment, Sort.ARGUMENT)) == {"bucket", "{extra}"}


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("jdbc:postgresql://db.example:5432/shop?user=me&password=hunter2", "jdbc:postgresql://db.example:5432/shop"),
        ("jdbc:sqlserver://db.example:1433;password=hunter2", "jdbc:sqlserver://db.example:1433"),
        ("jdbc:oracle:thin:me/hunter2@//db.example:1521/shop", "jdbc:oracle:thin://db.example:1521/shop"),
        ("jdbc:mysql://me:hunt/er2@db.example/shop", "jdbc:mysql://db.example/shop"),
        ("jdbc:mysql://me:hunt?er2@db.example/shop", "jdbc:mysql://{…}"),
        ("s3a://KEY:hunt/er2@bucket/raw/", "s3a://bucket/raw/"),
    ],
)
def test_addresses_lose_user_password_and_options(assessed: Assessed, address: str, shown: str) -> None:
    items = assessed({"job.py": GLUE + f"frame.write.save({address!r})\n"}).items

    assert [item.name for item in items] == [shown]


def test_secrets_are_names_and_never_values(assessed: Assessed) -> None:
    text = GLUE + (
        'client.get_secret_value(SecretId="shop/warehouse")\n'
        'key = dbutils.secrets.get("scope", "key")\n'
        'glue.write_dynamic_frame.from_options(f, connection_options={"dbtable": "t", "password": "hunter2"})\n'
        'PASSWORD = "hunter3"\n'
    )

    assessment = assessed({"job.py": text})

    assert set(named(assessment, Sort.SECRET)) == {
        "shop/warehouse",
        "scope/key",
        "password (its value is written in the source)",
        "PASSWORD (its value is written in the source)",
    }
    assert "hunter" not in str(assessment.items)


def test_connections_are_named_with_what_they_become(assessed: Assessed) -> None:
    text = GLUE + 'glue.write_dynamic_frame.from_jdbc_conf(f, catalog_connection="old", connection_options={})\n'

    assessment = assessed({"job.py": text}, connections={"old": "new"})

    assert named(assessment, Sort.CONNECTION) == {"old": "new"}


def test_a_file_too_deep_to_walk_is_left_out_and_harms_nobody(assessed: Assessed) -> None:
    deep = "a = " + "+".join(["b"] * 9000) + "\n"

    assessment = assessed({"deep.py": GLUE + deep, "job.py": GLUE + 'getResolvedOptions(sys.argv, ["day"])\n'})

    assert named(assessment, Sort.ARGUMENT) == {"day": ""}


def test_a_copy_of_awsglue_names_nothing(assessed: Assessed) -> None:
    copy = "class DynamicFrame:\n    def write(self):\n        spark.table('sales.orders')\n"

    assert named(assessed({"lib/awsglue/dynamicframe.py": copy}), Sort.TABLE) == {}
    assert named(assessed({"lib/frames.py": copy}), Sort.TABLE) != {}
