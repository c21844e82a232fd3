from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from g2l_tui.errors import ConfigurationError
from g2l_tui.prove.own_samples import expected_writes, own_tables
from g2l_tui.prove.request import Names
from g2l_tui.prove.samples.sample import Origin


def put(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_tables_are_named_by_their_files(tmp_path: Path) -> None:
    put(tmp_path, "tables/Sales.Orders.json", '{"id": 1, "tags": ["a"]}\n{"id": 2}\n')
    put(tmp_path, "tables/sales.shops.csv", 'n,city\n1,"Kiel, West"\n2,\n')

    orders, shops = own_tables(tmp_path)

    assert (orders.name, orders.origin, orders.types) == (
        "sales.orders",
        Origin.USER,
        {"id": "bigint", "tags": "array<string>"},
    )
    assert [dict(row) for row in shops.rows] == [{"n": "1", "city": "Kiel, West"}, {"n": "2", "city": None}]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra [prove] is not installed")
    arrow = pytest.importorskip("pyarrow", reason="the extra [prove] is not installed")

    (tmp_path / "tables").mkdir()
    rows = [{"d": date(2024, 1, 1), "m": Decimal("1.50")}]
    parquet.write_table(arrow.Table.from_pylist(rows), tmp_path / "tables" / "s.t.parquet")

    [table] = own_tables(tmp_path)

    assert (table.types, [dict(row) for row in table.rows]) == ({"d": "date", "m": "decimal(3,2)"}, rows)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    put(tmp_path, "tables/s.t.json", '{"id": ')

    with pytest.raises(ConfigurationError, match=r"s\.t\.json cannot be read as json"):
        own_tables(tmp_path)


def test_expected_results_get_the_names_of_the_migration(tmp_path: Path) -> None:
    put(tmp_path, "tables/sales.orders.json", '{"id": 1}\n')
    put(tmp_path, "s3/lake/out/run-1.json", '{"a": 1}\n')
    put(tmp_path, "s3/lake/out/run-2.json", '{"a": 2}\n')
    names = Names("main", {"sales": "prod.retail"}, {}, {"s3://lake/": "/Volumes/prod/raw/lake"})

    table, path = expected_writes(tmp_path, names)

    assert (table.targets, table.rows) == (("prod.retail.orders",), ({"id": 1},))
    assert (path.targets, path.rows) == (("/Volumes/prod/raw/lake/out",), ({"a": 1}, {"a": 2}))
