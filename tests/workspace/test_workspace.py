from __future__ import annotations

import ast
import os
import threading
from pathlib import Path

import pytest

from g2l_tui.errors import (
    ChangedOnDiskError,
    ConfigurationError,
    MigrationError,
    RollbackError,
    StoreError,
    ValidationError,
)
from g2l_tui.model.change import Change, Decision, Edit, Fidelity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.operation import OperationKind
from g2l_tui.model.source import Source
from g2l_tui.workspace import read
from g2l_tui.workspace.workspace import Workspace

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()
orders.show()
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "g2l.toml").write_text("")
    (tmp_path / "jobs").mkdir()
    (tmp_path / "jobs" / "orders.py").write_text(JOB)
    (tmp_path / "plain.py").write_text("print('no glue')\n")
    return tmp_path


@pytest.fixture
def workspace(root: Path) -> Workspace:
    return Workspace.open(root)


def test_opening_and_migrating_write_nothing(root: Path) -> None:
    before = _everything(root)

    workspace = Workspace.open(root / "jobs")
    list(workspace.migrate_all())
    workspace.decisions()
    workspace.history()

    assert _everything(root) == before
    assert (workspace.root, workspace.recovered, workspace.problems) == (root, (), ())


def test_files_are_listed_in_order_and_within_what_the_settings_say(root: Path) -> None:
    (root / "g2l.toml").write_text('exclude = ["old"]\n')
    (root / "old").mkdir()
    (root / "old" / "a.py").write_text("")
    (root / "a.py").write_text("")

    assert Workspace.open(root).paths() == ("a.py", "jobs/orders.py", "plain.py")


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no file or folder"):
        Workspace.open(tmp_path / "nowhere")


def test_the_catalog_given_comes_before_the_settings_one(root: Path) -> None:
    (root / "g2l.toml").write_text('catalog = "a"\n')

    assert Workspace.open(root, catalog="b").settings.catalog == "b"


def test_a_source_is_read_byte_for_byte(root: Path, workspace: Workspace) -> None:
    (root / "odd.py").write_bytes(b"\xef\xbb\xbfa = 1\r\nb = '\xff'\r")

    assert workspace.source("odd.py").content == b"\xef\xbb\xbfa = 1\r\nb = '\xff'\r"


def test_a_vanished_file_is_an_error(root: Path, workspace: Workspace) -> None:
    (root / "plain.py").unlink()

    with pytest.raises(StoreError, match="no longer there"):
        workspace.source("plain.py")
    with pytest.raises(StoreError, match="no longer there"):
        workspace.migrate("plain.py")


def test_a_file_above_the_limit_fails_and_says_so(
    root: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "LARGEST", 100)
    (root / "big.py").write_text("a = 1\n" * 100)

    migration = workspace.migrate("big.py")

    assert migration.status is Status.FAILED
    assert "larger than" in migration.findings[0].message


def test_a_pipe_is_refused_and_not_waited_for(root: Path, workspace: Workspace) -> None:
    os.mkfifo(root / "pipe.py")

    with pytest.raises(StoreError, match="no regular file"):
        workspace.source("pipe.py")


@pytest.mark.parametrize("path", ["../outside.py", "/etc/passwd", "jobs/../../outside.py"])
def test_a_path_that_leads_out_is_refused(path: str, workspace: Workspace) -> None:
    with pytest.raises(StoreError, match="outside"):
        workspace.source(path)


def test_a_link_that_leads_out_is_refused(
    root: Path, workspace: Workspace, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "secret.py"
    outside.write_text("secret = 1\n")
    (root / "link.py").symlink_to(outside)

    with pytest.raises(StoreError, match="leads out"):
        workspace.source("link.py")


def test_a_glue_job_is_migrated(workspace: Workspace) -> None:
    migration = workspace.migrate("jobs/orders.py")

    assert migration.status is Status.MIGRATED
    assert b"main.sales.orders" in migration.result
    assert b"awsglue" not in migration.result


def test_a_file_without_glue_stays_as_it_is(workspace: Workspace) -> None:
    migration = workspace.migrate("plain.py")

    assert (migration.status, migration.result) == (Status.UNCHANGED, migration.source.content)


def test_every_file_is_migrated_in_order(workspace: Workspace) -> None:
    assert [each.source.path for each in workspace.migrate_all()] == ["jobs/orders.py", "plain.py"]


def test_migrating_from_several_threads_gives_the_same(workspace: Workspace) -> None:
    expected = workspace.migrate("jobs/orders.py").result
    workspace.forget()
    results: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: results.append(workspace.migrate("jobs/orders.py").result)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [expected] * 4


def test_accepting_writes_and_rolling_back_restores(root: Path, workspace: Workspace) -> None:
    migration = workspace.migrate("jobs/orders.py")

    operation = workspace.accept([(migration, migration.changes)])

    assert (root / "jobs" / "orders.py").read_bytes() == migration.result
    assert workspace.backup(operation.id, "jobs/orders.py") == migration.source.content
    assert [each.id for each in workspace.history()] == [operation.id]

    workspace.rollback(operation.id)

    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_accepting_many_files_is_one_operation_of_the_kind_asked_for(root: Path, workspace: Workspace) -> None:
    (root / "second.py").write_text(JOB)
    migrations = [workspace.migrate(path) for path in ("jobs/orders.py", "second.py")]

    operation = workspace.accept([(each, each.changes) for each in migrations], kind=OperationKind.MIGRATE)

    assert operation.kind is OperationKind.MIGRATE
    assert {record.path for record in operation.files} == {"jobs/orders.py", "second.py"}


def test_a_change_brings_those_it_needs(root: Path, workspace: Workspace) -> None:
    (root / "two.py").write_text("a = 1\nb = 2\n")
    first = _change("first", 4, 5, b"10")
    second = _change("second", 10, 11, b"20", needs=frozenset({"first"}))

    workspace.accept([(_migration(workspace, "two.py", first, second), [second])])

    assert (root / "two.py").read_text() == "a = 10\nb = 20\n"


def test_a_result_that_is_no_python_is_never_written(root: Path, workspace: Workspace) -> None:
    broken = _migration(workspace, "plain.py", _change("x", 0, 1, b"((("))

    with pytest.raises(ValidationError, match=r"plain\.py.*nothing was written"):
        workspace.accept([(broken, broken.changes)])

    assert (root / "plain.py").read_text() == "print('no glue')\n"
    assert not (root / ".g2l").exists()


def test_one_bad_file_keeps_all_from_being_written(root: Path, workspace: Workspace) -> None:
    good = workspace.migrate("jobs/orders.py")
    broken = _migration(workspace, "plain.py", _change("x", 0, 1, b"((("))

    with pytest.raises(ValidationError):
        workspace.accept([(good, good.changes), (broken, broken.changes)])

    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_accepting_nothing_is_an_error(workspace: Workspace) -> None:
    migration = workspace.migrate("plain.py")

    with pytest.raises(MigrationError, match="nothing to write"):
        workspace.accept([(migration, ())])


def test_a_file_saved_since_it_was_shown_is_left_alone(root: Path, workspace: Workspace) -> None:
    migration = workspace.migrate("jobs/orders.py")
    (root / "jobs" / "orders.py").write_text("mine = 1\n")

    with pytest.raises(ChangedOnDiskError):
        workspace.accept([(migration, migration.changes)])

    assert (root / "jobs" / "orders.py").read_text() == "mine = 1\n"


def test_a_rollback_over_newer_work_is_refused(root: Path, workspace: Workspace) -> None:
    migration = workspace.migrate("jobs/orders.py")
    operation = workspace.accept([(migration, migration.changes)])
    (root / "jobs" / "orders.py").write_text("mine = 1\n")

    with pytest.raises(RollbackError):
        workspace.rollback(operation.id)

    assert (root / "jobs" / "orders.py").read_text() == "mine = 1\n"


def test_decisions_are_remembered_beside_each_other(root: Path, workspace: Workspace) -> None:
    workspace.decide({"a.py": {"one": Decision.ACCEPTED, "two": Decision.REJECTED}})
    workspace.decide({"a.py": {"three": Decision.ACCEPTED, "two": Decision.PENDING}})
    workspace.decide({"b.py": {"one": Decision.REJECTED}})

    assert Workspace.open(root).decisions() == {
        "a.py": {"one": Decision.ACCEPTED, "three": Decision.ACCEPTED},
        "b.py": {"one": Decision.REJECTED},
    }


def test_a_file_without_decisions_is_forgotten(workspace: Workspace) -> None:
    workspace.decide({"a.py": {"one": Decision.ACCEPTED}})
    workspace.decide({"a.py": {"one": Decision.PENDING}})

    assert workspace.decisions() == {}


def test_what_a_neighbour_defines_is_known(root: Path, workspace: Workspace) -> None:
    (root / "reading.py").write_text(
        "def read(glueContext, table):\n"
        '    return glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")\n'
    )
    (root / "user.py").write_text(
        JOB.splitlines()[0]
        + "\nfrom pyspark.context import SparkContext\nfrom reading import read\n"
        + "glueContext = GlueContext(SparkContext.getOrCreate())\ndf = read(glueContext, 'orders').toDF()\n"
    )
    workspace.forget()

    assert b"toDF" not in workspace.migrate("user.py").result


def test_an_unusable_rule_is_named_and_the_others_hold(root: Path) -> None:
    (root / ".g2l" / "rules").mkdir(parents=True)
    (root / ".g2l" / "rules" / "own.toml").write_text("[[rule]]\nid = 3\n")

    workspace = Workspace.open(root)

    assert "own.toml" in workspace.problems[0]
    assert workspace.ruleset.rules


def test_reloading_takes_new_settings(root: Path, workspace: Workspace) -> None:
    (root / "g2l.toml").write_text('catalog = "production"\n')

    assert workspace.reload_rules() == ()
    assert b"production.sales.orders" in workspace.migrate("jobs/orders.py").result


@pytest.mark.parametrize("text", ['catalogue = "x"\n', 'disable = ["no-such-rule"]\n', 'rules = ["nowhere"]\n'])
def test_reloading_what_is_wrong_keeps_the_last_good(text: str, root: Path, workspace: Workspace) -> None:
    ruleset, settings = workspace.ruleset, workspace.settings
    (root / "g2l.toml").write_text(text)

    problems = workspace.reload_rules()

    assert len(problems) == 1
    assert workspace.problems == problems
    assert (workspace.ruleset, workspace.settings) == (ruleset, settings)

    (root / "g2l.toml").write_text("")

    assert workspace.reload_rules() == ()


def test_a_disabled_rule_is_not_in_force(root: Path, workspace: Workspace) -> None:
    name = workspace.ruleset.rules[0].id
    (root / "g2l.toml").write_text(f'disable = ["{name}"]\n')

    assert workspace.reload_rules() == ()
    assert workspace.ruleset.by_id(name) is None


def test_rules_from_outside_the_workspace_are_refused(root: Path) -> None:
    (root / "g2l.toml").write_text('rules = ["../elsewhere"]\n')

    with pytest.raises(ConfigurationError, match="outside"):
        Workspace.open(root)


def test_hostile_files_fail_one_by_one(root: Path) -> None:
    (root / "nul.py").write_bytes(b"import awsglue\n\0")
    (root / "cookie.py").write_bytes(b"# coding: nonsense\nimport awsglue\n")
    (root / "deep.py").write_text("import awsglue\nx = " + "(" * 5000)
    (root / os.fsdecode(b"caf\xe9.py")).write_text("import awsglue\nprint 1\n")

    results = {each.source.path: each for each in Workspace.open(root).migrate_all()}

    assert sum(each.status is Status.FAILED for each in results.values()) == 4
    assert all(each.result == each.source.content for each in results.values() if each.status is Status.FAILED)
    ast.parse(results["jobs/orders.py"].result)


def _everything(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def _change(name: str, start: int, end: int, text: bytes, needs: frozenset[str] = frozenset()) -> Change:
    return Change(name, (Edit(start, end, text),), ("rule",), Fidelity.EXACT, 1, 1, needs=needs)


def _migration(workspace: Workspace, path: str, *changes: Change) -> Migration:
    source: Source = workspace.source(path)
    return Migration(source, Status.MIGRATED, source.content, changes)


def test_steps_are_undone_and_redone(root: Path, workspace: Workspace) -> None:
    before = (root / "jobs" / "orders.py").read_bytes()
    migration = workspace.migrate("jobs/orders.py")
    workspace.decide({"jobs/orders.py": {change.id: Decision.ACCEPTED for change in migration.changes}})
    workspace.accept([(migration, migration.changes)])
    after = (root / "jobs" / "orders.py").read_bytes()

    workspace.undo()
    undone = (root / "jobs" / "orders.py").read_bytes(), workspace.undoable(), workspace.decisions()
    workspace.redo()

    assert undone[0] == before
    assert undone[1] is not None
    assert undone[2] != {}
    assert (root / "jobs" / "orders.py").read_bytes() == after
    assert workspace.redoable() is None


def test_the_configuration_says_how_many_backups_stay(root: Path) -> None:
    (root / "g2l.toml").write_text("[backup]\nkeep = 1\n")
    workspace = Workspace.open(root)
    migration = workspace.migrate("jobs/orders.py")
    workspace.accept([(migration, migration.changes)])
    workspace.undo()
    workspace.redo()

    assert workspace.prune(dry_run=True).removed == tuple(step.id for step in workspace.history()[:0:-1])
    assert len(workspace.prune().removed) == 2
    assert workspace.verify() == ()
