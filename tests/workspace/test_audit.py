from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from g2l_tui.cli import commands
from g2l_tui.store.audit import login
from g2l_tui.workspace.audit import AuditLogger

JOB = """\
from awsglue.context import GlueContext

glue = GlueContext()
orders = glue.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "g2l.toml").write_text("")
    (tmp_path / "job.py").write_text(JOB)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, list(words), catch_exceptions=False)


def test_the_log_says_who_migrated_what(root: Path) -> None:
    run("migrate", ".")

    result = run("audit", "--format", "json")

    (event,) = json.loads(result.stdout)["events"]
    assert (event["event"], event["who"]) == ("migrate", login())
    assert [file["path"] for file in event["files"]] == ["job.py"]
    assert "from_catalog" not in result.stdout
    assert result.exit_code == 0


def test_an_altered_log_is_exit_code_1_and_says_which_line(root: Path) -> None:
    run("migrate", ".")
    log = root / ".g2l/audit.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"event":"migrate"', b'"event":"accept"'))

    result = run("audit")

    assert result.exit_code == 1
    assert "Line 1 of .g2l/audit.jsonl was altered" in result.stderr


def test_a_seal_noted_down_tells_of_a_log_that_was_written_anew(root: Path) -> None:
    run("migrate", ".")
    seal = json.loads(run("audit", "--format", "json").stdout)["events"][-1]["seal"]
    AuditLogger(root).log_event("validation", {"valid": True})
    assert run("audit", "--seal", seal).exit_code == 0

    (root / ".g2l/audit.jsonl").unlink()

    result = run("audit", "--seal", seal)
    assert result.exit_code == 1
    assert "No line has the seal" in result.stderr


def test_programs_add_events_of_their_own(root: Path) -> None:
    audit = AuditLogger(root)
    audit.log_migration_start("nightly", "jobs", "out", {"dry_run": False})
    audit.log_file_migration("nightly", "jobs/orders.py", success=True)
    audit.log_validation("jobs", valid=False, errors=["no such file"], warnings=[])
    audit.log_backup("1", "jobs/orders.py", ".g2l/backups/1")
    audit.log_rollback("1", "jobs/orders.py", success=True)
    audit.log_migration_end("nightly", success=True)
    audit.log_event("deployed", {"when": root}, user="ada")

    assert [event["event"] for event in audit.get_events()] == [
        "migration_start", "file_migration", "validation", "backup_created", "rollback", "migration_end", "deployed",
    ]  # fmt: skip
    assert audit.get_events("validation")[0]["details"]["errors"] == ["no such file"]
    assert [(event["event"], event["who"]) for event in audit.get_events(limit=1)] == [("deployed", "ada")]
    assert audit.verify() == ()


def test_people_read_it_line_by_line_and_nothing_in_it_moves_their_terminal(root: Path) -> None:
    AuditLogger(root).log_event("deployed\x1b[31m", {"to": "prod\x07"}, user="ada\x9b")

    text = run("audit").stdout

    assert "\x1b" not in text
    assert "\x07" not in text
    assert "deployed\\x1b[31m" in text
    assert "The seal of the last line is " in text


def test_a_workspace_without_a_past_has_an_empty_log(root: Path) -> None:
    assert run("audit").stdout == "Nothing was decided or written yet.\n"
    assert not (root / ".g2l").exists()
