from __future__ import annotations

import ast

from g2l_tui.prove.samples.arguments import arguments_of
from g2l_tui.prove.samples.declared import apply_declared
from g2l_tui.prove.samples.hints import Hints
from g2l_tui.prove.samples.queries import tables_in
from g2l_tui.prove.samples.reading import read_job


def read(text: str, **arguments: str) -> Hints:
    hints = Hints()
    read_job(ast.parse(text), arguments, hints)
    return hints


def test_a_mapping_tells_columns_types_and_what_is_parsed() -> None:
    hints = read(
        "raw = glueContext.create_dynamic_frame.from_catalog(database='Sales', table_name='orders')\n"
        "ApplyMapping.apply(frame=raw, mappings=[('id', 'long', 'key', 'long'), ('at', 'string', 'at', 'date')])\n"
    )

    columns = hints.sources["sales.orders"].columns
    assert (columns["id"].type, columns["at"].type, columns["at"].parsed_as) == ("bigint", "string", "date")


def test_a_column_after_a_rename_is_the_column_before_it() -> None:
    hints = read(
        "raw = glueContext.create_dynamic_frame.from_options('s3', {'paths': ['s3://a/b/']}, 'json')\n"
        "named = RenameField.apply(frame=raw, old_name='st', new_name='state')\n"
        "Filter.apply(frame=named, f=lambda row: row['state'] == 'OPEN')\n"
    )

    source = hints.sources["s3://a/b"]
    assert (source.format, list(source.columns), source.columns["st"].literals) == ("json", ["st"], ["OPEN"])


def test_joined_keys_share_a_group() -> None:
    hints = read("a = spark.table('x.a')\nb = spark.table('x.b')\nc = a.join(b, a['k'] == b['other_k'])\n")

    left, right = hints.sources["x.a"].columns["k"], hints.sources["x.b"].columns["other_k"]
    assert left.group == right.group != ""


def test_sql_tells_columns_of_views() -> None:
    hints = read(
        "spark.table('x.a').createOrReplaceTempView('v')\n"
        "spark.sql('SELECT CAST(n AS INT) n FROM v t WHERE t.kind <> \\'void\\' AND fare > 5')\n"
    )

    columns = hints.sources["x.a"].columns
    assert (columns["n"].parsed_as, columns["kind"].unlike, columns["fare"].literals) == ("int", ["void"], [5])


def test_names_that_are_put_together_from_arguments_are_known() -> None:
    hints = read(
        "args = getResolvedOptions(sys.argv, ['bucket'])\nspark.read.csv(f\"s3://{args['bucket']}/in\")\n",
        bucket="lake",
    )

    assert list(hints.sources) == ["s3://lake/in"]


def test_every_argument_that_is_asked_for_has_a_value() -> None:
    tree = ast.parse("args = getResolvedOptions(sys.argv, ['JOB_NAME', 'run_date', 'source_path', 'mode'])")

    assert arguments_of(tree, {"mode": "full"}) == {
        "JOB_NAME": "proof",
        "run_date": "2024-03-12",
        "source_path": "s3://proof-bucket/source-path",
        "mode": "full",
    }


def test_ddl_and_catalog_exports_say_all_columns() -> None:
    hints = Hints()
    hints.source("sales.orders")
    hints.source("sales.shops")
    ddl = "CREATE EXTERNAL TABLE sales.orders (id bigint, total decimal(10,2)) PARTITIONED BY (day string)"
    columns = '{"Columns": [{"Name": "n", "Type": "int"}]}'
    export = f'{{"Table": {{"Name": "shops", "DatabaseName": "sales", "StorageDescriptor": {columns}}}}}'

    apply_declared(hints, [("ddl/orders.sql", ddl), ("shops.json", export), ("broken.json", "{")])

    orders = hints.sources["sales.orders"]
    assert {name: each.type for name, each in orders.columns.items()} == {
        "id": "bigint",
        "total": "decimal(10,2)",
        "day": "string",
    }
    assert orders.partitions == ["day"]
    assert hints.sources["sales.shops"].columns["n"].type == "int"


def test_tables_of_sql_are_found_without_its_own() -> None:
    assert set(tables_in("WITH w AS (SELECT * FROM a.b) SELECT * FROM w JOIN c.d.e ON true")) == {"a.b", "c.d.e"}


def test_split_rows_tells_what_it_compares_with() -> None:
    hints = read(
        "raw = glueContext.create_dynamic_frame.from_catalog('sales', 'orders')\n"
        "both = [raw.split_rows({'amount': {'>': 50}}, 'a', 'b').select(name) for name in ('a', 'b')]\n"
        "SplitRows.apply(raw, {'size': {'<': 7}}, 'c', 'd')\n"
    )

    columns = hints.sources["sales.orders"].columns
    assert (columns["amount"].literals, columns["size"].literals) == ([50], [7])


def test_a_column_that_stands_in_for_a_number_is_one() -> None:
    hints = read("f = spark.table('x.a')\nf.withColumn('n', F.coalesce(F.col('stock'), 'ordered', F.lit(0)))\n")

    assert {name: each.type for name, each in hints.sources["x.a"].columns.items()} == {
        "stock": "bigint", "ordered": "bigint",
    }  # fmt: skip
