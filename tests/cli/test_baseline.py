from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import JOB, report_of, run

BEGIN = ("check", "--baseline", "glue.json", "--update-baseline")
CHECK = ("check", "--baseline", "glue.json")
MORE = 'glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="returns").toDF().show()\n'
REFUSED = 'glueContext.purge_table("sales", "orders")\n'


def test_what_is_known_does_not_fail(root: Path) -> None:
    (root / "jobs" / "orders.py").write_text(JOB + REFUSED)
    assert run("check").exit_code == 1

    assert run(*BEGIN).exit_code == 0
    assert run(*CHECK).exit_code == 0
    assert "0 new" in run(*CHECK).stdout


def test_new_glue_fails_also_where_the_rules_translate_it(root: Path) -> None:
    run(*BEGIN)
    (root / "jobs" / "orders.py").write_text(JOB + MORE)

    result = run(*CHECK)

    name = "GlueContext.create_dynamic_frame.from_catalog"
    assert result.exit_code == 1
    assert f"jobs/orders.py: new Glue: {name} (1 known; used in line 5, 7)" in result.stdout


def test_a_new_file_with_glue_fails(root: Path) -> None:
    run(*BEGIN)
    (root / "jobs" / "second.py").write_text(JOB)

    assert run(*CHECK).exit_code == 1


def test_lines_may_move_and_files_be_renamed(root: Path) -> None:
    run(*BEGIN)
    (root / "jobs" / "orders.py").unlink()
    (root / "jobs" / "renamed.py").write_text("\n# moved\n\n" + JOB)

    assert run(*CHECK).exit_code == 0


def test_what_is_gone_cannot_come_back_once_the_baseline_is_updated(root: Path) -> None:
    (root / "jobs" / "orders.py").write_text(JOB + MORE)
    run(*BEGIN)
    (root / "jobs" / "orders.py").write_text(JOB)
    assert "2 of them gone" in run(*BEGIN).stdout

    (root / "jobs" / "orders.py").write_text(JOB + MORE)

    assert run(*CHECK).exit_code == 1


def test_an_update_lets_nothing_new_in(root: Path) -> None:
    run(*BEGIN)
    before = (root / "glue.json").read_bytes()
    (root / "jobs" / "orders.py").write_text(JOB + MORE)

    assert run(*BEGIN).exit_code == 1
    assert (root / "glue.json").read_bytes() == before


def test_files_that_were_not_looked_at_stay_in_the_baseline(root: Path) -> None:
    run(*BEGIN)
    before = (root / "glue.json").read_bytes()

    run("check", "plain.py", "--baseline", "glue.json", "--update-baseline")

    assert (root / "glue.json").read_bytes() == before


def test_a_checkout_that_was_migrated_uses_nothing_of_it(root: Path) -> None:
    run(*BEGIN)
    run("migrate", ".")

    run(*BEGIN)

    assert json.loads((root / "glue.json").read_text())["files"] == {}


def test_the_json_report_holds_the_comparison(root: Path) -> None:
    run(*BEGIN)
    (root / "jobs" / "second.py").write_text(JOB)

    compared = report_of(run(*CHECK, "--format", "json"))["baseline"]

    assert compared["gone"] == 0
    assert {use["path"] for use in compared["new"]} == {"jobs/second.py"}


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "--update-baseline begins one"), ("[]", "no baseline"), ('{"schema": 2, "files": {}}', "another version")],
)
def test_a_baseline_that_cannot_be_read_is_named(content: str | None, said: str, root: Path) -> None:
    if content is not None:
        (root / "glue.json").write_text(content)

    result = run(*CHECK)

    assert result.exit_code == 2
    assert said in result.stderr


def test_names_that_are_not_utf_8_are_known_too(root: Path) -> None:
    (root / os.fsdecode(b"caf\xe9.py")).write_text(JOB)

    run(*BEGIN)

    assert "0 new" in run(*CHECK).stdout


def test_an_update_needs_the_name_of_the_file(root: Path) -> None:
    assert run("check", "--update-baseline").exit_code == 2
