"""Whole ways through the program in a real pseudo-terminal: what a person sees, and keys and mouse."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from g2l_tui.workspace.workspace import Workspace
from tests.tui.terminal import Screen, Terminal, workbench

pytestmark = pytest.mark.terminal

CUSTOMERS = "jobs/customers.py"
LEFT = re.compile(r"\(a\)|one by one")  # the file has changes that are looked at one at a time
LONGEST = 12  # changes that a file of the demo can have left then
Opened = Callable[..., Terminal]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Opens terminals, and closes them at the end of the test."""
    terminals: list[Terminal] = []

    def open_one(*arguments: object, **keywords: object) -> Terminal:
        terminals.append(Terminal(*arguments, **keywords))  # type: ignore[arg-type]
        return terminals[-1]

    yield open_one
    for terminal in terminals:
        terminal.close()


@pytest.fixture
def bench(opened: Opened, root: Path) -> Terminal:
    """The workbench on the usual workspace, when everything has been read."""
    terminal = opened(workbench(root))
    terminal.wait_for(" decided", "watching", "? help")
    return terminal


def test_accept_write_look_at_the_history_and_roll_back(bench: Terminal, root: Path) -> None:
    glue = (root / CUSTOMERS).read_bytes()
    bench.type("A")
    bench.wait_for("accepted jobs/customers.py")
    bench.type("W")
    bench.wait_for("Write 1 file", "Cancel")
    bench.type("\r")
    bench.wait_for("1 file written")
    assert b"awsglue" not in (root / CUSTOMERS).read_bytes()

    bench.type("3")
    bench.wait_for("[3 History]", "accept", "before 20")
    bench.type("r")
    bench.wait_for("Roll back 1 file")
    bench.type("\r")
    bench.wait_for("rollback")
    assert (root / CUSTOMERS).read_bytes() == glue
    bench.type("q")
    assert bench.end() == 0


def test_the_palette_opens_a_file_by_its_name(bench: Terminal) -> None:
    bench.type("\x10")
    bench.wait_for("Search for commands")
    bench.type("legacy")
    bench.wait_for("Open jobs/legacy.py")
    bench.type("\r")
    bench.wait_for('print "bad row"')


def test_a_smaller_window_shows_one_column_and_a_larger_one_two(bench: Terminal) -> None:
    bench.wait_for("Glue │ Databricks")
    bench.resize((80, 24))
    bench.wait_for("- Glue  + Databricks", "q quit")
    bench.resize((160, 45))
    bench.wait_for("Glue │ Databricks", "q quit")


def test_the_editor_gets_the_screen_and_what_it_saved_is_shown(opened: Opened, root: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor.sh"
    editor.write_text('#!/bin/sh\nprintf "# by hand\\n" | cat - "$2" > "$2.new" && mv "$2.new" "$2"\n')
    editor.chmod(0o755)
    terminal = opened(workbench(root), {"EDITOR": str(editor), "VISUAL": ""})
    terminal.wait_for(" decided", "watching")
    terminal.type("e")
    terminal.wait_for('2  """Orders of the last day."""')
    terminal.type("g")
    terminal.wait_for("# by hand")
    assert (root / CUSTOMERS).read_text().startswith("# by hand\n")


def test_a_save_from_outside_comes_to_the_screen(bench: Terminal, root: Path) -> None:
    bench.type("g")
    saved = root / "saved.tmp"
    saved.write_text("# from outside\n" + (root / CUSTOMERS).read_text())
    saved.rename(root / CUSTOMERS)
    bench.wait_for("saved outside: jobs/customers.py")
    bench.type("g")
    bench.wait_for("# from outside")


def test_suspending_gives_the_shell_and_fg_the_screen(opened: Opened, root: Path) -> None:
    command = " ".join(map(str, workbench(root)))
    terminal = opened(["bash", "--norc", "--noprofile", "-i"], {"PS1": "shell> "})
    terminal.wait_for("shell>")
    terminal.type(f"{command}\r")
    terminal.wait_for(" decided", "? help")
    terminal.type("\x1a")
    terminal.wait_for("Stopped")
    terminal.type("fg\r")
    terminal.wait_for(" decided", "? help", "back from the shell")
    terminal.type("q")
    terminal.wait_until(lambda screen: screen.text.rstrip().endswith("shell>"), "waiting for the shell")
    terminal.type("exit\r")
    assert terminal.end() == 0


def test_copying_goes_through_the_terminal_when_there_is_no_clipboard(opened: Opened, root: Path) -> None:
    plain = {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22", "DISPLAY": "", "WAYLAND_DISPLAY": ""}
    terminal = opened(workbench(root), plain)
    terminal.wait_for(" decided", "? help")
    terminal.type("gy")
    copied = terminal.wait_for_raw(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)")
    assert base64.b64decode(copied[1]) == b'"""Orders of the last day."""\n'


def test_a_rule_is_written_tried_and_comes_into_use(bench: Terminal, root: Path) -> None:
    bench.type("2")
    bench.wait_for("[2 Rules]", "used here")
    bench.type("c")
    bench.wait_for("my-rule.toml", "examples 1/1")
    bench.type("\x13")
    bench.wait_for("rules read again")
    assert (root / ".g2l/rules/my-rule.toml").exists()
    bench.type("\x1b")
    bench.wait_for("this workspace's own", "✓ my-rule")


def test_search_help_and_every_screen_are_one_key_away(bench: Terminal) -> None:
    bench.type("/")
    bench.wait_for(" search")
    bench.type("weekof\r")
    bench.wait_for("1 line with this text")
    bench.type("\x1b")
    bench.wait_until(lambda screen: "with this text" not in screen.text, "waiting for the search to end")
    for key, name in (("2", "[2 Rules]"), ("3", "[3 History]"), ("4", "[4 Report]"), ("1", "[1 Review]")):
        bench.type(key)
        bench.wait_for(name, "q quit")
    bench.type("?")
    bench.wait_for("keys and commands", "accept the change")
    bench.type("\x1b")
    bench.wait_until(lambda screen: "keys and commands" not in screen.text, "waiting for the help to close")


def test_the_screens_work_without_colours(opened: Opened, root: Path) -> None:
    terminal = opened(workbench(root), {"NO_COLOR": "1"})
    terminal.wait_for(" decided", "? help")
    terminal.type("a24")
    terminal.wait_for("[4 Report]", "left to do")
    terminal.type("q")
    assert terminal.end() == 0
    assert b"38;2;" not in terminal.raw
    assert b"48;5;" not in terminal.raw


@pytest.fixture
def demo(opened: Opened, tmp_path: Path) -> tuple[Terminal, Path]:
    folder = tmp_path / "parcels"
    terminal = opened([sys.executable, "-m", "g2l_tui", "demo", "--to", folder], folder=tmp_path)
    terminal.wait_for("decided", "(demo)", "watching", "? help")
    return terminal, folder


def expected(folder: Path) -> tuple[dict[str, bytes], int]:
    """Return what every file becomes when all of its changes are accepted, and how many those are."""
    changed = [migration for migration in Workspace.open(folder).migrate_all() if migration.changes]
    return {each.source.path: each.result for each in changed}, sum(len(each.changes) for each in changed)


def decided(screen: Screen) -> int:
    """Return how many changes are decided, as the title says."""
    found = re.search(r"(\d+)/\d+ decided", screen.lines[0])
    return int(found[1]) if found else 0


def accept_everything(terminal: Terminal, accept: Callable[[str], None], total: int) -> None:
    """Accept file by file, and one by one what the file leaves open; `accept` presses or clicks a key."""
    terminal.wait_for(f"0/{total} decided")
    done = 0
    while done < total:
        accept("A")
        terminal.wait_until(lambda screen, at=done: decided(screen) > at or LEFT.search(screen.text) is not None, "A")  # type: ignore[misc]
        if decided(terminal.screen) == done:
            for key in "]a" * LONGEST:
                accept(key)
            terminal.wait_until(lambda screen, at=done: decided(screen) > at, "] and a")  # type: ignore[misc]
        done = decided(terminal.screen)


def test_a_reviewer_without_a_mouse_finishes_the_demo(demo: tuple[Terminal, Path]) -> None:
    terminal, folder = demo
    results, total = expected(folder)
    accept_everything(terminal, terminal.type, total)
    terminal.type("W")
    terminal.wait_for(f"Write {len(results)} files")
    terminal.type("\r")
    terminal.wait_for(f"{len(results)} files written")
    terminal.type("4")
    terminal.wait_for("[4 Report]", f"{len(results)}/")
    terminal.type("q")

    assert terminal.end() == 0
    assert {path: (folder / path).read_bytes() for path in results} == results


def test_a_reviewer_without_a_keyboard_finishes_the_demo(demo: tuple[Terminal, Path]) -> None:
    terminal, folder = demo
    results, total = expected(folder)
    labels = {"A": "A all", "a": "a accept", "]": "] change"}
    accept_everything(terminal, lambda key: terminal.click(labels[key]), total)
    terminal.click("W write")
    terminal.wait_for(f"Write {len(results)} files")
    terminal.click(f"Write {len(results)} files")
    terminal.wait_for(f"{len(results)} files written")
    terminal.click("3 History")
    terminal.wait_for("[3 History]", "r roll back")
    terminal.click("4 Report")
    terminal.wait_for("[4 Report]", "left to do", "ctrl+p commands  ? help  q quit")
    terminal.click("q quit")

    assert terminal.end() == 0
    assert {path: (folder / path).read_bytes() for path in results} == results
