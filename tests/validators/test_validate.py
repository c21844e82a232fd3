"""Validators read the result with new eyes; what they find weighs as much as what the engine found."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

import pytest

from g2l_tui.engine.codes import CODES
from g2l_tui.engine.text.module import parse_module
from g2l_tui.engine.text.spliced import spliced
from g2l_tui.model.change import edits_of
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.validators import validate
from g2l_tui.validators.connect import contexts_and_rdds
from g2l_tui.validators.credentials import credentials
from g2l_tui.validators.endings import endings
from g2l_tui.validators.leftovers import leftovers
from g2l_tui.validators.services import clients_of_services, glue_calls
from g2l_tui.validators.settings import settings_in_vain
from g2l_tui.validators.table_formats import table_formats
from g2l_tui.validators.tables import names_without_catalog
from g2l_tui.validators.undefined import undefined_names
from g2l_tui.validators.validate import VALIDATORS
from g2l_tui.validators.views import reused_views

Migrate = Callable[..., Migration]

BEFORE = "from awsglue.context import GlueContext\ngc = GlueContext()\n"


def claimed(result: str, before: str = BEFORE, status: Status = Status.MIGRATED) -> Migration:
    """Return a migration that claims this result."""
    return Migration(Source("job.py", before.encode()), status, result.encode())


def found(validator: Callable[..., object], before: str, after: str) -> list[Finding]:
    modules = [parse_module(Source("job.py", text.encode())) for text in (before, after)]
    return list(validator(*modules))  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize(
    "line",
    ["from awsglue.job import Job", "import awsglue", "import os, awsglue.utils as u", "x.create_dynamic_frame.y()",
     "x = y.resolveChoice()", "isinstance(x, DynamicFrame)",
     "def f():\n    import awsglue", "from awsgluedq.a import b",
     'get_ipython().run_line_magic("glue_version", "4.0")'],
)  # fmt: skip
def test_what_is_left_of_glue_is_found(line: str) -> None:
    (finding, *_) = found(leftovers, "", f"x = 1\n{line}\n")

    assert finding.code == "G2L202"
    assert finding.line >= 2
    assert finding.target_line == finding.line


@pytest.mark.parametrize(
    "line",
    ["from my.awsglue import x", "from .awsglue import x", "# awsglue", "x = 'awsglue.context'", "x.filter(y)",
     "DynamicFrame = 1", "x.DynamicFrame()", 'get_ipython().run_line_magic("matplotlib", "inline")'],
)  # fmt: skip
def test_what_only_looks_like_glue_is_not(line: str) -> None:
    assert found(leftovers, "", f"x = 1\n{line}\n") == []


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        ("x = 1\n", "print(y)\n", ["y"]),
        ("print(y)\n", "print(y)\n", []),
        ("from awsglue.utils import *\nprint(sys)\n", "print(sys)\n", ["sys"]),
        ("from awsglue.utils import *\nprint(sys)\n", "import sys\nprint(sys)\n", []),
        ("from a import *\n", "from a import *\nprint(y)\n", ["y"]),
        ("x = 1\n", "def f(a, *b, c=1, **d):\n    return a, b, c, d, f\n", []),
        ("x = 1\n", "[y for y in x]\n{k: v for k, v in x}\nx = 1\n", []),
        ("x = 1\n", "try:\n    pass\nexcept E as e:\n    e\n", ["E"]),
        ("x = 1\n", "print(__file__, __name__, len, ValueError)\n", []),
        ("x = 1\n", "class C:\n    x = 1\n    def f(self):\n        return x\n", ["x"]),
    ],
)
def test_a_name_that_nothing_defines_is_found(before: str, after: str, names: list[str]) -> None:
    messages = [finding.message for finding in found(undefined_names, before, after)]

    assert len(messages) == len(names)
    assert all(f"`{name}`" in message for name, message in zip(names, messages, strict=True))


def test_an_error_makes_a_complete_migration_partial() -> None:
    checked = validate(claimed("import awsglue\n"))

    assert checked.status is Status.PARTIAL
    assert {finding.code for finding in checked.findings} >= {"G2L202"}


def test_what_a_partial_migration_leaves_is_not_told_twice() -> None:
    checked = validate(claimed("import awsglue\n", status=Status.PARTIAL))

    assert "G2L202" not in {finding.code for finding in checked.findings}


def test_a_result_that_does_not_parse_is_told_and_never_raised() -> None:
    checked = validate(claimed("f(\n"))

    assert checked.status is Status.PARTIAL
    (finding,) = checked.findings
    assert (finding.code, finding.severity) == ("G2L005", Severity.ERROR)
    assert "does not parse" in finding.message


@pytest.mark.parametrize("result", ["x = " + "(" * 5000, "x = 1\0", "x = " + "-" * 50_000 + "1"])
def test_a_hostile_result_is_told_and_never_raised(result: str) -> None:
    assert validate(claimed(result)).findings


@pytest.mark.parametrize("length", [100, 400, 900])
def test_a_long_chain_is_looked_at_or_told_and_never_raised(length: int) -> None:
    validate(claimed("x = y" + ".z()" * length + "\n", before=BEFORE + "y = 1\n"))


def test_a_result_that_is_the_source_is_not_looked_at() -> None:
    migration = claimed(BEFORE, status=Status.REFUSED)

    assert validate(migration) is migration


def test_a_failed_migration_is_not_looked_at() -> None:
    migration = claimed("f(\n", status=Status.FAILED)

    assert validate(migration) is migration


def test_findings_of_the_engine_stay(migrated: Migrate) -> None:
    migration = migrated(BEFORE + "gc.nonsense()\nx = gc.create_dynamic_frame.from_catalog('a', 'b')\n")

    checked = validate(migration)

    assert checked.findings[: len(migration.findings)] == migration.findings
    assert replace(checked, findings=migration.findings) == migration


def test_a_good_result_has_no_findings(migrated: Migrate) -> None:
    checked = validate(migrated(BEFORE + "x = gc.create_dynamic_frame.from_catalog('a', 'b').toDF()\n"))

    assert (checked.status, checked.findings) == (Status.MIGRATED, ())


@pytest.mark.parametrize("validator", VALIDATORS, ids=lambda each: each.__name__)
def test_every_validator_is_silent_about_plain_python(validator: Callable[..., object]) -> None:
    text = "import os\n\n\ndef f(x):\n    return os.path.join(x, 'a')\n"

    assert found(validator, text, text) == []
    ast.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "a.createTempView('v')\nb.createTempView('v')\n",
        "for n in names:\n    a.createTempView(n)\n",
        "while x:\n    a.createTempView('v')\n",
        "def f(n, a):\n    a.createTempView(n)\nf('v', b)\nf('v', c)\n",
        "def f(m):\n    for n, a in m.items():\n        a.createTempView(n)\nf(b)\nf(c)\n",
    ],
)
def test_a_view_that_may_be_registered_again_is_found(text: str) -> None:
    assert {finding.code for finding in found(reused_views, "", text)} == {"G2L204"}


@pytest.mark.parametrize(
    "text",
    [
        "a.createTempView('v')\nb.createTempView('w')\n",
        "for n, a in m.items():\n    a.createTempView(n)\n",
        "def f(m):\n    for n, a in m.items():\n        a.createTempView(n)\nf(b)\n",
    ],
)
def test_a_view_that_is_registered_once_is_not(text: str) -> None:
    assert found(reused_views, "", text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("spark.table('a.b')", "a.b"),
        ("spark.sql('select * from a.b')", "a.b"),
        ("spark.sql(f'select * from a.b where x = {y}')", "a.b"),
        ("spark.sql(f'select * from {a}.b')", "{a}.b"),
        ("spark.sql(f'select * from {a}.{b}')", "{a}.{b}"),
        ("df.write.saveAsTable('a.b')", "a.b"),
        ("df.write.saveAsTable(mode='append', name='a.b')", "a.b"),
        ("DeltaTable.forName(spark, 'a.b')", "a.b"),
        ("spark.catalog.cacheTable('a.b')", "a.b"),
    ],
)
def test_a_table_without_catalog_is_found(text: str, name: str) -> None:
    (finding,) = found(names_without_catalog, "", f"{text}\n")

    assert f"`{name}`" in finding.message


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("frame.write.format('jdbc').option('password', 'hunter2').save()", "password"),
        ("spark.read.options(url=address, sfPassword='hunter2').load()", "sfPassword"),
        ("spark.read.option('url', 'jdbc:x://h/d?user=a&password=hunter2').load()", "url"),
        ("spark.read.jdbc(address, 't', properties={'user': 'a', 'password': 'hunter2'})", "password"),
        ("spark.read.option('uri', 'mongodb://a:hunter2@host').load()", "uri"),
    ],
)
def test_a_credential_in_code_of_spark_is_told_and_not_repeated(code: str, name: str) -> None:
    (finding,) = found(credentials, "", f"{code}\n")

    assert (finding.code, finding.severity) == ("G2L142", Severity.WARNING)
    assert f"`{name}`" in finding.message
    assert "hunter2" not in finding.message


@pytest.mark.parametrize(
    "code",
    ["x.option('password', args['p'])", "x.option('password', '')", "x.option('user', 'a')", "x.other('password', 'p')",
     "x.option('url', 'jdbc:x://h/d')", "x.option('url', f'jdbc:x://{u}:{p}@h/d')", "x.options(**given)", "x.jdbc()"],
)  # fmt: skip
def test_what_holds_no_credential_is_not(code: str) -> None:
    assert found(credentials, "", f"{code}\n") == []


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("exit(1)", "`exit()`"),
        ("quit()", "`quit()`"),
        ("spark.stop()", "ends the session"),
        ("sc.stop()", "ends the session"),
    ],
)
def test_an_end_that_a_task_does_not_know_or_survive_is_told(code: str, said: str) -> None:
    (finding,) = found(endings, "", f"{code}\n")

    assert (finding.code, finding.severity) == ("G2L214", Severity.WARNING)
    assert said in finding.message


@pytest.mark.parametrize("code", ["import sys\nsys.exit(0)", "def exit(): pass\nexit()", "thread.stop()", "x = exit"])
def test_other_ends_are_not(code: str) -> None:
    assert found(endings, "", f"{code}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "spark.table('c.a.b')",
        "spark.sql('select 1 -- from a.b')",
        "spark.sql(\"select ' from a.b' from v\")",
        "spark.sql('select /* from a.b */ 1')",
        "spark.sql(f'select * from {a}.{b}.c')",
        "spark.sql(f'select * from main.{name}')",
        "spark.table(f'main.{name}')",
        "spark.table('global_temp.a')",
        "spark.sql('select * from global_temp.a')",
        "spark.sql('select * from delta.`s3://a/b`')",
        "spark.sql('select * from `a.b`')",
        "spark.sql('show tables in a.b')",
        "x.other('a.b')",
    ],
)
def test_a_table_with_its_catalog_or_unknown_is_not(text: str) -> None:
    assert found(names_without_catalog, "", f"{text}\n") == []


def test_a_finding_in_the_result_stands_at_its_line_of_the_source(migrated: Migrate) -> None:
    text = BEFORE + "x = gc.create_dynamic_frame.from_catalog('a', 'b')\n" * 2 + "# last\nlake.table('a.b')\n"

    checked = validate(migrated(text))

    finding = next(each for each in checked.findings if each.code == "G2L205")
    assert text.splitlines()[finding.line - 1] == "lake.table('a.b')"
    assert finding.target_line is not None
    assert checked.result.decode().splitlines()[finding.target_line - 1] == "lake.table('a.b')"


def test_every_code_of_a_validator_says_what_to_do() -> None:
    results = ["import awsglue\n", "print(nothing)\n", "f(\n", "spark.table('a.b').rdd\nspark = 1\n"]

    codes = {finding.code for result in results for finding in validate(claimed(result)).findings}
    assert codes
    assert all(CODES[code].hint for code in codes)


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ('boto3.client("glue").start_job_run(JobName="x")', "jobs.run_now"),
        ('glue = session.client(service_name="glue")\nglue.get_table(Name="t")', "Unity Catalog"),
        ('self.glue = boto3.client("glue")\nself.glue.delete_table(Name="t")', "deletes the rows"),
        ('glue = boto3.client("glue")\nglue.get_paginator("get_partitions")', "SHOW PARTITIONS"),
        ('glue = boto3.client("glue")\nglue.get_crawler(Name="c")', "leave it out"),
        ('glue = boto3.client("glue")\nglue.get_ml_task_runs()', "no Glue service"),
    ],
)
def test_a_call_of_the_glue_service_is_told_what_takes_its_place(code: str, hint: str) -> None:
    (finding,) = found(glue_calls, code, code)

    assert hint in finding.hint
    assert finding.line == code.count("\n") + 1


def test_other_services_are_no_glue_and_each_is_named_once() -> None:
    code = 'a = boto3.client("s3")\nb = boto3.resource("s3")\nc = boto3.client("sns")\na.get_object()\n'

    assert found(glue_calls, code, code) == []
    assert [finding.line for finding in found(clients_of_services, code, code)] == [1, 3]


def test_a_file_that_stays_as_it_is_still_says_that_it_calls_the_glue_service() -> None:
    code = 'import boto3\nboto3.client("glue").start_crawler(Name="c")\nboto3.client("s3").list_buckets()\n'
    validated = validate(claimed(code, code, Status.UNCHANGED))

    assert [finding.code for finding in validated.findings] == ["G2L206"]
    assert validated.status is Status.UNCHANGED


def test_a_file_without_glue_that_does_not_parse_is_none_of_our_business() -> None:
    code = 'import boto3\nprint boto3.client("glue")\n'
    migration = claimed(code, code, Status.UNCHANGED)

    assert validate(migration) == migration


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spark.conf.set('spark.sql.catalog.lake.type', 'hadoop')", "A catalog of Spark's own is set up"),
        (
            "b = b.config('spark.sql.catalog.x', c).config('spark.sql.catalog.x.warehouse', w)",
            "Unity Catalog reaches",
        ),
        ("conf = SparkConf().setAll([('spark.sql.extensions', e)])", "count when the cluster starts"),
        ("spark.sql('SET spark.sql.defaultCatalog=lake')", "`spark.sql.defaultCatalog`"),
        ("job.update(Arguments={'--conf': 'spark.executor.memory=4g --conf spark.driver.cores=4'})", "of the cluster"),
        ("spark.conf.set(f'spark.sql.catalog.{name}', c)", "`spark.sql.catalog.`"),
        ("b.config('hive.metastore.client.factory.class', c)", "Glue's Data Catalog is set up as a metastore"),
    ],
)
def test_a_setting_that_no_session_takes_is_found(text: str, said: str) -> None:
    (finding,) = found(settings_in_vain, "", f"{text}\n")

    assert said in finding.message


def test_of_many_settings_of_one_sort_the_first_ones_are_named() -> None:
    text = "".join(f"conf.set('spark.executor.x{number}', 1)\n" for number in range(5))

    (finding,) = found(settings_in_vain, "", text)

    assert finding.line == 1
    assert finding.message.endswith("(`spark.executor.x0`, `spark.executor.x1`, `spark.executor.x2` and 2 more)")


@pytest.mark.parametrize(
    "text",
    [
        "spark.conf.set('spark.sql.shuffle.partitions', 8)",
        "x = spark.conf.get('spark.sql.catalog.lake')",
        "spark.conf.set('x', 'org.apache.spark.serializer.KryoSerializer')",
        "'''Sets spark.sql.catalog.lake.'''",
        "if key == 'spark.sql.extensions': pass",
    ],
)
def test_a_setting_that_a_session_takes_is_not(text: str) -> None:
    assert found(settings_in_vain, "", f"{text}\n") == []


def test_settings_that_serverless_compute_refuses_are_one_finding() -> None:
    text = (
        "spark.conf.set('spark.sql.adaptive.enabled', 1)\nspark.conf.set('spark.sql.sources.partitionOverwriteMode', 2)"
    )

    (finding,) = found(settings_in_vain, "", f"spark.conf.set('spark.sql.ansi.enabled', 'false')\n{text}\n")

    assert (finding.code, finding.line) == ("G2L211", 2)
    assert "`spark.sql.adaptive.enabled`, `spark.sql.sources.partitionOverwriteMode`" in finding.message
    assert '.option("partitionOverwriteMode"' in finding.hint


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("f.write.format('org.apache.hudi').save(p)", "no Hudi"),
        ("f.writeStream.format('iceberg').toTable(t)", "Iceberg tables"),
        ("spark.sql(f'create table {t} (x int) USING iceberg')", "Iceberg tables"),
    ],
)
def test_a_table_format_that_databricks_lacks_is_found_once(text: str, said: str) -> None:
    (finding,) = found(table_formats, "", f"{text}\n{text}\n")

    assert said in finding.message
    assert finding.line == 1


@pytest.mark.parametrize("text", ["f.write.format('delta')", "'About iceberg.'", "x = 'iceberg lettuce'"])
def test_another_format_is_not(text: str) -> None:
    assert found(table_formats, "", f"{text}\n") == []


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ('spark.read.format("iceberg").load("glue_catalog.a.b")', '.table("catalog.a.b")'),
        ("spark.readStream.format('iceberg').option('x', 1).load('a.b')", '.table("catalog.a.b")'),
        ('spark.read.load(f"glue_catalog.{name}", format="iceberg")', '.table("catalog.{name}")'),
        ('frame.write.format("iceberg").mode("overwrite").save("lake.a.b")', '.writeTo("catalog.a.b")'),
        ('frame.writeStream.option("path", f"lake.{a}.b").format("iceberg").start()', '.toTable("catalog.{a}.b")'),
        ('frame.writeStream.format("iceberg").start("lake.a.b")', '.toTable("catalog.a.b")'),
    ],
)
def test_a_table_that_icebergs_source_takes_by_name_is_found_each_time(line: str, hint: str) -> None:
    findings = found(table_formats, "", f"{line}\n{line}\n")

    assert [finding.line for finding in findings if hint in finding.hint] == [1, 2]


@pytest.mark.parametrize(
    "line", ['spark.read.format("iceberg").load("s3://bucket/a.b")', 'spark.read.format("csv").load("a.b")  # iceberg']
)
def test_a_path_is_no_table_of_icebergs(line: str) -> None:
    assert [each for each in found(table_formats, "", f"{line}\n") if "name of a table" in each.message] == []


def test_a_context_is_found_though_a_comment_speaks_of_glue() -> None:
    (finding,) = found(contexts_and_rdds, "", "# once awsglue\nsc = SparkContext.getOrCreate(conf)\n")

    assert "SparkContext.getOrCreate()" in finding.message


def test_a_validator_that_names_no_line_of_a_result_says_the_same_when_all_of_its_text_is_parsed(
    ruleset: RuleSet, migrated: Migrate
) -> None:
    casting = 'from pyspark.sql import functions as F\nframe = frame.withColumn("x", F.col("a").cast("int"))\n'
    texts = [example.before for rule in ruleset.rules for example in rule.examples]
    said = 0
    for text in (*texts, BEFORE + casting):
        done = migrated(text)
        before, whole = parse_module(done.source), parse_module(Source(done.source.path, done.result))
        part = spliced(done.source, done.result, edits_of(done.changes))
        if part is None:
            continue
        for validator in VALIDATORS:
            told = list(validator(before, part))
            if all(finding.target_line is None for finding in told):
                assert told == list(validator(before, whole)), (text, validator.__name__)
                said += len(told)
    assert said > 0
