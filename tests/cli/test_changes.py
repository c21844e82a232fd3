from __future__ import annotations

import json
from pathlib import Path

from g2l_tui import Glue2DatabricksSDK
from tests.cli.conftest import JOB, run


def test_only_what_changed_is_migrated_into_the_output(root: Path, tmp_path: Path) -> None:
    out = ("--output", str(tmp_path / "out"))
    run("migrate", ".", *out, "--changed")
    assert run("changes", *out).stdout == "Nothing has changed.\n"
    (root / "jobs" / "orders.py").write_text(JOB + "# more\n")

    changed = run("changes", *out)
    migrated = run("migrate", ".", *out, "--changed")

    assert (changed.exit_code, changed.stdout) == (
        1,
        "modified jobs/orders.py\n1 file to look at since the last run.\n",
    )
    assert migrated.exit_code == 0
    assert "plain.py" not in migrated.stdout
    assert (tmp_path / "out" / "jobs" / "orders.py").read_text().endswith("# more\n")
    assert run("changes", *out).exit_code == 0


def test_a_file_edited_in_the_output_stays_and_needs_a_person(root: Path, tmp_path: Path) -> None:
    out = ("--output", str(tmp_path / "out"))
    run("migrate", ".", *out, "--changed")
    (tmp_path / "out" / "jobs" / "orders.py").write_text("mine = 1\n")
    (root / "jobs" / "orders.py").write_text(JOB + "# more\n")

    result = run("migrate", ".", *out, "--changed")

    assert result.exit_code == 1
    assert "jobs/orders.py was edited in the output and stays so" in result.stdout
    assert (tmp_path / "out" / "jobs" / "orders.py").read_text() == "mine = 1\n"


def test_what_an_own_run_wrote_may_be_written_again_by_a_full_one(root: Path, tmp_path: Path) -> None:
    out = ("--output", str(tmp_path / "out"))
    run("migrate", ".", *out, "--changed")
    (root / "plain.py").write_text("b = 2\n")

    assert run("migrate", ".", *out).exit_code == 0
    assert (tmp_path / "out" / "plain.py").read_text() == "b = 2\n"


def test_in_place_files_that_came_since_are_migrated(root: Path) -> None:
    run("migrate", ".", "--changed")
    assert run("changes").exit_code == 0
    (root / "jobs" / "second.py").write_text(JOB)

    result = run("migrate", ".", "--changed")

    assert "jobs/second.py: migrated" in result.stdout
    assert "jobs/orders.py" not in result.stdout


def test_a_dry_run_of_what_changed_remembers_nothing(root: Path, tmp_path: Path) -> None:
    out = ("--output", str(tmp_path / "out"))
    run("migrate", ".", *out, "--changed")
    (root / "jobs" / "orders.py").write_text(JOB + "# more\n")

    assert "# more" in run("migrate", ".", *out, "--changed", "--dry-run", "--diff").stdout

    assert run("changes", *out).exit_code == 1


def test_a_renamed_file_is_told_by_both_names(root: Path, tmp_path: Path) -> None:
    out = ("--output", str(tmp_path / "out"))
    run("migrate", ".", *out, "--changed")
    (root / "plain.py").rename(root / "renamed.py")

    changes = json.loads(run("changes", *out, "--format", "json").stdout)

    assert changes["renamed"] == [{"from": "plain.py", "to": "renamed.py"}]
    assert "renamed plain.py -> renamed.py" in run("changes", *out).stdout


def test_a_run_that_cannot_be_remembered_is_made_all_the_same(root: Path, tmp_path: Path) -> None:
    (root / ".g2l" / "last-runs.json" / "taken").mkdir(parents=True)

    result = run("migrate", ".", "--output", str(tmp_path / "out"), "--changed")

    assert (tmp_path / "out" / "plain.py").exists()
    assert "does everything again" in result.stderr


def test_a_tree_that_is_kept_in_step_is_brought_up_to_what_changed_only(root: Path, tmp_path: Path) -> None:
    (root / "g2l.toml").write_text('output = "../lakehouse"\n')
    job = tmp_path / "lakehouse" / "jobs" / "orders.py"
    run("migrate", ".", "--changed")
    job.write_text(f"# mine\n{job.read_text()}")
    assert run("changes").stdout == "Nothing has changed.\n"
    (root / "jobs" / "orders.py").write_text(JOB + "# more\n")

    assert "plain.py" not in run("migrate", ".", "--changed").stdout

    assert job.read_text().startswith("# mine\n")
    assert job.read_text().endswith("# more\n")
    assert run("changes").stdout == "Nothing has changed.\n"
    assert Glue2DatabricksSDK().update_incremental(root, tmp_path / "lakehouse").success
    assert job.read_text().startswith("# mine\n")


def test_a_class_derived_from_one_of_glue_keeps_nothing_from_being_written(root: Path, tmp_path: Path) -> None:
    (root / "jobs" / "mine.py").write_text(
        "from awsglue.transforms import GlueTransform\n\n\nclass Mine(GlueTransform):\n    pass\n"
    )

    result = run("migrate", ".", "--output", str(tmp_path / "out"))

    assert result.exit_code == 1
    assert (tmp_path / "out" / "jobs" / "mine.py").exists()
