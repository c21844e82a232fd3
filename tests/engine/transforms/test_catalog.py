"""Names of catalog tables that are looked up when the job runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]


class Session:
    """Gives the name back that it is asked for."""

    def table(self, name: str) -> str:
        return name


def _read(migrated: Migrated, database: str, table: str, names: dict[str, object], **settings: object) -> object:
    call = f"context.create_dynamic_frame.from_catalog({database}, {table})"
    code = f"from awsglue.context import GlueContext\n\ncontext = GlueContext(x)\nframe = {call}.toDF()\n"
    result = migrated(code, **settings).result.decode()
    held: dict[str, object] = {**names}
    lines = [line for line in result.splitlines() if line.startswith(("_SCHEMAS", "_TABLES", "frame"))]
    exec("\n".join(lines), {"spark": Session()}, held)
    return held["frame"]


@pytest.mark.parametrize(
    ("database", "expected"),
    [("sales", "prod.shop.`t`"), ("Sales", "prod.shop.`t`"), ("SALES", "prod.shop.`t`"), ("other", "main.other.`t`")],
)
def test_a_schema_known_at_run_time_is_looked_up_in_any_case(migrated: Migrated, database: str, expected: str) -> None:
    names: dict[str, object] = {"args": {"db": database, "t": "t"}}

    assert _read(migrated, 'args["db"]', 'args["t"]', names, schemas={"Sales": "prod.shop"}) == expected


def test_a_schema_that_is_put_together_is_looked_up_as_a_whole(migrated: Migrated) -> None:
    names: dict[str, object] = {"a": "SA", "b": "les"}

    assert _read(migrated, "a + b", "'t'", names, schemas={"sales": "prod.shop"}) == "prod.shop.t"


@pytest.mark.parametrize(("table", "expected"), [("Orders", "a.b.c"), ("orders", "a.b.c"), ("x", "main.sales.`x`")])
def test_a_table_known_at_run_time_is_looked_up_in_any_case(migrated: Migrated, table: str, expected: str) -> None:
    assert _read(migrated, "'sales'", "t", {"t": table}, tables={"Sales.ORDERS": "a.b.c"}) == expected


@pytest.mark.parametrize("empty", ['""', "None"])
@pytest.mark.parametrize(("given", "rows"), [("", ""), ('push_down_predicate="day = 1", ', '.where("day = 1")')])
@pytest.mark.parametrize("call", ["create_dynamic_frame", "create_data_frame"])
def test_an_empty_predicate_leaves_nothing_behind(
    migrated: Migrated, call: str, given: str, rows: str, empty: str
) -> None:
    options = f'{given}additional_options={{"catalogPartitionPredicate": {empty}}}'

    migration = migrated(
        f"from awsglue.context import GlueContext\n\nx = GlueContext().{call}.from_catalog('a', 'b', {options})\n"
    )

    assert migration.result.decode().endswith(f'.table("main.a.b"){rows}\n')
    assert [row.reason for row in migration.ledger if row.argument == "catalogPartitionPredicate"] == [
        "an empty predicate lets every row through"
    ]


def test_an_f_string_in_which_nothing_is_filled_in_is_a_text(becomes: Callable[[str], str]) -> None:
    read = 'x = gc.create_dynamic_frame.from_catalog(database=f"raw", table_name=f"orders")\n'

    assert becomes(read) == 'x = spark.table("main.raw.orders")\n'


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, 'f"main.{DATABASE}.orders"'),
        ({"schemas": {"raw": "lake.bronze"}}, '"lake.bronze.orders"'),
        ({"tables": {"raw.orders": "lake.bronze.all_orders"}}, '"lake.bronze.all_orders"'),
    ],
)
def test_what_the_author_calls_a_database_stays_unless_it_is_called_otherwise_now(
    migrated: Migrated, settings: dict[str, dict[str, str]], name: str
) -> None:
    before = 'from awsglue.context import GlueContext\nDATABASE = "raw"\nc = GlueContext()\n'

    result = migrated(f"{before}x = c.create_dynamic_frame.from_catalog(DATABASE, 'orders')\n", **settings).result

    assert result.decode().endswith(f"x = spark.table({name})\n")


def test_a_name_that_needs_back_quotes_has_them_round_what_the_author_calls_it(becomes: Callable[[str], str]) -> None:
    read = 'DATABASE = "raw-db"\nTABLE = "orders"\nx = gc.create_dynamic_frame.from_catalog(DATABASE, TABLE)\n'

    assert becomes(read).endswith('x = spark.table(f"main.`{DATABASE}`.{TABLE}")\n')
