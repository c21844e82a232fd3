"""ANSI mode, which Glue has off and Databricks on: what it stops in a job's own code is told once for each kind."""

from __future__ import annotations

import pytest

from g2l_tui.engine.text.module import parse_module
from g2l_tui.model.finding import Finding
from g2l_tui.model.source import Source
from g2l_tui.validators.ansi import ansi_mode

IMPORTS = "from pyspark.sql import SparkSession, functions as F\nfrom pyspark.sql.types import IntegerType\n"


def found(text: str, after: str | None = None) -> list[Finding]:
    before, result = (parse_module(Source("job.py", (IMPORTS + each).encode())) for each in (text, after or text))
    return list(ansi_mode(before, result))


def advised(expression: str) -> list[str]:
    """Return what to write for an expression that becomes a column of a frame."""
    findings = found(f'frame.withColumn("x", {expression})\n')
    return [finding.hint.removeprefix("where that may happen, write `").partition("`")[0] for finding in findings]


def queried(selected: str, rest: str = "") -> list[str]:
    return [
        finding.hint.removeprefix("where that may happen, write `").partition("`")[0]
        for finding in found(f'spark.sql("""select {selected} from t {rest}""")\n')
    ]


@pytest.mark.parametrize(
    ("expression", "instead"),
    [
        ('frame["a"] / frame["b"]', 'F.try_divide(frame["a"], frame["b"])'),
        ("100 / frame.b", "F.try_divide(F.lit(100), frame.b)"),
        ('F.col("a") % F.col("b")', 'F.try_mod(F.col("a"), F.col("b"))'),
        ('frame["a"].cast("int")', 'frame["a"].try_cast("int")'),
        ('F.col("a").cast(IntegerType())', 'F.col("a").try_cast(IntegerType())'),
        ('F.to_date("a", "dd.MM.yyyy")', 'F.try_to_timestamp("a", F.lit("dd.MM.yyyy")).cast("date")'),
        ("F.to_timestamp(frame.a, pattern)", "F.try_to_timestamp(frame.a, F.lit(pattern))"),
        ('F.unix_timestamp("a", "yyyy")', 'F.try_to_timestamp("a", F.lit("yyyy")).cast("bigint")'),
        ('F.to_date("a")', 'F.col("a").try_cast("date")'),
        ('F.split("a", ",")[3]', 'F.get(F.split("a", ","), 3)'),
        ('F.split("a", ",").getItem(F.size(F.array("a")) - 1)', 'F.get(F.split("a", ","), F.size(F.array("a")) - 1)'),
        ('F.element_at("a", -1)', 'F.try_element_at("a", F.lit(-1))'),
        ('F.size("a")', 'F.coalesce(F.size("a"), F.lit(-1))'),
        ('F.split("a", ",")[0] > 5', 'F.split("a", ",")[0].try_cast("double") > 5'),
        ('F.when(test, "none").otherwise(0)', 'F.when(test, "none").otherwise("0")'),
        ('F.coalesce(F.sum("a"), F.lit("none"))', 'F.coalesce(F.sum("a").cast("string"), F.lit("none"))'),
    ],
)
def test_a_column_that_is_strict_is_told_with_what_to_write_for_it(expression: str, instead: str) -> None:
    assert advised(expression) == [instead]


@pytest.mark.parametrize(
    "expression",
    [
        'F.col("a") / 100', 'F.sum("a") / F.nullif(F.col("b"), F.lit(0))', "F.lit(total / count)",
        'F.when(F.col("b") != 0, F.col("a") / F.col("b"))',
        'F.when(frame.b == 0, 0).otherwise(F.col("a") / frame["b"])',
        '"%s" % frame["a"]', 'F.col("a").cast("string")', 'F.lit(None).cast("int")', 'F.count("*").cast("int")',
        '(F.col("a") > 1).cast("int")', 'F.when(F.col("a") > 1, 1).otherwise(0).cast("int")',
        'F.row_number().over(window).cast("int")', "F.to_date(F.current_timestamp())", 'F.split("a", ",")[0]',
        'F.col("a").getItem("key")', 'F.size(F.collect_list("a"))', 'F.when(test, "x").otherwise("y")',
        'F.when(F.size("a") > 0, "some")', 'F.split("a", ",")[0] == "5"', 'F.coalesce("a", "b")',
    ],
)  # fmt: skip
def test_a_column_that_cannot_fail_is_not(expression: str) -> None:
    assert advised(expression) == []


@pytest.mark.parametrize(
    ("selected", "instead"),
    [
        ("a / b", "try_divide(a, b)"),
        ("a % b", "a % nullif(b, 0)"),
        ("pmod(a, b)", "pmod(a, nullif(b, 0))"),
        ("a div b", "a div nullif(b, 0)"),
        ("cast(a as int)", "try_cast(a as int)"),
        ("int(a)", "try_cast(a as int)"),
        ("a::bigint", "try_cast(a as bigint)"),
        ("to_date(a, 'yyyy-MM-dd')", "cast(try_to_timestamp(a, 'yyyy-MM-dd') as date)"),
        ("to_timestamp(a, 'dd/MM/yyyy')", "try_to_timestamp(a, 'dd/MM/yyyy')"),
        ("year(to_date(a))", "try_cast(a as date)"),
        ("split(a, ',')[2]", "get(SPLIT(a, ','), 2)"),
        ("element_at(a, 3)", "try_element_at(a, 3)"),
        ("size(a)", "coalesce(SIZE(a), -1)"),
        ("coalesce(sum(a), 'none')", "COALESCE(cast(SUM(a) as string), 'none')"),
        ("split(a, ',')[0] > 5", "try_cast(SPLIT(a, ',')[0] as double) > 5"),
    ],
)
def test_so_is_a_strict_expression_in_sql(selected: str, instead: str) -> None:
    assert queried(selected) == [instead]


@pytest.mark.parametrize(
    ("selected", "rest"),
    [
        ("a / 100", ""), ("a / nullif(b, 0)", ""), ("case when b > 0 then a / b end", ""), ("if(b = 0, 0, a / b)", ""),
        ("a / b", "where b <> 0"), ("cast(a as string)", ""), ("try_cast(a as int)", ""), ("date '2020-01-01'", ""),
        ("cast(count(*) as int)", ""), ("year(a)", ""), ("split(a, ',')[0]", ""), ("a['key']", ""),
        ("unix_timestamp()", ""), ("a", "where size(b) > 0"), ("case when a = 1 then 'x' else 'y' end", ""),
        ("coalesce(a, 'none')", ""), ("a.`cast(b as int)`", ""), ("'cast(a as int)'", ""),
    ],
)  # fmt: skip
def test_sql_that_cannot_fail_is_not(selected: str, rest: str) -> None:
    assert queried(selected, rest) == []


@pytest.mark.parametrize(
    "text",
    [
        'frame.selectExpr("cast(a as int) as a")',
        'frame.filter("a / b > 1")',
        'frame.withColumn("a", F.expr("cast(a as int)"))',
        'query = "select a / b from t"\nspark.sql(query)',
        'spark.sql(f"select cast(a as int) from {table}")',
        'spark.sql("select cast(a as int) from {t}".format(t=table))',
        'def run(query):\n    return spark.sql(query)\nrun("select a / b from t")',
        'def run(query):\n    return spark.sql(query)\ntext = "select a / b from t"\nrun(query=text)',
    ],
)
def test_sql_is_found_in_every_text_that_is_surely_given_to_spark(text: str) -> None:
    assert len(found(text)) == 1


def test_text_that_spark_does_not_read_is_no_sql_of_its() -> None:
    assert found('cursor.execute("select a / b from t")\nspark.range(1)\n') == []


def test_all_of_one_kind_are_one_finding_that_lists_the_lines() -> None:
    lines = [f'frame = frame.withColumn("c{number}", F.col("longer{number}").cast("int"))\n' for number in range(6)]

    [finding] = found(f'{"".join(lines)}frame = frame.withColumn("a", F.col("a").cast("int"))\n')

    assert (finding.code, finding.severity.value, finding.line) == ("G2L224", "warning", 3)
    assert finding.message.endswith("(lines 3, 4, 5, 6 and 3 more)")
    assert '`F.col("a").try_cast("int")` for `F.col("a").cast("int")`' in finding.hint


def test_a_line_of_a_query_is_the_one_in_the_file() -> None:
    [finding] = found('spark.sql("""\n    select a,\n           cast(b as int)\n    from t\n""")\n')

    assert finding.line == 5


def test_a_cast_for_a_frame_is_told_in_a_module_without_spark_s_functions() -> None:
    text = "from pyspark.sql import SparkSession\nframe.select(frame.b.cast('int'))\narrow.cast('int64')\n"
    module = parse_module(Source("job.py", text.encode()))

    (finding,) = ansi_mode(module, module)

    assert "`frame.b.try_cast('int')`" in finding.hint


@pytest.mark.parametrize("value", ["false", "true"])
def test_a_job_that_says_which_mode_it_wants_is_told_nothing(value: str) -> None:
    assert found(f'spark.conf.set("spark.sql.ansi.enabled", "{value}")\nframe.select(F.col("a").cast("int"))\n') == []


def test_what_is_gone_from_the_result_is_not_told() -> None:
    assert found('frame.select(F.col("a").cast("int"))\n', "frame.count()  # spark\n") == []


def test_what_the_translation_writes_is_not_told() -> None:
    assert found("spark\n", 'spark.range(1).select(F.col("id").cast("int"))\n') == []


def test_a_function_over_records_divides_in_python() -> None:
    assert found('spark\nframe.filter(f=lambda row: row["a"] / row["b"] > 1)\n') == []


@pytest.mark.parametrize("text", ["select a /", "select cast(", "select {", "/ / / select", "select " + "(" * 3000])
def test_text_that_is_no_sql_is_passed_over(text: str) -> None:
    assert found(f'spark.sql("{text}")\nframe.filter("{text}")\n') == []
