from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.cli import commands
from g2l_tui.model.change import Decision
from g2l_tui.paths import demo_repository
from g2l_tui.workspace.decisions import Votes, conflicts, encoded, joined
from g2l_tui.workspace.workspace import Workspace

JOB = "deliveries_daily.py"
NAMES = st.sampled_from(["ada", "bob", "cyd"])
VOTERS = st.fixed_dictionaries(
    {}, optional={"accepted": st.lists(NAMES).map(tuple), "rejected": st.lists(NAMES).map(tuple)}
)
VOTES = st.dictionaries(
    st.sampled_from(["a.py", "b.py", "\udce9.py"]),
    st.dictionaries(st.sampled_from(["c1", "c2"]), st.dictionaries(st.sampled_from(["r1", "r2"]), VOTERS)),
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return fresh(tmp_path / "root", monkeypatch)


def fresh(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    others = [
        "legacy",
        "streaming",
        "sql",
        "tools",
        "carrier_*",
        "fact_*",
        "invoice_*",
        "late_*",
        "returns-*",
        "tracking_*",
    ]
    ignored = shutil.ignore_patterns("__pycache__", *others)
    shutil.copytree(demo_repository(), folder, ignore=ignored)
    monkeypatch.chdir(folder)
    return folder


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, list(words), catch_exceptions=False)


def decide(root: Path, decided: Mapping[int, Decision], path: str = JOB) -> None:
    """Decide about the changes of a file by their position."""
    workspace = Workspace.open(root)
    changes = workspace.migrate(path).changes
    workspace.decide({path: {changes[at].id: decision for at, decision in decided.items()}})


def exported(root: Path, who: str) -> Path:
    file = root.parent / f"{who}.json"
    file.write_bytes(run("decisions", "export", str(root), "--who", who).stdout_bytes)
    return file


def test_a_replay_writes_the_bytes_that_the_screen_would(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.open(root)
    migration = workspace.migrate(JOB)
    every = dict.fromkeys((change.id for change in migration.changes), Decision.ACCEPTED)
    workspace.decide({JOB: every})
    file = exported(root, "ada")
    workspace.accept([(migration, migration.changes)])

    other = fresh(tmp_path / "other", monkeypatch)
    result = run("migrate", ".", "--decisions", str(file))

    assert files(other) == files(root)
    assert result.exit_code == 1
    assert "1 file written" in result.stdout


def test_what_was_not_accepted_stays_as_it_is(root: Path) -> None:
    workspace = Workspace.open(root)
    first = next(change for change in workspace.migrate(JOB).changes if change.rules == ("get-resolved-options",))
    workspace.decide({JOB: {first.id: Decision.ACCEPTED}})
    file = exported(root, "ada")

    run("migrate", ".", "--decisions", str(file))

    text = (root / JOB).read_text()
    assert "argparse" in text
    assert "from awsglue.context import GlueContext" in text
    assert (root / "jobs/dim_depots.py").read_bytes() == (demo_repository() / "jobs/dim_depots.py").read_bytes()


def test_two_reviewers_give_the_same_bytes_in_either_order(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(root, {2: Decision.ACCEPTED})
    ada = exported(root, "ada")
    other = fresh(tmp_path / "other", monkeypatch)
    decide(other, {5: Decision.ACCEPTED, 15: Decision.REJECTED})
    bob = exported(other, "bob")

    there, back = run("decisions", "merge", str(ada), str(bob)), run("decisions", "merge", str(bob), str(ada))

    assert there.stdout_bytes == back.stdout_bytes
    assert there.exit_code == 0
    assert len(json.loads(there.stdout)["files"][JOB]) == 3


def test_reviewers_who_disagree_are_named_and_decide_nothing(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(root, {2: Decision.ACCEPTED})
    ada = exported(root, "ada")
    other = fresh(tmp_path / "other", monkeypatch)
    decide(other, {2: Decision.REJECTED})
    merged = run("decisions", "merge", str(ada), str(exported(other, "bob")))
    file = tmp_path / "both.json"
    file.write_bytes(merged.stdout_bytes)

    result = run("migrate", JOB, "--decisions", str(file))

    assert merged.exit_code == 1
    assert "was accepted by ada and rejected by bob" in merged.stderr
    assert "reviewers disagree about change" in result.stderr
    assert (other / JOB).read_bytes() == (demo_repository() / JOB).read_bytes()


def test_a_decision_about_another_rewrite_waits_for_another_look(root: Path) -> None:
    workspace = Workspace.open(root)
    read = next(c for c in workspace.migrate(JOB).changes if "create-dynamic-frame-from-catalog" in c.rules)
    workspace.decide({JOB: {read.id: Decision.ACCEPTED}})
    file = exported(root, "ada")

    result = run("migrate", JOB, "--decisions", str(file), "--config", str(settings(root)))

    assert f"there is no change {read.id} any more; its decision was left out" in result.stderr
    assert (root / JOB).read_bytes() == (demo_repository() / JOB).read_bytes()


def test_what_a_person_wrote_is_no_vote_for_what_the_rules_give(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.open(root)
    change = next(each for each in workspace.migrate(JOB).changes if each.rules == ("get-resolved-options",))
    workspace.decide({JOB: {change.id: Decision.ACCEPTED}}, texts={JOB: {change.id: "args = {}\n"}})
    file = exported(root, "ada")

    other = fresh(tmp_path / "other", monkeypatch)
    before = (other / JOB).read_bytes()
    result = run("migrate", ".", "--decisions", str(file))

    assert f"change {change.id} is not what was reviewed" in result.stderr
    assert (other / JOB).read_bytes() == before


def test_lines_that_moved_keep_their_decisions(root: Path) -> None:
    decide(root, {2: Decision.ACCEPTED})
    file = exported(root, "ada")
    (root / JOB).write_text("# moved\n\n" + (root / JOB).read_text())

    result = run("migrate", JOB, "--decisions", str(file))

    assert "reviewed" not in result.stderr
    assert "1 file written" in result.stdout


def test_taking_decisions_in_is_one_step(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(root, {2: Decision.ACCEPTED, 3: Decision.REJECTED})
    file = exported(root, "ada")
    other = fresh(tmp_path / "other", monkeypatch)

    result = run("decisions", "import", str(file))

    workspace = Workspace.open(other)
    assert "2 decisions taken in." in result.stdout
    assert workspace.decisions() == Workspace.open(root).decisions()
    workspace.undo()
    assert workspace.decisions() == {}


def test_files_that_are_not_there_are_said(root: Path) -> None:
    decide(root, {2: Decision.ACCEPTED})
    file = exported(root, "ada")
    (root / JOB).rename(root / "renamed.py")

    result = run("migrate", ".", "--decisions", str(file))

    assert f"{JOB}: there is no such file; its decisions were left out." in result.stderr


@pytest.mark.parametrize(
    "content", ["", "[]", '{"schema": 2, "files": {}}', '{"schema": 1, "files": {"a.py": 3}}', "[" * 9999]
)
def test_a_file_of_something_else_is_refused_in_one_sentence(content: str, root: Path) -> None:
    (root / "decisions.json").write_text(content)

    result = run("migrate", ".", "--decisions", "decisions.json")

    assert result.exit_code == 2
    assert "decisions.json holds no decisions: " in result.stderr.splitlines()[-1]


@given(first=VOTES, second=VOTES, third=VOTES)
def test_joining_does_not_depend_on_order_nor_on_repetition(first: Votes, second: Votes, third: Votes) -> None:
    together = joined([first, second, third])

    assert encoded(joined([third, first, second])) == encoded(together)
    assert encoded(joined([joined([first, second]), third])) == encoded(joined([first, joined([second, third])]))
    assert encoded(joined([together, second])) == encoded(together)
    assert len(list(conflicts(first))) == len(list(conflicts(joined([first]))))


def settings(root: Path) -> Path:
    """Return a file of settings under which the databases have other names."""
    path = root.parent / "other.toml"
    path.write_text('catalog = "elsewhere"\nbookmarks = "full"\n')
    return path


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".g2l" not in path.parts
    }
