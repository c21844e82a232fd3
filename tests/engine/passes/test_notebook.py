"""Notebooks: a job becomes one where the settings ask for it, a module that others import stays a file."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
import tomli

from g2l_tui.config import Settings
from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import Project, survey
from g2l_tui.model.change import Fidelity, compose, with_needed, without_rejected
from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.paths import demo_repository
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.validators import validate

Migrate = Callable[..., Migration]

FIRST_LINE = "# Databricks notebook source\n"
CELL = "# COMMAND ----------\n"
JOB = '''\
"""Daily orders."""
import sys

from awsglue.context import GlueContext
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext

args = getResolvedOptions(sys.argv, ["day"])
glueContext = GlueContext(SparkContext.getOrCreate())
LIMIT = 5

# what was sold
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()


def recent(frame):
    return frame.limit(LIMIT)


if __name__ == "__main__":
    recent(orders).show()
'''
NOTEBOOK = '''\
# Databricks notebook source
"""Daily orders."""
import argparse

from pyspark.sql import SparkSession

# COMMAND ----------

import sys

sys.argv[1:] = [part for name, value in dbutils.widgets.getAll().items() for part in (f"--{name}", value)]

# COMMAND ----------

_parser = argparse.ArgumentParser(allow_abbrev=False)
_parser.add_argument("--day", required=True)
args = vars(_parser.parse_known_args()[0])
spark = SparkSession.builder.getOrCreate()
LIMIT = 5

# COMMAND ----------

# what was sold
orders = spark.table("main.sales.orders")


# COMMAND ----------

def recent(frame):
    return frame.limit(LIMIT)


# COMMAND ----------

if __name__ == "__main__":
    recent(orders).show()
'''
SHORT = """\
from awsglue.context import GlueContext

GlueContext().create_dynamic_frame.from_catalog("a", "b").toDF().show()
"""
STEPS = {"notebook", "notebook-arguments", "notebook-cell"}


def as_notebook(migrated: Migrate, text: str | bytes, path: str = "job.py") -> Migration:
    return validate(migrated(text, path, target="notebook"))


def test_a_job_becomes_a_notebook_with_a_cell_for_each_part(migrated: Migrate) -> None:
    migration = as_notebook(migrated, JOB)

    assert migration.result.decode() == NOTEBOOK
    assert (migration.status, migration.findings) == (Status.MIGRATED, ())


def test_without_the_setting_it_stays_a_file(migrated: Migrate) -> None:
    assert FIRST_LINE.encode() not in migrated(JOB).result


def test_the_result_is_a_notebook_already(migrated: Migrate) -> None:
    again = as_notebook(migrated, NOTEBOOK)

    assert (again.status, again.changes, again.findings) == (Status.UNCHANGED, (), ())


def test_a_job_without_glue_stays_byte_for_byte(migrated: Migrate) -> None:
    assert as_notebook(migrated, "import sys\nprint(sys.argv)\n").changes == ()


def test_a_job_that_reads_no_arguments_is_not_given_any(migrated: Migrate) -> None:
    assert as_notebook(migrated, SHORT).result.decode() == (
        f"{FIRST_LINE}from pyspark.sql import SparkSession\n\n{CELL}\n"
        'SparkSession.builder.getOrCreate().table("main.a.b").show()\n'
    )


def test_each_step_can_be_rejected_and_none_is_left_without_what_it_needs(migrated: Migrate) -> None:
    changes = as_notebook(migrated, JOB).changes
    by_rule = {change.rules: change for change in changes}
    head, arguments = by_rule["notebook",], by_rule["notebook-arguments",]
    cells = [change for change in changes if change.rules == ("notebook-cell",)]

    without_cell = compose(JOB.encode(), without_rejected(changes, [cells[0].id]))
    assert without_cell.count(CELL.encode()) == NOTEBOOK.count(CELL) - 1
    assert compose(JOB.encode(), without_rejected(changes, [head.id])) == migrated(JOB).result
    assert compose(JOB.encode(), without_rejected(changes, [arguments.id])) == migrated(JOB).result
    assert set(with_needed([cells[-1]], changes)) == {head, arguments, cells[-1]}
    assert {cell.fidelity for cell in cells} == {Fidelity.EXACT}
    assert head.fidelity is arguments.fidelity is Fidelity.EQUIVALENT


def test_the_parameters_of_a_notebook_come_to_whoever_reads_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    statement = next(line for line in NOTEBOOK.splitlines() if line.startswith("sys.argv"))
    widgets = SimpleNamespace(getAll=lambda: {"day": "2024-01-31", "note": "a b=c"})
    monkeypatch.setattr(sys, "argv", ["shell", "-f", "kernel.json"])

    exec(statement, {"sys": sys, "dbutils": SimpleNamespace(widgets=widgets)})

    assert sys.argv == ["shell", "--day", "2024-01-31", "--note", "a b=c"]


def test_a_module_that_others_import_stays_a_file_and_says_so(ruleset: RuleSet) -> None:
    reader = "def read(glue):\n    return glue.create_dynamic_frame.from_catalog('a', 'b')\n"
    job = SHORT + "from lib.readers import read\nread(GlueContext()).toDF().show()\n"
    sources = [Source("lib/readers.py", f"import awsglue\n{reader}".encode()), Source("job.py", job.encode())]
    module, script = _migrated(sources, ruleset)

    assert FIRST_LINE.encode() not in module.result
    (finding,) = (each for each in module.findings if each.code == "G2L116")
    assert "job.py imports it" in finding.message
    assert finding.severity is Severity.INFO
    assert script.result.startswith(FIRST_LINE.encode())
    assert b"dbutils.widgets" in script.result  # the module may read arguments too


def test_a_module_that_runs_nothing_stays_a_file(migrated: Migrate) -> None:
    migration = as_notebook(migrated, "def read(glue: 'GlueContext'):\n    pass\n" + SHORT.splitlines()[0] + "\n")

    assert FIRST_LINE.encode() not in migration.result
    assert ["runs nothing by itself" in finding.message for finding in migration.findings] == [True]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# coding: latin-1\n# \xe9\n".encode("latin-1") + SHORT.encode(), "iso-8859-1"),
        (b"\xef\xbb\xbf" + SHORT.encode(), "utf-8-sig"),
        (f"{SHORT}# MAGIC %sql select 1\n".encode(), "line 4"),
        (f"{SHORT}# COMMAND ----------\n".encode(), "line 4"),
        (f"{SHORT}print(__file__)\n".encode(), "__file__"),
        (f"import sysconfig as sys\n{SHORT}".encode(), "`sys` is something else"),
    ],
)
def test_a_job_that_would_lose_something_stays_a_file_and_wants_a_person(
    text: bytes, reason: str, migrated: Migrate
) -> None:
    migration = as_notebook(migrated, text)

    assert migration.status is Status.MIGRATED
    assert migration.result == migrated(text).result
    (finding,) = migration.findings
    assert (finding.code, finding.severity) == ("G2L117", Severity.WARNING)
    assert reason in finding.message


def test_the_first_two_lines_move_down_whole_and_the_reviewer_is_told(migrated: Migrate) -> None:
    head = "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n# Umsatz \u00fcber alles\n"
    migration = as_notebook(migrated, f"{head}{SHORT}print(exit())\n")

    assert migration.result.decode().startswith(f"{FIRST_LINE}{head}")
    said = " ".join(next(each.assumptions for each in migration.changes if each.rules == ("notebook",)))
    assert "`#!` line" in said
    assert "sys.exit" in said


def test_line_ends_stay_as_they_are(migrated: Migrate) -> None:
    windows = as_notebook(migrated, JOB.replace("\n", "\r\n").encode()).result
    open_end = as_notebook(migrated, JOB.rstrip("\n").encode()).result

    assert windows == NOTEBOOK.replace("\n", "\r\n").encode()
    assert open_end == NOTEBOOK.rstrip("\n").encode()


def test_new_imports_stand_before_the_first_cell_ends(migrated: Migrate) -> None:
    text = "from awsglue.context import GlueContext\nimport os\nspark = GlueContext()\nspark.sql('select 1').show()\n"

    assert as_notebook(migrated, text).result.decode().partition(CELL)[0] == (
        f"{FIRST_LINE}from pyspark.sql import SparkSession\nimport os\n\n"
    )


def repositories(ruleset: RuleSet) -> Iterator[list[Source]]:
    """The sample repository, and adversarial sources and the examples of the rules, each by itself."""
    demo = demo_repository()
    yield [Source(path.relative_to(demo).as_posix(), path.read_bytes()) for path in sorted(demo.rglob("*.py"))]
    adversarial = (Path(__file__).parents[2] / "adversarial.toml").read_text(encoding="utf-8")
    yield from ([Source("job.py", text.encode())] for text in tomli.loads(adversarial).values())
    yield from ([Source("job.py", each.before.encode())] for rule in ruleset.rules for each in rule.examples)


def test_a_notebook_is_the_file_with_lines_between_and_may_stop_at_any_step(ruleset: RuleSet) -> None:
    made = 0
    for sources in repositories(ruleset):
        project = survey(sources, ruleset)
        for source in sources:
            file = migrate(source, ruleset, Settings(), project)
            notebook = migrate(source, ruleset, Settings(target="notebook"), project)
            steps = [change for change in notebook.changes if set(change.rules) <= STEPS]
            made += bool(steps)
            _check(file, notebook, ruleset)
            for step in steps:
                ast.parse(compose(source.content, with_needed([step], notebook.changes)))
                ast.parse(compose(source.content, without_rejected(notebook.changes, [step.id])))
    assert made > 100


def _check(file: Migration, notebook: Migration, ruleset: RuleSet) -> None:
    own = tuple(change for change in notebook.changes if not set(change.rules) <= STEPS)
    assert compose(file.source.content, own) == file.result
    assert notebook.status is file.status
    if own == notebook.changes:
        assert notebook.result == file.result
        return
    assert notebook.result.startswith(FIRST_LINE.rstrip().encode())
    assert _code(notebook.result) == _code(file.result)
    again = Source(file.source.path, notebook.result)
    settings = Settings(target="notebook")
    repeated = migrate(again, ruleset, settings, survey([again], ruleset))
    assert {rule for change in repeated.changes for rule in change.rules} & STEPS == set()


def _code(content: bytes) -> list[str]:
    """Return the statements of a source without those that bring a notebook's arguments."""
    content = content.replace(b"\r\n", b"\n")
    body = ast.parse(content).body
    at = next((at for at, each in enumerate(body) if "dbutils.widgets" in ast.unparse(each)), None)
    if at is not None:
        before = ast.unparse(body[at - 1]) == "import sys" and content.count(b"import sys\n\nsys.argv[1:] = ")
        body = body[: at - bool(before)] + body[at + 1 :]
    return [ast.unparse(each) for each in body]


def _migrated(sources: list[Source], ruleset: RuleSet) -> list[Migration]:
    project: Project = survey(sources, ruleset)
    return [validate(migrate(each, ruleset, Settings(target="notebook"), project)) for each in sources]
