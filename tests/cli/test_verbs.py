from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from g2l_tui import __version__
from g2l_tui.model.migration import Status
from tests.cli.conftest import BROKEN, JOB, PLAIN, environment, files_of, report_of, run


def test_the_version_is_said(root: Path) -> None:
    assert run("--version").stdout == f"g2l-tui, version {__version__}\n"


def test_migrating_writes_in_place_and_keeps_a_backup(root: Path) -> None:
    result = run("migrate", ".")

    assert "awsglue" not in (root / "jobs" / "orders.py").read_text()
    assert (root / "plain.py").read_text() == PLAIN
    assert [path.read_text() for path in (root / ".g2l").rglob("orders.py")] == [JOB]
    assert "jobs/orders.py: migrated" in result.stdout
    assert "plain.py: unchanged" in result.stdout
    assert "2 files: 1 migrated, 0 partial, 1 unchanged, 0 refused, 0 failed" in result.stdout
    assert "1 file written; `g2l-tui rollback" in result.stdout


def test_a_second_run_finds_nothing_left_to_do(root: Path) -> None:
    run("migrate", ".")

    result = run("migrate", ".")

    assert result.exit_code == 0
    assert "There was nothing to write." in result.stdout


@pytest.mark.parametrize("words", [["migrate", ".", "--dry-run"], ["check", "."], ["check"]])
def test_a_dry_run_writes_nothing(words: list[str], root: Path) -> None:
    before = files_of(root)

    result = run(*words)

    assert files_of(root) == before
    assert "Nothing was written." in result.stdout


def test_a_file_that_cannot_be_parsed_needs_a_person(root: Path) -> None:
    (root / "broken.py").write_text(BROKEN)

    result = run("check", ".")

    assert result.exit_code == 1
    assert "broken.py: failed" in result.stdout
    assert (root / "broken.py").read_text() == BROKEN


def test_findings_say_where_what_and_what_to_do(root: Path) -> None:
    (root / "broken.py").write_text(BROKEN)

    lines = run("check", "broken.py").stdout.splitlines()

    assert lines[1].startswith("broken.py:2:")
    assert " G2L" in lines[1]
    assert " error " in lines[1]


def test_nothing_left_is_exit_code_0(root: Path) -> None:
    assert run("check", "plain.py").exit_code == 0


@pytest.mark.parametrize("words", [[], ["--dry-run"], ["--output", "../out"]])
def test_the_report_in_json_keeps_to_the_shipped_schema(words: list[str], root: Path) -> None:
    (root / "broken.py").write_text(BROKEN)

    report = report_of(run("migrate", ".", "--format", "json", *words))

    assert report["root"] == "."
    assert {file["path"]: file["status"] for file in report["files"]} == {
        "broken.py": "failed",
        "jobs/orders.py": "migrated",
        "plain.py": "unchanged",
    }
    assert all(file["target"] == file["path"] for file in report["files"])
    assert report["totals"]["files"] == sum(report["totals"][status.value] for status in Status) == 3


def test_a_file_that_cannot_be_written_in_place_keeps_no_other_from_it(root: Path, tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9.py")
    (root / odd).write_text(JOB)
    (root / "linked.py").write_text(JOB)
    (tmp_path / "other name").hardlink_to(root / "linked.py")

    report = report_of(run("migrate", ".", "--format", "json"))

    statuses = {file["path"]: file["status"] for file in report["files"]}
    assert (statuses[odd], statuses["linked.py"]) == ("failed", "failed")
    assert statuses["jobs/orders.py"] == "migrated"
    assert (root / odd).read_text() == JOB
    assert "awsglue" not in (root / "jobs" / "orders.py").read_text()


def test_the_ledger_has_a_row_for_every_argument(root: Path) -> None:
    file = report_of(run("check", "--format", "json", "jobs"))["files"][0]

    arguments = {row["argument"] for row in file["ledger"] if "from_catalog" in row["call"]}
    assert arguments == {"database", "table_name"}


def test_paths_are_relative_to_the_path_given(root: Path) -> None:
    report = report_of(run("check", "--format", "json", "jobs"))

    assert (report["root"], report["files"][0]["path"]) == ("jobs", "orders.py")


def test_a_single_file_is_named_by_its_folder(root: Path) -> None:
    report = report_of(run("check", "--format", "json", "jobs/orders.py"))

    assert (report["root"], report["files"][0]["path"]) == ("jobs", "orders.py")


def test_several_paths_are_named_from_where_they_meet(root: Path) -> None:
    report = report_of(run("check", "--format", "json", "jobs", "plain.py"))

    assert (report["root"], [file["path"] for file in report["files"]]) == (
        ".",
        ["jobs/orders.py", "plain.py"],
    )


def test_a_file_that_is_migrated_alone_is_still_known_by_its_neighbours(root: Path) -> None:
    (root / "shared.py").write_text(
        "def read(glueContext):\n"
        '    return glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")\n'
    )
    (root / "user.py").write_text(JOB + "from shared import read\nread(glueContext).toDF().show()\n")

    done = run("migrate", "user.py")

    assert "toDF" not in (root / "user.py").read_text()
    assert "shared.py line 2 has to change with it, for both have to do with `read`" in done.stderr


def test_an_excluded_file_is_left_out_but_taken_when_named(root: Path) -> None:
    (root / "g2l.toml").write_text('exclude = ["jobs"]\n')

    assert "orders.py" not in run("check", ".").stdout
    assert "orders.py: migrated" in run("check", "jobs/orders.py").stdout


def test_the_catalog_is_taken_from_the_command_line(root: Path) -> None:
    run("migrate", ".", "--catalog", "production")

    assert "production.sales.orders" in (root / "jobs" / "orders.py").read_text()


def test_the_configuration_is_taken_from_the_command_line(root: Path, tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('[schemas]\nsales = "a.b"\n')

    run("migrate", ".", "--config", str(tmp_path / "other.toml"))

    assert "a.b.orders" in (root / "jobs" / "orders.py").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["migrate", "nowhere"], "no file or folder nowhere"),
        (["migrate"], "Missing argument"),
        (["migrate", ".", "--frmat", "json"], "No such option"),
        (["migrate", ".", "--format", "xml"], "xml"),
        (["migrate", "g2l.toml"], "no Python file"),
        (["migrate", ".", "--config", "nowhere.toml"], "nowhere.toml cannot be read"),
        (["migrate", ".", "--diff", "--format", "json"], "choose one"),
        (["migrate", ".", "--output", "out"], "lies inside the sources"),
        (["migrate", ".", "--output", "plain.py"], "no folder"),
        (["rollback", "7"], "nothing was written yet"),
        (["rules", "show", "no-such-rule"], "no rule no-such-rule"),
        (["chekc"], "did you mean g2l-tui check?"),
        (["."], "needs a terminal"),
    ],
)
def test_what_cannot_run_says_so_in_one_sentence(words: list[str], said: str, root: Path) -> None:
    result = run(*words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("g2l-tui: ")
    assert result.stderr.count("\n") == 1
    assert said in result.stderr


def test_a_mistake_in_the_configuration_stops_everything(root: Path) -> None:
    (root / "g2l.toml").write_text('catalogue = "x"\n')

    result = run("migrate", ".")

    assert result.exit_code == 2
    assert "did you mean catalog?" in result.stderr
    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_an_unusable_rule_of_the_workspace_stops_everything(root: Path) -> None:
    (root / ".g2l" / "rules").mkdir(parents=True)
    (root / ".g2l" / "rules" / "own.toml").write_text("[[rule]]\nid = 3\n")

    result = run("migrate", ".")

    assert result.exit_code == 2
    assert "own.toml" in result.stderr
    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_names_and_messages_cannot_drive_the_terminal(root: Path) -> None:
    (root / "evil\x1b[2J\n\u202e.py").write_text(BROKEN)

    result = run("check", ".")

    assert "\x1b" not in result.output
    assert "\u202e" not in result.output


def test_the_patch_is_what_git_applies(root: Path) -> None:
    (root / "with space.py").write_text(JOB.rstrip("\n"))
    (root / "crlf.py").write_bytes(JOB.replace("\n", "\r\n").encode())
    (root / "crlf without end.py").write_bytes(JOB.rstrip("\n").replace("\n", "\r\n").encode())
    (root / "gr\u00fc\u00dfe \u2603.py").write_bytes(b"\xef\xbb\xbf" + JOB.encode())
    (root / "-dash\\.py").write_bytes(b"# coding: latin-1\n# \xe9\n" + JOB.replace("\n", "\r\n", 2).encode())
    patch = run("migrate", ".", "--dry-run", "--diff").stdout_bytes
    subprocess.run(["git", "apply", "-"], input=patch, cwd=root, check=True)
    applied = files_of(root)
    subprocess.run(["git", "apply", "-R", "-"], input=patch, cwd=root, check=True)

    run("migrate", ".")

    assert {path: text for path, text in files_of(root).items() if not path.startswith(".g2l")} == applied


def test_the_patch_of_a_folder_is_named_from_the_top_of_the_repository(root: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)

    patch = run("migrate", "jobs", "--dry-run", "--diff")

    assert "--- a/jobs/orders.py" in patch.stdout
    assert "orders.py: migrated" in patch.stderr
    subprocess.run(["git", "apply", "--check", "-"], input=patch.stdout_bytes, cwd=root / "jobs", check=True)


def test_an_output_mirrors_the_tree_and_leaves_the_sources(root: Path, tmp_path: Path) -> None:
    (root / "sql").mkdir()
    (root / "sql" / "view.sql").write_bytes(b"select 1\r\n\xff")
    (root / "crlf.py").write_bytes(b"a = 1\r\n")
    (root / "run.sh").write_text("#!/bin/sh\n")
    (root / "run.sh").chmod(0o755)
    (root / ".git").mkdir()
    (root / ".git" / "config").write_text("")
    before = files_of(root)
    out = tmp_path / "deep" / "out"

    result = run("migrate", ".", "--output", str(out))

    assert files_of(root) == before
    written = files_of(out)
    assert set(written) == set(before) - {".git/config"}
    assert {path for path in written if written[path] != before[path]} == {"jobs/orders.py"}
    assert (out / "run.sh").stat().st_mode & 0o111
    assert "the sources are as they were" in result.stdout


def test_an_output_of_a_single_file_is_that_file(root: Path, tmp_path: Path) -> None:
    run("migrate", "jobs/orders.py", "--output", str(tmp_path / "out"))

    assert set(files_of(tmp_path / "out")) == {"orders.py"}


def test_an_output_may_lie_inside_when_it_is_excluded(root: Path) -> None:
    (root / "g2l.toml").write_text('exclude = ["databricks"]\noutput = "databricks"\n')

    run("migrate", ".")
    run("migrate", ".")

    written = {path for path in files_of(root / "databricks") if not path.startswith(".g2l")}
    assert written == {"g2l.toml", "jobs/orders.py", "plain.py"}
    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_other_files_in_the_output_are_not_overwritten_unless_forced(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "plain.py").write_text("mine = 1\n")

    refused = run("migrate", ".", "--output", str(out))

    assert refused.exit_code == 2
    assert "other files at plain.py; nothing was written" in refused.stderr
    assert set(files_of(out)) == {"plain.py"}

    run("migrate", ".", "--output", str(out), "--force")

    assert (out / "plain.py").read_text() == PLAIN


@pytest.mark.parametrize("place", ["out/jobs", "out/plain.py"])
def test_links_in_the_output_are_not_followed(place: str, root: Path, tmp_path: Path) -> None:
    link = tmp_path / place
    link.parent.mkdir(parents=True)
    link.symlink_to(root / "jobs" if place == "out/jobs" else root / "plain.py")

    result = run("migrate", ".", "--output", str(tmp_path / "out"), "--force")

    assert result.exit_code == 2
    assert "is a link" in result.stderr
    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_an_output_can_never_be_the_source(root: Path) -> None:
    result = run("migrate", "jobs/orders.py", "--output", "jobs", "--force")

    assert result.exit_code == 2
    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_links_in_the_sources_are_named_and_not_copied(root: Path, tmp_path: Path) -> None:
    (root / "link.py").symlink_to(root / "plain.py")

    result = run("migrate", ".", "--output", str(tmp_path / "out"))

    assert "link.py is a link" in result.stderr
    assert not (tmp_path / "out" / "link.py").exists()


def test_history_and_rollback(root: Path) -> None:
    assert run("history").stdout == "Nothing was written yet.\n"
    run("migrate", ".")
    listed = json.loads(run("history", ".", "--format", "json").stdout)["operations"]
    assert [(each["kind"], each["files"][0]["path"]) for each in listed] == [("migrate", "jobs/orders.py")]
    assert listed[0]["id"] in run("history").stdout

    result = run("rollback", listed[0]["id"])

    assert result.exit_code == 0
    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_one_file_of_an_operation_is_rolled_back_from_where_one_stands(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "jobs" / "second.py").write_text(JOB)
    run("migrate", ".")
    monkeypatch.chdir(root / "jobs")

    result = run("rollback", "1", "--path", "second.py")

    assert result.stdout.startswith("jobs/second.py\n")
    assert (root / "jobs" / "second.py").read_text() == JOB
    assert (root / "jobs" / "orders.py").read_text() != JOB


def test_a_rollback_over_newer_work_needs_force(root: Path) -> None:
    run("migrate", ".")
    (root / "jobs" / "orders.py").write_text("mine = 1\n")

    assert run("rollback", "1").exit_code == 2
    assert (root / "jobs" / "orders.py").read_text() == "mine = 1\n"
    assert run("rollback", "1", "--force").exit_code == 0
    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_a_mistake_in_the_configuration_keeps_nobody_from_going_back(root: Path) -> None:
    run("migrate", ".")
    (root / "g2l.toml").write_text('catalogue = "x"\n')

    assert run("rollback", "1").exit_code == 0
    assert (root / "jobs" / "orders.py").read_text() == JOB


def test_verify_finds_a_damaged_backup(root: Path) -> None:
    run("migrate", ".")
    assert run("verify").exit_code == 0
    copy = next((root / ".g2l" / "backups").rglob("orders.py"))
    copy.chmod(0o600)
    copy.write_text("damaged\n")

    result = run("verify")

    assert result.exit_code == 1
    assert "orders.py" in result.stdout


def test_rules_are_listed_shown_and_tested(root: Path) -> None:
    listed = run("rules", "list").stdout.splitlines()
    name = listed[1].split()[0]

    assert listed[0].split() == ["rule", "fidelity", "matches", "summary"]
    assert name in run("rules", "show", name).stdout
    assert run("rules", "test", name).stdout.endswith("1 rule: all passed.\n")


def test_the_code_of_a_finding_is_explained(root: Path) -> None:
    result = run("rules", "show", "G2L143")

    assert result.exit_code == 0
    assert "what to do" in result.stdout
    assert "get-sink" in result.stdout


def test_what_is_done_without_a_rule_is_explained(root: Path) -> None:
    result = run("rules", "show", "path-moved")

    assert result.exit_code == 0
    assert "prefix in [paths]" in result.stdout


def test_without_a_terminal_the_demo_says_what_there_is_to_see(root: Path) -> None:
    result = run("demo", "--to", "sample")

    assert result.exit_code == 0
    assert "deliveries_daily.py" in result.stdout
    assert "Nothing was written." in result.stdout
    assert not (root / "sample/.g2l").exists()


def test_the_demo_is_copied_and_is_a_workspace_of_its_own(root: Path) -> None:
    result = run("demo", "--to", "sample", "--no-open")

    assert result.stdout.strip() == str(root / "sample")
    assert report_of(run("check", "sample", "--format", "json"))["totals"]["files"] > 5
    assert run("demo", "--to", "sample", "--no-open").exit_code == 2


def test_progress_and_colours_stay_off_where_no_terminal_is(root: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "g2l_tui", "check", "."],
        cwd=root,
        capture_output=True,
        check=False,
        env=environment(),
    )

    assert result.stderr == b""
    assert b"\x1b" not in result.stdout


def test_a_reader_that_goes_away_is_no_error(root: Path) -> None:
    for number in range(300):
        (root / f"plain_{number}.py").write_text(PLAIN)
    read_end, write_end = os.pipe()
    os.close(read_end)

    result = subprocess.run(
        [sys.executable, "-m", "g2l_tui", "check", "."],
        cwd=root, stdout=write_end, stderr=subprocess.PIPE, check=False, env=environment(),
    )  # fmt: skip
    os.close(write_end)

    assert result.stderr == b""


def test_a_terminal_that_knows_only_ascii_is_no_error(root: Path) -> None:
    (root / "grüße.py").write_text(PLAIN)

    result = subprocess.run(
        [sys.executable, "-m", "g2l_tui", "check", "."],
        cwd=root, capture_output=True, check=False, env=environment() | {"PYTHONIOENCODING": "ascii"},
    )  # fmt: skip

    assert result.stderr == b""
    assert b"gr\\xfc\\xdfe.py: unchanged" in result.stdout


def test_types_are_looked_at_when_asked_for(root: Path) -> None:
    pytest.importorskip("mypy", reason="the extra [types] is not installed")
    pytest.importorskip("pyspark", reason="the extra [types] is not installed")
    (root / "jobs" / "orders.py").write_text(JOB.replace(".toDF()", ".toDF().limit('3')"))

    assert "G2L212" not in run("check", ".").stdout
    assert "G2L212 warning The types do not fit" in run("check", ".", "--types").stdout


def test_types_without_mypy_are_one_sentence(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("g2l_tui.workspace.typed.find_spec", lambda _name: None)

    result = run("check", ".", "--types")

    assert result.exit_code == 0
    assert result.stderr.count("Types were not looked at: mypy and pyspark not installed") == 1
