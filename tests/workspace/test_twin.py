from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from g2l_tui import Glue2DatabricksSDK, MigrationOptions
from g2l_tui.cli import commands
from g2l_tui.model.conflict import Conflict
from g2l_tui.store.mirror import MirrorFile
from g2l_tui.store.store import Store
from g2l_tui.workspace.twin import Twinned, update_twin
from tests.cli.conftest import report_of

JOB = """\
from awsglue.context import GlueContext

glue = GlueContext()
orders = glue.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()
orders = orders.filter("amount > 0")

orders = orders.dropDuplicates()
orders.write.parquet("s3://shop/orders/")
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "glue"
    (folder / "jobs").mkdir(parents=True)
    (folder / "g2l.toml").write_text('output = "../twin"\n')
    (folder / "jobs/orders.py").write_text(JOB)
    (folder / "jobs/orders.sql").write_text("select 1\n")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def twin(root: Path) -> Path:
    """The Databricks tree, as it was first written."""
    assert run("migrate", ".").exit_code == 0
    return root.parent / "twin"


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, list(words), catch_exceptions=False)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_the_glue_tree_stays_and_the_databricks_tree_is_beside_it(root: Path, twin: Path) -> None:
    assert (root / "jobs/orders.py").read_text() == JOB
    assert 'table("main.sales.orders")' in (twin / "jobs/orders.py").read_text()
    assert (twin / "jobs/orders.sql").read_text() == "select 1\n"


def test_what_changed_in_the_source_joins_what_was_edited_by_hand(root: Path, twin: Path) -> None:
    edit(twin / "jobs/orders.py", 'orders.write.parquet("s3://shop/orders/")', 'orders.write.saveAsTable("main.x.y")')
    edit(root / "jobs/orders.py", "amount > 0", "amount > 10")

    result = run("migrate", ".")

    text = (twin / "jobs/orders.py").read_text()
    assert "amount > 10" in text
    assert 'saveAsTable("main.x.y")' in text
    assert result.exit_code == 0
    assert result.stderr == ""


def test_a_conflict_keeps_the_hand_edit_and_shows_both(root: Path, twin: Path) -> None:
    edit(twin / "jobs/orders.py", "amount > 0", "amount >= 1")
    edit(root / "jobs/orders.py", "amount > 0", "amount > 10")

    result = run("migrate", ".")

    assert "amount >= 1" in (twin / "jobs/orders.py").read_text()
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    at = next(at for at, line in enumerate(lines) if line.startswith("jobs/orders.py:5: "))
    assert "edited by hand, and changed in the source; the hand edits stay." in lines[at]
    assert lines[at + 1 : at + 3] == [
        '- orders = orders.filter("amount >= 1")',
        '+ orders = orders.filter("amount > 10")',
    ]


def test_conflicts_are_told_to_programs_and_before_anything_is_written(root: Path, twin: Path) -> None:
    edit(twin / "jobs/orders.py", "amount > 0", "amount >= 1")
    edit(root / "jobs/orders.py", "amount > 0", "amount > 10")
    expected = {
        "path": "orders.py",
        "line": 5,
        "message": "edited by hand, and changed in the source; the hand edits stay. Edit them, or settle the file.",
        "mine": ['orders = orders.filter("amount >= 1")'],
        "generated": ['orders = orders.filter("amount > 10")'],
    }
    before = (twin / "jobs/orders.py").read_bytes()

    for words in (["check", "jobs"], ["migrate", "jobs", "--dry-run"], ["migrate", "jobs"], ["migrate", "jobs"]):
        result = run(*words, "--format", "json")

        assert report_of(result)["conflicts"] == [expected]
        assert result.exit_code == 1
        assert (twin / "jobs/orders.py").read_bytes() == before


def test_conflicts_are_results_of_code_scanning_at_their_source(root: Path, twin: Path) -> None:
    (twin / "jobs/orders.sql").write_text("select 2\n")
    (root / "jobs/orders.sql").write_text("select 3\n")

    (result,) = json.loads(run("check", ".", "--format", "sarif").stdout)["runs"][0]["results"]

    assert (result["ruleId"], result["level"]) == ("G2L301", "error")
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "jobs/orders.sql"
    assert "edited by hand, and its source changed" in result["message"]["text"]


def test_the_sdk_tells_each_conflict_once_with_both_sides(root: Path, twin: Path) -> None:
    edit(twin / "jobs/orders.py", "amount > 0", "amount >= 1")
    edit(root / "jobs/orders.py", "amount > 0", "amount > 10")

    result = Glue2DatabricksSDK().migrate_repository(root, twin, MigrationOptions(catalog_name=None))

    (error,) = result.errors
    assert not result.success
    assert (error["error"], error["details"]["code"]) == ("ChangedOnDiskError", "G2L301")
    assert (error["details"]["path"], error["details"]["line"]) == ("jobs/orders.py", 5)
    assert error["details"]["mine"] == ['orders = orders.filter("amount >= 1")']


def test_a_tree_without_conflicts_says_that_there_are_none(root: Path, twin: Path) -> None:
    assert report_of(run("check", ".", "--format", "json"))["conflicts"] == []


def test_a_conflict_is_told_until_it_is_settled(root: Path, twin: Path) -> None:
    edit(twin / "jobs/orders.py", "amount > 0", "amount >= 1")
    edit(root / "jobs/orders.py", "amount > 0", "amount > 10")
    run("migrate", ".")
    assert run("migrate", ".").exit_code == 1

    assert run("migrate", ".", "--settled", "jobs/orders.py").exit_code == 0

    assert run("migrate", ".").exit_code == 0
    assert "amount >= 1" in (twin / "jobs/orders.py").read_text()


def test_lines_between_marks_stay_whatever_the_source_says(root: Path, twin: Path) -> None:
    edit(
        twin / "jobs/orders.py",
        "orders = orders.dropDuplicates()",
        "# g2l: keep\norders = orders.dropDuplicates()\n# g2l: end",
    )
    edit(root / "jobs/orders.py", "orders.dropDuplicates()", 'orders.dropDuplicates(["id"])')

    result = run("migrate", ".")

    assert "orders = orders.dropDuplicates()\n# g2l: end" in (twin / "jobs/orders.py").read_text()
    assert "the lines between marks stay" in result.stderr
    assert result.exit_code == 0


def test_a_deleted_source_is_reported_and_its_target_stays(root: Path, twin: Path) -> None:
    (root / "jobs/orders.py").unlink()
    (root / "jobs/orders.sql").unlink()

    result = run("migrate", ".")

    assert (twin / "jobs/orders.py").exists()
    assert (twin / "jobs/orders.sql").exists()
    assert result.stderr.count("its source is gone") == 2

    (twin / "jobs/orders.py").unlink()
    (twin / "jobs/orders.sql").unlink()
    assert run("migrate", ".").stderr == ""


def test_a_renamed_source_says_where_its_code_is_now(root: Path, twin: Path) -> None:
    (root / "jobs/orders.py").rename(root / "jobs/sales.py")

    result = run("migrate", ".")

    assert "jobs/orders.py: its source is gone; the same code is now in jobs/sales.py." in result.stderr


def test_a_part_of_the_sources_says_nothing_of_the_rest(root: Path, twin: Path) -> None:
    (root / "lib.py").write_text("a = 1\n")
    run("migrate", ".")
    (root / "lib.py").unlink()

    result = run("migrate", "jobs")

    assert result.stderr == ""
    assert sorted(path.name for path in twin.iterdir() if not path.name.startswith(".")) == [
        "g2l.toml",
        "jobs",
        "lib.py",
    ]


def test_what_was_removed_by_hand_stays_removed(root: Path, twin: Path) -> None:
    (twin / "jobs/orders.py").unlink()
    assert run("migrate", ".").exit_code == 0

    edit(root / "jobs/orders.py", "amount > 0", "amount > 10")
    result = run("migrate", ".")

    assert not (twin / "jobs/orders.py").exists()
    assert "removed by hand, and its source changed" in result.stdout
    assert result.exit_code == 1


def test_a_file_that_was_there_before_stays(root: Path) -> None:
    twin = root.parent / "twin"
    (twin / "jobs").mkdir(parents=True)
    (twin / "jobs/orders.py").write_text("mine = 1\n")

    result = run("migrate", ".")

    assert (twin / "jobs/orders.py").read_text() == "mine = 1\n"
    assert "was there before and is not what was generated; it stays" in result.stdout
    assert result.exit_code == 1


def test_copied_files_that_were_edited_stay_too(root: Path, twin: Path) -> None:
    (twin / "jobs/orders.sql").write_text("select 2\n")
    assert run("migrate", ".").exit_code == 0
    (root / "jobs/orders.sql").write_text("select 3\n")

    result = run("migrate", ".")

    assert (twin / "jobs/orders.sql").read_text() == "select 2\n"
    assert "jobs/orders.sql: edited by hand, and its source changed" in result.stdout


def test_copied_files_follow_their_source(root: Path, twin: Path) -> None:
    (root / "jobs/orders.sql").write_text("select 3\n")

    run("migrate", ".")

    assert (twin / "jobs/orders.sql").read_text() == "select 3\n"


def test_force_takes_what_is_generated_but_between_marks_and_keeps_a_backup(root: Path, twin: Path) -> None:
    edit(twin / "jobs/orders.py", "amount > 0", "amount >= 1")
    edit(
        twin / "jobs/orders.py",
        "orders = orders.dropDuplicates()",
        "# g2l: keep\norders = orders.dropDuplicates()\n# g2l: end",
    )
    edited = (twin / "jobs/orders.py").read_bytes()
    edit(root / "jobs/orders.py", "amount > 0", "amount > 10")
    edit(root / "jobs/orders.py", "orders.dropDuplicates()", 'orders.dropDuplicates(["id"])')

    run("migrate", ".", "--force")

    text = (twin / "jobs/orders.py").read_text()
    assert "amount > 10" in text
    assert "orders = orders.dropDuplicates()\n# g2l: end" in text
    store = Store.open(twin)
    assert store.backup(store.history()[0].id, "jobs/orders.py") == edited


def test_a_write_to_the_twin_can_be_taken_back(root: Path, twin: Path) -> None:
    before = files(twin)
    edit(root / "jobs/orders.py", "amount > 0", "amount > 10")
    run("migrate", ".")

    run("undo", str(twin))

    assert files(twin) == before


def test_the_first_write_to_the_twin_can_be_taken_back_and_keeps_the_mode_of_a_file(root: Path) -> None:
    (root / "jobs/orders.py").chmod(0o755)
    job = root.parent / "twin/jobs/orders.py"
    run("migrate", ".")
    written = job.stat().st_mode & 0o777

    run("undo", str(root.parent / "twin"))
    is_left = job.exists()
    run("redo", str(root.parent / "twin"))

    assert written == 0o755
    assert not is_left
    assert job.stat().st_mode & 0o777 == written


def test_a_clone_of_both_trees_goes_on_where_they_were(root: Path, twin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edit(twin / "jobs/orders.py", "orders.dropDuplicates()", "orders.distinct()")
    clone = root.parent / "elsewhere"
    for name in ("glue", "twin"):
        shutil.copytree(root.parent / name, clone / name, ignore=shutil.ignore_patterns(".g2l"))
    monkeypatch.chdir(clone / "glue")
    edit(clone / "glue/jobs/orders.py", "amount > 0", "amount > 10")

    result = run("migrate", ".")

    text = (clone / "twin/jobs/orders.py").read_text()
    assert "orders.distinct()" in text
    assert "amount > 10" in text
    assert result.exit_code == 0


def test_two_edits_that_make_no_python_together_leave_the_hand_edits(tmp_path: Path) -> None:
    update(tmp_path, "a = 1\nk = 0\nb = 2\nl = 0\nd = 3\n")
    mine = 'a = """1\nk = 0\nb = 2\nl = 0\n"""\nd = 3\n'
    (tmp_path / "out/job.py").write_text(mine)

    done = update(tmp_path, 'a = 1\nk = 0\nb = """2"""\nl = 0\nd = 3\n')

    message = "both sides together would be no valid Python; the hand edits stay."
    assert done.conflicts == (Conflict("job.py", message),)
    assert (tmp_path / "out/job.py").read_text() == mine


@pytest.mark.parametrize("content", [b"{", b"[1]", b'{"a": 3}'])
def test_a_damaged_memory_of_copies_harms_no_hand_edit(content: bytes, root: Path, twin: Path) -> None:
    (twin / ".g2l-twin/copied.json").write_bytes(content)
    (twin / "jobs/orders.sql").write_text("select 2\n")

    result = run("migrate", ".")

    assert (twin / "jobs/orders.sql").read_text() == "select 2\n"
    assert "jobs/orders.sql: it was there before" in result.stdout


SOURCE_LINES = st.lists(st.integers(0, 9), min_size=1, max_size=12)
STEPS = st.lists(
    st.tuples(st.booleans(), st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), max_size=3)), max_size=6
)


@settings(max_examples=30, deadline=None)
@given(first=SOURCE_LINES, steps=STEPS)
def test_no_history_of_edits_loses_a_line_of_a_person(
    first: list[int], steps: list[tuple[bool, list[tuple[int, int]]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("history")
    target = folder / "out/job.py"
    source = [f"s{number} = {number}" for number in first]
    by_hand: list[str] = []
    update(folder, text_of(source))
    for number, (is_source, edits) in enumerate(steps):
        if is_source:
            edited(source, edits, f"source_{number}")
            update(folder, text_of(source))
        else:
            lines = target.read_text().splitlines()
            before = set(lines)
            edited(lines, edits, f"hand_{number}")
            by_hand = [line for line in by_hand if line in lines] + sorted(
                {line for line in lines if line.startswith("hand_")} - before
            )
            target.write_text(text_of(lines))
        assert set(by_hand) <= set(target.read_text().splitlines())
    update(folder, text_of(source))
    assert set(by_hand) <= set(target.read_text().splitlines())


def edited(lines: list[str], edits: list[tuple[int, int]], name: str) -> None:
    """Insert, replace or remove lines; new ones begin with `name`."""
    for at, kind in edits:
        place = at % (len(lines) + 1)
        lines[place : place + (kind > 0)] = [f"{name}_{at} = 1"] if kind < 2 else []


def text_of(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)


def update(folder: Path, text: str) -> Twinned:
    origin = folder / "job.py"
    origin.write_text(text)
    return update_twin(folder / "out", [MirrorFile("job.py", origin)], lambda _path: False)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".g2l" not in path.relative_to(folder).parts
    }
