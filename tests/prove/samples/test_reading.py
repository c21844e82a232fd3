from __future__ import annotations

import ast

from g2l_tui.prove.samples.arguments import arguments_of
from g2l_tui.prove.samples.declared import apply_declared
from g2l_tui.prove.samples.hints import ColumnHint, Hints
from g2l_tui.prove.samples.queries import tables_in
from g2l_tui.prove.samples.reading import read_job


def asked(hint: ColumnHint) -> set[tuple[str, object]]:
    return {(each.operator, each.value) for each in hint.conditions}


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
    assert (source.format, list(source.columns), asked(source.columns["st"])) == ("json", ["st"], {("==", "OPEN")})


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
    assert columns["n"].parsed_as == "int"
    assert (asked(columns["kind"]), asked(columns["fare"])) == ({("!=", "void")}, {(">", 5)})


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
    assert (asked(columns["amount"]), asked(columns["size"])) == ({(">", 50)}, {("<", 7)})


def test_a_column_that_stands_in_for_a_number_is_one() -> None:
    hints = read("f = spark.table('x.a')\nf.withColumn('n', F.coalesce(F.col('stock'), 'ordered', F.lit(0)))\n")

    assert {name: each.type for name, each in hints.sources["x.a"].columns.items()} == {
        "stock": "bigint", "ordered": "bigint",
    }  # fmt: skip


def test_a_path_in_a_mapping_tells_the_fields_of_a_struct() -> None:
    hints = read(
        "raw = glueContext.create_dynamic_frame.from_options('s3', {'paths': ['s3://a/b/']}, 'json')\n"
        "ApplyMapping.apply(frame=raw, mappings=[('who.name', 'string', 'name', 'string'),"
        " ('who.home.zip', 'string', 'zip', 'int'), ('`a.b`', 'long', 'c', 'long')])\n"
    )

    columns = hints.sources["s3://a/b"].columns
    assert list(columns) == ["who", "a.b"]
    assert columns["who"].fields["name"].type == "string"
    assert columns["who"].fields["home"].fields["zip"].parsed_as == "int"


def test_conditions_are_known_with_their_sense() -> None:
    hints = read(
        "f = spark.table('x.a')\n"
        "f.filter(~F.col('s').isin('A', 'B') & (3 < f['n']) & ~F.col('t').like('bot%') & f.u.startswith('p'))\n"
        "Filter.apply(f, lambda row: not (1 <= row['m'] < 5))\n"
    )

    assert {name: asked(each) for name, each in hints.sources["x.a"].columns.items()} == {
        "s": {("!=", "A"), ("!=", "B")},
        "n": {(">", 3)},
        "t": {("unlike", "bot%")},
        "u": {("like", "p%")},
        "m": {("<", 1), (">=", 5)},
    }


def test_columns_that_are_calculated_with_are_numbers() -> None:
    hints = read("f = spark.table('x.a')\nf.withColumn('n', F.col('net') * (1 + F.col('tax')) - f['off'])\n")

    columns = hints.sources["x.a"].columns
    assert (columns["net"].type, columns["tax"].type) == ("double", "double")


def test_what_an_array_holds_is_known_by_what_becomes_of_it() -> None:
    hints = read(
        "f = spark.table('x.a').withColumn('line', F.explode('lines'))\n"
        "g = f.select(F.col('line.sku').alias('sku'))\ng.filter(F.col('sku') == 'A')\n"
        "f.filter(F.array_contains('coupons', 'FREE'))\n"
    )

    columns = hints.sources["x.a"].columns
    assert columns["lines"].element is not None
    assert columns["coupons"].element is not None
    assert asked(columns["lines"].element.fields["sku"]) == {("==", "A")}
    assert asked(columns["coupons"].element) == {("==", "FREE")}


def test_an_alias_of_a_frame_is_no_column() -> None:
    hints = read(
        "a = spark.table('x.a')\nb = spark.table('x.b')\n"
        "a.alias('l').join(b.alias('r'), F.col('l.k') == F.col('r.j')).filter(F.col('r.n') > 1)\n"
    )

    assert (list(hints.sources["x.a"].columns), list(hints.sources["x.b"].columns)) == (["k"], ["j", "n"])


def test_each_part_of_a_query_speaks_of_its_own_tables() -> None:
    hints = read(
        "spark.table('x.a').createOrReplaceTempView('a')\nspark.table('x.b').createOrReplaceTempView('b')\n"
        "spark.sql(\"WITH p AS (SELECT k, CAST(total AS DOUBLE) AS total FROM a WHERE state IN ('X')) "
        "SELECT p.k, SUM(p.total) FROM p LEFT JOIN b ON b.k = p.k AND b.fine = 'Y' WHERE b.note NOT LIKE 'z%' "
        'GROUP BY p.k HAVING SUM(p.total) >= 20")\n'
    )

    first, second = hints.sources["x.a"].columns, hints.sources["x.b"].columns
    assert (set(first), set(second)) == ({"k", "total", "state"}, {"k", "fine", "note"})
    assert (asked(first["total"]), asked(second["note"])) == ({(">=", 20)}, {("unlike", "z%")})
    assert first["k"].group == second["k"].group != ""


def test_a_merge_tells_the_columns_of_both_tables() -> None:
    hints = read("spark.sql('MERGE INTO x.a t USING x.b s ON t.id = s.id WHEN MATCHED THEN UPDATE SET t.n = s.m')\n")

    assert (set(hints.sources["x.a"].columns), set(hints.sources["x.b"].columns)) == ({"id", "n"}, {"id", "m"})


def test_a_lateral_view_opens_an_array() -> None:
    hints = read("spark.sql('SELECT item.sku FROM x.a t LATERAL VIEW explode(t.items) v AS item WHERE item.n > 1')\n")

    element = hints.sources["x.a"].columns["items"].element
    assert element is not None
    assert (set(element.fields), asked(element.fields["n"])) == ({"sku", "n"}, {(">", 1)})


def test_groups_and_windows_are_known() -> None:
    hints = read(
        "w = Window.partitionBy('a', F.col('b')).orderBy(F.col('c').desc(), 'd')\nf.groupBy(['e', f.g]).count()\n"
        "spark.sql('SELECT RANK() OVER (PARTITION BY h ORDER BY i DESC), SUM(j) FROM x.a GROUP BY k, lower(l)')\n"
    )

    assert {(each.shared, each.order) for each in hints.groupings} == {
        (("a", "b"), ("c", "d")),
        (("e", "g"), ()),
        (("h",), ("i",)),
        (("k", "l"), ()),
    }
