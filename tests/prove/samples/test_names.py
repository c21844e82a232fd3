from __future__ import annotations

import pytest

from g2l_tui.prove.samples.names import catalog_name, connection_name, mapped_path, path_name, table_name


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("s3a://lake//a/b/", "s3://lake/a/b"),
        ("s3n://lake", "s3://lake"),
        ("/Volumes/main/raw//x/", "/Volumes/main/raw/x"),
        ("dbfs:/tmp/x", "dbfs://tmp/x"),
    ],
)
def test_one_place_has_one_name(path: str, name: str) -> None:
    assert path_name(path) == name


def test_tables_are_named_as_the_settings_say() -> None:
    schemas, tables = {"Sales-DB": "prod.sales"}, {"crm.people": "main.hr.`staff`"}

    assert catalog_name(table_name("sales-db", "Orders"), "main", schemas, tables) == "prod.sales.orders"
    assert catalog_name("crm.people", "main", schemas, tables) == "main.hr.staff"
    assert catalog_name("raw.t", "main", schemas, tables) == "main.raw.t"
    assert catalog_name("a.b.c", "main", schemas, tables) == "a.b.c"


def test_the_longest_prefix_of_a_path_wins() -> None:
    paths = {"s3://lake": "/Volumes/a", "s3://lake/raw/": "/Volumes/b"}

    assert mapped_path("s3://lake/raw/x", paths) == "/Volumes/b/x"
    assert mapped_path("s3://lakeside/x", paths) == "s3://lakeside/x"


def test_databases_behind_jdbc_have_one_name() -> None:
    assert connection_name("mysql", "Orders") == connection_name("org.apache.spark.jdbc", "orders") == "jdbc:orders"
    assert connection_name("dynamodb", "orders") == "dynamodb:orders"
