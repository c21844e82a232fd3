"""Members of enumerations where names of tables are made: Python 3.11 writes another text for them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Migrate = Callable[[str], Migration]

TABLES = "from enum import Enum\nclass Table(str, Enum):\n    CARTS = 'carts'\n"
READ = "gc.create_dynamic_frame.from_catalog(database='shop', table_name={table})"


@pytest.mark.parametrize(
    ("before", "table"),
    [
        (f"x = {READ.format(table='Table.CARTS')}\n", "Table.CARTS"),
        (f"for t in Table:\n    x = {READ.format(table='t')}\n", "t"),
        (f"xs = [{READ.format(table='t')} for t in Table]\n", "t"),
        (f"def f(t: Table):\n    return {READ.format(table='t')}\n", "t"),
    ],
)
def test_a_table_that_is_a_member_is_read_by_its_value(becomes: Callable[[str], str], before: str, table: str) -> None:
    assert f'.table(f"main.shop.`{{{table}.value}}`")' in becomes(TABLES + before)


@pytest.mark.parametrize("text", ["f'select * from shop.{Table.CARTS}'", "'select * from shop.{}'.format(Table.CARTS)"])
def test_a_member_in_a_text_is_told(behind: Migrate, text: str) -> None:
    migration = behind(f"{TABLES}spark.sql({text})\n")

    finding = next(each for each in migration.findings if each.code == "G2L226")
    assert finding.hint == "write `Table.CARTS.value`"


@pytest.mark.parametrize(
    "code",
    [
        f"{TABLES}print(f'{{Table.CARTS}}')\n",
        f"{TABLES}spark.sql(f'select * from shop.{{Table.CARTS.value}}')\n",
        f"{TABLES}    def __str__(self):\n        return self.value\nspark.sql(f'table shop.{{Table.CARTS}}')\n",
        "from enum import Enum\nclass Table(Enum):\n    A = 1\nspark.sql(f'select * from shop.{Table.A}')\n",
    ],
)
def test_other_members_are_not(behind: Migrate, code: str) -> None:
    assert "G2L226" not in {finding.code for finding in behind(code).findings}
