"""The program in a real pseudo-terminal: what signals leave behind."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from g2l_tui.model.change import Decision
from g2l_tui.workspace.workspace import Workspace
from tests.tui.terminal import DEADLINE_SECONDS, Screen, Terminal, workbench

pytestmark = pytest.mark.terminal

CUSTOMERS = "jobs/customers.py"
FIRST_SEEN = ("orders.py", "paths.py", "─ findings", "2 Rules", "? help")
SCREEN_BACK = rb"\x1b\[\?1049l"


@pytest.fixture
def terminal(root: Path) -> Iterator[Terminal]:
    made = Terminal(workbench(root))
    made.wait_for("changes decided", "? help")
    yield made
    made.close()


def test_quitting_gives_the_screen_back(terminal: Terminal) -> None:
    terminal.type("q")
    terminal.wait_for_raw(SCREEN_BACK)

    assert terminal.end() == 0


def test_sigterm_gives_the_screen_back(terminal: Terminal) -> None:
    terminal.process.send_signal(signal.SIGTERM)
    terminal.wait_for_raw(SCREEN_BACK)

    assert terminal.end() == 143


def test_what_is_seen_first_stays_while_the_review_takes_its_place(root: Path) -> None:
    terminal = Terminal(workbench(root))
    seen: list[set[str]] = []

    def is_open(screen: Screen) -> bool:
        seen.append({text for text in FIRST_SEEN if text in screen.text})
        return "changes decided" in screen.text

    terminal.wait_until(is_open, "waiting for the first file")
    terminal.close()

    assert all(before <= after for before, after in pairwise(seen))
    assert seen[-1] == set(FIRST_SEEN)


def test_a_closed_terminal_leaves_no_process_and_keeps_the_decisions(root: Path) -> None:
    terminal = Terminal(workbench(root))
    terminal.wait_for("changes decided", "? help")
    terminal.type("A")
    terminal.wait_for("accepted jobs/customers.py")
    os.close(terminal.master)

    assert terminal.process.wait(DEADLINE_SECONDS) != 0
    assert Decision.ACCEPTED in Workspace.open(root).decisions()[CUSTOMERS].values()


def test_what_keeps_a_folder_from_being_opened_is_said_in_one_sentence(root: Path) -> None:
    (root / "g2l.toml").write_text('catalogue = "x"\n', encoding="utf-8")
    terminal = Terminal(workbench(root))
    code = terminal.end()

    assert code == 2
    assert terminal.screen.text.strip() == "g2l-tui: g2l.toml:1: unknown key catalogue; did you mean catalog?"


def test_a_folder_without_a_name_is_the_current_one(root: Path) -> None:
    for words in ((), (".",), ("./",)):
        terminal = Terminal([*workbench(root)[:-1], *words], folder=root)
        terminal.wait_for("changes decided", "? help")
        terminal.close()


def test_a_word_that_is_a_command_is_one_although_a_folder_is_called_so(root: Path) -> None:
    (root / "check").mkdir()
    terminal = Terminal([*workbench(root)[:-1], "check"], folder=root)
    code = terminal.end()

    assert code == 1
    assert "jobs/customers.py" in terminal.screen.text


def test_a_shell_that_asks_for_completion_gets_it(root: Path) -> None:
    terminal = Terminal(workbench(root)[:-1], {"_G2L_TUI_COMPLETE": "bash_source"}, folder=root)
    code = terminal.end()

    assert code == 0
    assert "_g2l_tui_completion" in terminal.screen.text


def test_without_an_input_it_says_that_it_needs_a_terminal(root: Path) -> None:
    shell = ["sh", "-c", 'exec "$0" -m g2l_tui . 0<&-', sys.executable]
    terminal = Terminal(shell, folder=root)
    code = terminal.end()

    assert code == 2
    assert "needs a terminal" in terminal.screen.text
