"""The person's editor is opened at the line, whichever it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.tui.editor import command_for
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened

FILE = Path("/jobs/a b.py")


@pytest.mark.parametrize(
    ("environment", "command"),
    [
        ({}, ["vi", "+7", "/jobs/a b.py"]),
        ({"EDITOR": "nano"}, ["nano", "+7", "/jobs/a b.py"]),
        ({"EDITOR": "nano", "VISUAL": "emacs -nw"}, ["emacs", "-nw", "+7", "/jobs/a b.py"]),
        ({"EDITOR": "code --wait"}, ["code", "--wait", "--goto", "/jobs/a b.py:7"]),
        ({"EDITOR": "hx"}, ["hx", "/jobs/a b.py:7"]),
        ({"EDITOR": "'unbalanced"}, ["'unbalanced", "+7", "/jobs/a b.py"]),
        ({"EDITOR": "  "}, ["vi", "+7", "/jobs/a b.py"]),
    ],
)
def test_the_editor_opens_at_the_line(environment: dict[str, str], command: list[str]) -> None:
    assert command_for(environment, FILE, 7) == command


async def test_a_terminal_that_cannot_be_handed_over_says_so(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await press("e")

        assert any(note.title == "Not edited" for note in bench._notifications)
