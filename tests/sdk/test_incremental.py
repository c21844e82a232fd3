from __future__ import annotations

import json
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from g2l_tui import Glue2DatabricksSDK, MigrationOptions
from tests.sdk.conftest import JOB, REFUSED

SDK = Glue2DatabricksSDK()
READER = """\
def read(glueContext, table):
    return glueContext.create_dynamic_frame.from_catalog(database="sales", table_name=table)
"""
READER_OF_FRAMES = """\
def read(glueContext, table):
    return glueContext.create_dynamic_frame.from_catalog(database="sales", table_name=table).toDF()
"""
PATCH = """\
from awsglue.dynamicframe import DynamicFrame


def clean(self):
    return self


DynamicFrame.clean = clean
"""
PATCHED_JOB = JOB + "glueContext.create_dynamic_frame.from_catalog('a', 'b').clean().toDF().show()\n"
USER = JOB + "from lib.readers import read\nread(glueContext, 'orders').toDF().show()\n"


@pytest.fixture
def target(repository: Path, tmp_path: Path) -> Path:
    """The Databricks tree of a repository with a helper, made by a first run that is remembered."""
    (repository / "lib").mkdir()
    (repository / "lib" / "__init__.py").write_text("")
    (repository / "lib" / "readers.py").write_text(READER)
    (repository / "jobs" / "user.py").write_text(USER)
    assert SDK.update_incremental(repository, tmp_path / "out").success
    return tmp_path / "out"


def test_nothing_is_done_twice(repository: Path, target: Path) -> None:
    assert SDK.detect_changes(repository, target) == {
        "success": True,
        "added": [],
        "modified": [],
        "deleted": [],
        "affected": [],
        "renamed": [],
    }

    again = SDK.update_incremental(repository, target)

    assert (again.success, again.files_processed) == (True, 0)


def test_changes_are_told_by_content(repository: Path, target: Path) -> None:
    (repository / "jobs" / "new.py").write_text("a = 1\n")
    (repository / "view.sql").write_text("select 2\n")
    (repository / "plain.py").touch()
    (repository / "jobs" / "orders.py").rename(repository / "jobs" / "sales.py")
    (repository / "jobs" / "user.py").unlink()

    changes = SDK.detect_changes(repository, target)

    assert changes["added"] == ["jobs/new.py", "jobs/sales.py"]
    assert changes["modified"] == ["view.sql"]
    assert changes["deleted"] == ["jobs/orders.py", "jobs/user.py"]
    assert changes["renamed"] == [{"from": "jobs/orders.py", "to": "jobs/sales.py"}]


def test_only_what_changed_is_migrated_again(repository: Path, target: Path) -> None:
    started: list[str] = []
    (repository / "jobs" / "orders.py").write_text(JOB.replace("orders.show()", "orders.count()"))
    (repository / "view.sql").write_text("select 2\n")

    result = SDK.update_incremental(repository, target, MigrationOptions(on_file_start=started.append))

    assert (result.success, started) == (True, ["jobs/orders.py"])
    assert "orders.count()" in (target / "jobs" / "orders.py").read_text()
    assert (target / "view.sql").read_text() == "select 2\n"


def test_callers_of_a_helper_that_gives_something_else_are_migrated_again(repository: Path, target: Path) -> None:
    assert "toDF" not in (target / "jobs" / "user.py").read_text()
    (repository / "lib" / "readers.py").write_text("def read(glueContext, table):\n    return Unknown()\n")
    assert SDK.detect_changes(repository, target)["affected"] == ["jobs/user.py"]

    SDK.update_incremental(repository, target)

    assert ".toDF()" in (target / "jobs" / "user.py").read_text()


def test_methods_that_modules_give_to_classes_of_glue_are_followed(repository: Path, target: Path) -> None:
    (repository / "lib" / "patch.py").write_text(PATCH)
    (repository / "jobs" / "user.py").write_text(PATCHED_JOB)
    SDK.update_incremental(repository, target)

    (repository / "lib" / "patch.py").write_text(f"# a comment\n{PATCH}")

    changes = SDK.detect_changes(repository, target)
    assert (changes["modified"], changes["affected"]) == (["lib/patch.py"], [])


def test_callers_of_a_helper_that_gives_the_same_are_left_alone(repository: Path, target: Path) -> None:
    (repository / "lib" / "readers.py").write_text("# a comment\n" + READER)

    changes = SDK.detect_changes(repository, target)

    assert (changes["modified"], changes["affected"]) == (["lib/readers.py"], [])


def test_a_job_that_a_module_imports_from_now_on_is_no_notebook_any_more(repository: Path, target: Path) -> None:
    (repository / "g2l.toml").write_text('target = "notebook"\n')
    job = target / "jobs" / "orders.py"
    SDK.update_incremental(repository, target)
    assert job.read_text().startswith("# Databricks notebook source\n")

    (repository / "jobs" / "user.py").write_text(f"import jobs.orders\n{USER}")
    assert SDK.detect_changes(repository, target)["affected"] == ["jobs/orders.py"]
    SDK.update_incremental(repository, target)

    assert "Databricks notebook source" not in job.read_text()


def test_what_is_left_to_a_person_is_said_again(repository: Path, target: Path) -> None:
    (repository / "jobs" / "purge.py").write_text(REFUSED)
    first = SDK.update_incremental(repository, target)

    again = SDK.update_incremental(repository, target)

    assert (again.success, again.files_processed, again.errors) == (False, 1, first.errors)
    assert SDK.detect_changes(repository, target)["modified"] == []


def test_another_rule_or_setting_affects_all(repository: Path, target: Path) -> None:
    (repository / "g2l.toml").write_text('[schemas]\nsales = "a.b"\n')

    assert "jobs/orders.py" in SDK.detect_changes(repository, target)["affected"]
    SDK.update_incremental(repository, target)

    assert "a.b.orders" in (target / "jobs" / "orders.py").read_text()


def test_a_result_that_is_missing_is_made_again(repository: Path, target: Path) -> None:
    (target / "jobs" / "orders.py").unlink()

    assert SDK.detect_changes(repository, target)["added"] == ["jobs/orders.py"]
    SDK.update_incremental(repository, target)

    assert (target / "jobs" / "orders.py").exists()


def test_what_a_person_edited_in_the_target_stays(repository: Path, target: Path) -> None:
    (target / "jobs" / "orders.py").write_text("mine = 1\n")
    (repository / "jobs" / "orders.py").write_text(JOB + "# more\n")
    (repository / "jobs" / "user.py").write_text(USER + "# more\n")

    kept = SDK.update_incremental(repository, target)

    assert (kept.success, kept.files_succeeded, kept.files_failed) == (False, 1, 1)
    assert kept.errors[0]["error"] == "ChangedOnDiskError"
    assert (target / "jobs" / "orders.py").read_text() == "mine = 1\n"
    assert (target / "jobs" / "user.py").read_text().endswith("# more\n")
    assert SDK.detect_changes(repository, target)["modified"] == ["jobs/orders.py"]

    SDK.update_incremental(repository, target, MigrationOptions(force=True))

    assert (target / "jobs" / "orders.py").read_text().endswith("# more\n")


def test_what_was_deleted_is_named_and_stays_in_the_target(repository: Path, target: Path) -> None:
    (repository / "jobs" / "user.py").unlink()

    result = SDK.update_incremental(repository, target)

    assert result.metadata["deleted"] == ["jobs/user.py"]
    assert (target / "jobs" / "user.py").exists()
    (target / "jobs" / "user.py").unlink()
    assert SDK.detect_changes(repository, target)["deleted"] == []


def test_in_place_a_file_that_was_migrated_is_not_migrated_again(repository: Path) -> None:
    SDK.update_incremental(repository)
    (repository / "jobs" / "second.py").write_text(JOB)

    changes = SDK.detect_changes(repository)

    assert (changes["added"], changes["modified"]) == (["jobs/second.py"], [])
    assert SDK.update_incremental(repository).success
    assert "awsglue" not in (repository / "jobs" / "second.py").read_text()


def test_in_place_callers_of_helpers_are_done_when_nothing_is_left_to_do(repository: Path) -> None:
    (repository / "readers.py").write_text(READER)
    (repository / "jobs" / "user.py").write_text(USER.replace("lib.readers", "readers"))

    assert SDK.update_incremental(repository).success

    assert SDK.detect_changes(repository)["affected"] == []


def test_in_place_results_equal_those_of_a_full_run(repository: Path, tmp_path: Path) -> None:
    (repository / "readers.py").write_text(READER)
    (repository / "jobs" / "user.py").write_text(USER.replace("lib.readers", "readers"))
    shutil.copytree(repository, tmp_path / "full")
    for root, migrate in ((repository, SDK.update_incremental), (tmp_path / "full", SDK.migrate_repository)):
        migrate(root)
        (root / "readers.py").write_text(READER_OF_FRAMES)
        (root / "jobs" / "second.py").write_text(JOB)
        migrate(root)

    assert _sources(repository) == _sources(tmp_path / "full")


def test_a_damaged_memory_makes_a_full_run(repository: Path, target: Path) -> None:
    (repository / ".g2l" / "last-runs.json").write_text("{")

    assert "jobs/orders.py" in SDK.detect_changes(repository, target)["added"]
    assert SDK.update_incremental(repository, target).success


def test_each_target_has_a_memory_of_its_own(repository: Path, target: Path, tmp_path: Path) -> None:
    assert "plain.py" in SDK.detect_changes(repository, tmp_path / "other")["added"]
    assert json.loads((repository / ".g2l" / "last-runs.json").read_text())["runs"].keys() == {". > ../out"}


def test_a_single_file_is_brought_up_to_date_as_well(repository: Path, tmp_path: Path) -> None:
    SDK.update_incremental(repository / "jobs" / "orders.py", tmp_path / "sales.py")

    assert "awsglue" not in (tmp_path / "sales.py").read_text()


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    found = SDK.detect_changes(tmp_path / "nowhere")

    assert (found["success"], found["error"]["error"]) == (False, "ConfigurationError")


def _sources(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*.py") if ".g2l" not in path.parts
    }


PATHS = ("lib/__init__.py", "lib/readers.py", "readers.py", "jobs/a.py", "jobs/b.py", "jobs/helper.py", "notes.txt")
TEXTS = (
    "",
    READER,
    READER_OF_FRAMES,
    JOB,
    USER,
    "import awsglue\nprint 'two'\n",
    "from .helper import read\n" + JOB + "read(glueContext, 'b').toDF().show()\n",
    "from lib import (\n    readers,\n)\n" + JOB + "readers.read(glueContext, 'b').toDF().show()\n",
    "from lib.readers import *\n",
    "def use(frame):\n    return frame.toDF().count()\n",
    PATCH,
    PATCH.replace("return self", "return self.toDF()"),
    PATCHED_JOB,
    "from awsglue.context import GlueContext\nclass Context(GlueContext):\n    pass\n",
    JOB + "from jobs.helper import use\nuse(glueContext.create_dynamic_frame.from_catalog('a', 'b'))\n",
)
Rounds = list[list[tuple[str, str | None]]]
STEPS = st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from((None, *TEXTS))), min_size=1, max_size=4)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=2, max_size=3))
def test_results_equal_those_of_a_full_run(rounds: Rounds) -> None:
    _compare(rounds)


@pytest.mark.long
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, min_size=2, max_size=6))
def test_results_equal_those_of_a_full_run_whatever_happens(rounds: Rounds) -> None:
    _compare(rounds)


def _compare(rounds: Rounds) -> None:
    """Edit a repository round by round, and compare what is brought up to date with what a full run makes."""
    with TemporaryDirectory() as folder:
        root, target = Path(folder, "repository"), Path(folder, "out")
        (root / "jobs").mkdir(parents=True)
        (root / "lib").mkdir()
        (root / "g2l.toml").write_text("")
        for number, steps in enumerate(rounds):
            for path, text in steps:
                if text is None:
                    (root / path).unlink(missing_ok=True)
                else:
                    (root / path).write_text(text)
            SDK.update_incremental(root, target, MigrationOptions(backup=False, validate=False))
            full = Path(folder, f"full-{number}")
            SDK.migrate_repository(root, full, MigrationOptions(backup=False, validate=False))
            for made in full.rglob("*"):
                assert made.is_dir() or (target / made.relative_to(full)).read_bytes() == made.read_bytes(), made
