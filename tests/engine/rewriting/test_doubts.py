"""Where Glue may hide behind a name that is looked up, the statement stays and says so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[..., Migration]
Becomes = Callable[[str], str]

BY_NAME = [
    'getattr(frame, "toDF")',
    "getattr(frame, method)()",
    'getattr(gc, "create_dynamic_frame")',
    'hasattr(gc, "spark_session")',
    'hasattr(make(), "glue_ctx")',
    'setattr(frame, "name", "x")',
    'eval("frame.toDF()")',
    'exec("x = gc.spark_session")',
    'exec("x = make().create_dynamic_frame")',
    'type(x).__name__ == "DynamicFrame"',
    'x.__class__.__name__ in ("DataFrame", "DynamicFrame")',
    'importlib.import_module("awsglue.transforms")',
    '__import__("awsglue")',
    'sys.modules["awsglue"]',
    '"awsglue.utils" in sys.modules',
    'mock.patch.dict("sys.modules", {"awsglue": x})',
]


@pytest.mark.parametrize("code", BY_NAME)
def test_a_look_up_by_name_is_refused(behind: Migrate, code: str) -> None:
    migration = behind(f"y = {code}\n")

    assert migration.status is Status.PARTIAL
    assert migration.result.decode().endswith(f"y = {code}\n")
    assert "G2L113" in {finding.code for finding in migration.findings}


@pytest.mark.parametrize(("code", "found"), [("a.union(b)", ["G2L114"]), ("a.union(b, c)", []), ("{1}.union({2})", [])])
def test_a_union_of_what_is_not_known_stays_and_is_told(
    codes: Callable[[str], list[str]], code: str, found: list[str]
) -> None:
    assert codes(f"y = {code}\n") == found


def test_a_class_derived_from_a_frame_is_refused_with_what_to_write(behind: Migrate) -> None:
    code = "class C(DynamicFrame):\n    def twice(self):\n        return self.union(self)\n"

    migration = behind(code)

    assert migration.result.decode().endswith(code)
    assert [finding.code for finding in migration.findings] == ["G2L111", "G2L102"]
    assert "`C` is derived from awsglue.dynamicframe.DynamicFrame" in migration.findings[0].message
    assert "functions of a DataFrame" in migration.findings[0].hint


_ORDERS = (
    "class Orders({bases}):\n    def __init__(self):\n        self.name = 'orders'\n\n"
    "    def run(self, args):\n        self.init('orders', args)\n{more}"
)


def test_a_class_derived_from_a_job_is_derived_from_nothing(behind: Migrate) -> None:
    text = behind("from awsglue.job import Job\n" + _ORDERS.format(bases="Job", more="")).result.decode()

    assert "class Orders(object):\n" in text
    assert text.endswith("    def run(self, args):\n        pass\n")


def test_a_class_that_takes_what_a_job_takes_is_refused(behind: Migrate) -> None:
    migration = behind("from awsglue.job import Job\n\n\nclass Orders(Job):\n    pass\n\n\norders = Orders(gc)\n")

    assert "class Orders(Job):" in migration.result.decode()
    assert any(finding.severity.value == "error" for finding in migration.findings)


@pytest.mark.parametrize(
    ("bases", "more"),
    [
        ("Job, Mixin", ""),
        ("Job", "\nclass Late(Orders):\n    def init(self, name, args):\n        print(name)\n"),
    ],
)
def test_a_class_of_which_more_is_known_than_its_job_stays(behind: Migrate, bases: str, more: str) -> None:
    code = _ORDERS.format(bases=bases, more=more)

    migration = behind("class Mixin:\n    pass\n\nfrom awsglue.job import Job\n" + code)

    assert (
        "self.init('orders', args)" in migration.result.decode()
        or f"class Orders({bases})" in migration.result.decode()
    )
    assert any(finding.severity.value == "error" for finding in migration.findings)


def test_a_call_of_what_is_looked_up_is_refused(codes: Callable[[str], list[str]]) -> None:
    assert codes('y = getattr(frame, "toDF")()\n') == ["G2L102"]


@pytest.mark.parametrize(
    "code",
    [
        'hasattr(frame, "toDF")',
        'getattr(settings, "name")',
        'hasattr(row, "name")',
        'eval("1 + 1")',
        "eval(text)",
        'logging.getLogger("awsglue")',
        'kind == "DynamicFrame"',
        'type(x).__name__ == "DataFrame"',
        '{"awsglue.job": None}',
        'print("awsglue")',
        '["awsglue"]',
    ],
)
def test_other_look_ups_are_none_of_our_business(behind: Migrate, code: str) -> None:
    migration = behind(f"y = {code}\n")

    assert migration.status is Status.MIGRATED
    assert migration.result.decode().endswith(f"y = {code}\n")


def test_what_is_looked_up_among_the_globals_is_known(behind: Migrate) -> None:
    migration = behind('y = globals()["frame"].toDF()\n')

    assert migration.result.decode().endswith('y = globals()["frame"]\n')


@pytest.mark.parametrize("look", ["globals()[name]", "globals().get(name)", "locals()"])
def test_a_context_keeps_its_name_where_any_name_may_be_looked_up(behind: Migrate, look: str) -> None:
    migration = behind(f"y = {look}\n")

    assert "\ngc = SparkSession" in migration.result.decode()


def test_a_class_of_the_same_name_from_another_library_keeps_its_name(behind: Migrate) -> None:
    code = "from pandas import DataFrame\ndef f(x: DynamicFrame) -> DataFrame:\n    return x.toDF().toPandas()\n"

    migration = behind(code)

    assert "def f(x: DynamicFrame) -> DataFrame:\n" in migration.result.decode()
    assert "from pyspark.sql import DataFrame" not in migration.result.decode()
    assert {finding.code for finding in migration.findings} == {"G2L108"}


def test_the_same_class_by_another_path_is_not_imported_twice(behind: Migrate) -> None:
    code = "from pyspark.sql.dataframe import DataFrame\ndef f(x: DynamicFrame) -> DataFrame:\n    return x.toDF()\n"

    assert behind(code).result.decode().count("import DataFrame") == 1


HINTS = {
    "a class as a value": ("x = mock(spec=GlueContext)\n", "write `SparkSession` where the class itself is meant"),
    "a frame's class as a value": (
        "x = mock(spec=DynamicFrame)\n",
        "write `DataFrame` where the class itself is meant",
    ),
    "a blueprint": (
        "from awsglue.blueprint.workflow import Workflow\nx = Workflow(Name='a')\n",
        "a blueprint makes Glue's workflows: write a job with tasks into databricks.yml instead",
    ),
}


@pytest.mark.parametrize(("code", "hint"), HINTS.values(), ids=HINTS.keys())
def test_a_refusal_says_what_to_write_instead(behind: Migrate, code: str, hint: str) -> None:
    assert behind(code).findings[-1].hint == hint


@pytest.mark.parametrize("call", ['x.filter(lambda r: r["a"] > 1)', 'x.y.map(f=lambda r: {"b": r["a"]})'])
def test_a_function_on_records_that_an_unknown_object_is_given_is_refused(behind: Migrate, call: str) -> None:
    [finding] = behind(f"def keep(x):\n    return {call}\n").findings

    assert finding.code == "G2L106"
    assert "function on records" in finding.message


@pytest.mark.parametrize(
    "call",
    [
        "x.filter(lambda n: n > 1)",
        'x.filter("a > 1")',
        "x.map(str)",
        "x.map(lambda r: r[0])",
        'x.rdd.filter(lambda r: r["a"])',
    ],
)
def test_other_functions_are_nobodys_business(behind: Migrate, call: str) -> None:
    assert behind(f"def keep(x):\n    return {call}\n").status is Status.MIGRATED


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('x.join(["a"], ["b"], y)', 'x.join(_right, x["a"]'),
        ('x.join(paths1=["a"], paths2=["b"], frame2=y)', 'x.join(_right, x["a"]'),
        ('x.union(y, transformation_ctx="u")', "x.unionByName(y, allowMissingColumns=True)"),
        ('x.filter(f=lambda r: r["a"] > 1, transformation_ctx="f")', 'x.filter(F.col("a") > 1)'),
        ('x.coalesce(1, transformation_ctx="c")', "x.coalesce(1)"),
    ],
)
def test_arguments_that_only_glue_takes_say_what_is_called(becomes: Becomes, before: str, after: str) -> None:
    assert after in becomes(f"def work(x, y):\n    z = {before}\n    return z\n")


def test_arguments_that_only_glue_takes_say_what_is_written(becomes: Becomes) -> None:
    after = becomes('def work(x):\n    x.write("s3", {"path": "s3://lake"}, "json")\n')

    assert 'x.write.mode("append").json("s3://lake")' in after


def test_a_method_that_is_called_by_its_name_is_refused(behind: Migrate) -> None:
    [finding] = behind('from operator import methodcaller\nx = list(map(methodcaller("toDF"), [frame]))\n').findings

    assert finding.code == "G2L113"


def test_the_advice_to_annotate_uses_the_authors_name(behind: Migrate) -> None:
    [finding] = behind("orders = get()\nrows = orders.toDF()\n").findings

    assert finding.hint == "annotate it, for example `orders: DynamicFrame`"


def test_a_member_that_only_glue_has_says_what_it_is_called_on(behind: Migrate) -> None:
    migration = behind('def told(context):\n    return context.get_catalog_schema_as_spark_schema("raw", "orders")\n')

    assert migration.status is Status.MIGRATED
    assert 'return context.table("main.raw.orders").schema\n' in migration.result.decode()


@pytest.mark.parametrize(
    "code",
    [
        'def keep(context, rows):\n    sink = context.getSink("s3", path=root)\n    sink.write(rows)\n',
        'def name(sink):\n    sink.setFormat("json")\n    sink.setCatalogInfo("raw", "orders")\n',
        "def counted(by, rows):\n    return by.make().fromDF(rows, by.context(), 'x').errorsCount()\n",
        'x.options = vendor.job.job_bookmark_options("orders")\n',
    ],
)
def test_a_member_that_only_glue_has_is_never_left_in_silence(behind: Migrate, code: str) -> None:
    migration = behind(code)

    assert migration.status is Status.PARTIAL
    assert migration.result.decode().endswith(code)


@pytest.mark.parametrize(
    "code",
    [
        'x.make().setFormat("glueparquet")',
        'x.make().getSource("s3", paths=[root])',
        "x.getSource(kind, paths=[root])",
        'x.reader().from_catalog(database="raw", table_name="orders")',
        "x.frames[0].unnest(transformation_ctx='flat')",
        "x.open().start_transaction(read_only=False)",
        "x.open().commit_transaction(number)",
        "x.open().abort_transaction(number)",
        "x.frames[0].unbox('payload', 'json')",
        "x.open().cancel_transaction(transaction_id=number)",
        "vendor.steps.unbox('a', 'json', stageThreshold=1)",
    ],
)
def test_what_is_given_as_only_glue_takes_it_is_refused(behind: Migrate, code: str) -> None:
    migration = behind(f"import vendor\ny = {code}\n")

    assert migration.status is Status.PARTIAL
    assert migration.result.decode().endswith(f"y = {code}\n")
    assert [finding.code for finding in migration.findings] == ["G2L106"]


@pytest.mark.parametrize(
    "code",
    [
        "y = cell.setFormat(0, 4, bold)",
        "y = event.getSource()",
        'y = catalog.from_catalog("orders")',
        "with client.start_session() as session:\n    session.start_transaction()\n    session.commit_transaction()",
        "lake.commit_transaction(TransactionId=number)",
        "class Step:\n    def detect(self, transformation_ctx):\n        pass\n\nStep().detect(transformation_ctx='x')",
        (
            "def steps():\n    return [Own(), Other()]\n\nclass Own:\n    def read(self, connection_type):\n"
            "        pass\n\nclass Other(Own):\n    pass\n\nfor step in steps():\n    step.read(connection_type='x')"
        ),
    ],
)
def test_what_is_given_as_others_take_it_stays(behind: Migrate, code: str) -> None:
    migration = behind(f"{code}\n")

    assert migration.result.decode().endswith(f"{code}\n")
    assert migration.status is Status.MIGRATED


@pytest.mark.parametrize(
    "frame",
    [
        "x.rdd.map(f).reduceByKey(g)",
        "x.rdd.mapPartitionsWithIndex(f).distinct().zip(other)",
        "pyspark.SparkContext.getOrCreate().wholeTextFiles(place).mapValues(len)",
        "x.randomSplit([0.5, 0.5])[0]",
        "x.na.fill(0)",
        'x.stat.freqItems(["a"])',
        'x.cube("a").agg(f)',
        "SQLContext(sc).createDataFrame(rows)",
        'DeltaTable.forPath(spark, "s3://lake/a")',
        'DeltaTable.createIfNotExists(spark).tableName("t").execute()',
    ],
)
def test_what_has_a_todf_of_its_own_is_no_dynamic_frame(behind: Migrate, frame: str) -> None:
    imports = "import pyspark\nfrom delta import DeltaTable\nfrom pyspark.sql import DataFrame, SQLContext\n"
    migration = behind(f"{imports}def work(x: DataFrame):\n    return {frame}.toDF()\n")

    assert f"return {frame}.toDF()\n" in migration.result.decode()
    assert migration.status is Status.MIGRATED


def test_a_query_of_the_old_context_of_sql_is_one_of_the_session(behind: Migrate) -> None:
    migration = behind('from pyspark.sql import SQLContext\nSQLContext(sc).sql("select * from a.b")\n')

    assert 'SQLContext(sc).sql("select * from main.a.b")\n' in migration.result.decode()
