"""A change is written by hand and accepted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from textual.app import App
from textual.widgets import TextArea

from g2l_tui.model.change import Change, Decision
from g2l_tui.tui import editor
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.screens.reword import RewordScreen
from g2l_tui.workspace.watch import Saved
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened, screen_text

CUSTOMERS = "jobs/customers.py"
OWN = 'customers = spark.table("main.sales.customers").limit(10)\n'


def reader(bench: Workbench) -> Change:
    changes = bench.session.migrations[CUSTOMERS].changes
    return next(change for change in changes if "create-dynamic-frame-from-catalog" in change.rules)


def open_reader(bench: Workbench) -> Change:
    change = reader(bench)
    bench.review.open_file(CUSTOMERS, line=change.line - 1)
    return change


def write(bench: Workbench, text: str) -> None:
    bench.screen.query_one(TextArea).load_text(text)


async def test_a_change_is_written_in_place_and_accepted(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        change = open_reader(bench)
        await press("c")
        offered = bench.screen.query_one(TextArea).text
        write(bench, OWN)
        await press("ctrl+s")

        assert offered == 'customers = spark.table("main.sales.customers")\n'
        assert bench.screen is bench.review
        assert bench.session.decision(CUSTOMERS, change.id) is Decision.ACCEPTED
        assert OWN in "".join(bench.review.diff.view.comparison.raw_right)

        await press("W", "enter")
        assert OWN in (root / CUSTOMERS).read_text()


async def test_what_was_written_outlives_the_program_and_is_undone_after_it(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        open_reader(bench)
        await press("c")
        write(bench, OWN)
        await press("ctrl+s")

    async with opened(Workspace.open(root)) as (bench, press):
        again = bench.session.migrations[CUSTOMERS].result
        edited = reader(bench).edited
        await press("u")
        undone = bench.session.migrations[CUSTOMERS].result
        pending = bench.session.decision(CUSTOMERS, reader(bench).id)
        await press("ctrl+r")

        assert edited
        assert OWN.encode() in again
        assert OWN.encode() not in undone
        assert pending is Decision.PENDING
        assert OWN.encode() in bench.session.migrations[CUSTOMERS].result


async def test_what_a_person_wrote_follows_its_statement(workspace: Workspace, root: Path) -> None:
    async with opened(workspace) as (bench, press):
        open_reader(bench)
        await press("c")
        write(bench, OWN)
        await press("ctrl+s")
        file = root / CUSTOMERS
        file.write_text("# moved\n" * 5 + file.read_text())
        bench.heard(Saved(frozenset({CUSTOMERS}), rules=False, rescan=False))
        await press()

        result = bench.session.migrations[CUSTOMERS].result.decode()
        assert OWN in result
        assert result.startswith("# moved\n" * 5)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("customers = (\n", "no valid Python"),
        ("customers = sprak.table('x')\n", "`sprak` is used, but nothing in the result defines it"),
    ],
)
async def test_a_text_that_cannot_be_written_is_refused_and_kept(workspace: Workspace, text: str, problem: str) -> None:
    async with opened(workspace) as (bench, press):
        change = open_reader(bench)
        await press("c")
        write(bench, text)
        await press("ctrl+s")

        assert isinstance(bench.screen, RewordScreen)
        assert problem in screen_text(bench)
        assert bench.screen.text == text
        assert bench.session.decision(CUSTOMERS, change.id) is Decision.PENDING


async def test_leaving_throws_nothing_away_at_the_first_key(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        open_reader(bench)
        await press("c", "escape")
        unchanged = bench.screen is bench.review
        await press("c")
        write(bench, OWN)
        await press("escape")
        warned = isinstance(bench.screen, RewordScreen) and "esc again" in screen_text(bench)
        await press("escape")

        assert unchanged
        assert warned
        assert bench.screen is bench.review
        assert OWN.encode() not in bench.session.migrations[CUSTOMERS].result


async def test_a_change_is_written_in_the_editor_of_the_person(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "append"
    script.write_text("#!/bin/sh\neval file=\\${$#}\nprintf 'print(1)\\n' >> \"$file\"\n")
    script.chmod(0o755)
    monkeypatch.setenv("EDITOR", str(script))
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr(editor, "edit", _edit_without_terminal)
    async with opened(workspace) as (bench, press):
        change = open_reader(bench)
        await press("ctrl+e")

        assert bench.session.decision(CUSTOMERS, change.id) is Decision.ACCEPTED
        assert b'spark.table("main.sales.customers")\nprint(1)\n' in bench.session.migrations[CUSTOMERS].result


def _edit_without_terminal(_: App[None], file: Path, line: int) -> str:
    """The test's screen cannot be handed over; the editor itself is run as always."""
    return editor.run(editor.command_for(os.environ, file, line))


async def test_why_says_that_a_person_wrote_it(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        open_reader(bench)
        await press("c")
        write(bench, OWN)
        await press("ctrl+s")
        bench.review.open_file(CUSTOMERS, line=reader(bench).line - 1)
        await press("i")

        assert "written by a person" in screen_text(bench)
