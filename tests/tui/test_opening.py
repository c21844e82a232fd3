"""The workbench while its workspace is still being opened."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from g2l_tui.errors import ConfigurationError, StoreError
from g2l_tui.tui.app import Workbench
from g2l_tui.tui.opening import Opening
from g2l_tui.tui.screens.help import HelpScreen
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import screen_text, settle


def waiting(root: Path, gate: threading.Event, *, fault: Exception | None = None) -> Workbench:
    """Return a workbench whose workspace is not opened before the gate is."""

    def open_late() -> Workspace:
        assert gate.wait(60)
        if fault is not None:
            raise fault
        return Workspace.open(root)

    return Workbench(Opening(root, Opening.of(root).names, open_late), watching=False)


async def test_names_of_files_are_there_before_the_workspace_is_open(root: Path) -> None:
    gate = threading.Event()
    bench = waiting(root, gate)
    async with bench.run_test(size=(120, 40)) as pilot:
        while "orders.py" not in screen_text(bench):
            await pilot.pause()
        assert not bench.is_ready

        gate.set()
        await settle(pilot)

        assert bench.review.migration is not None


async def test_keys_that_are_typed_before_it_is_open_do_what_they_mean_then(root: Path) -> None:
    gate = threading.Event()
    bench = waiting(root, gate)
    async with bench.run_test(size=(120, 40)) as pilot:
        await pilot.press("question_mark")
        assert not isinstance(bench.screen, HelpScreen)

        gate.set()
        await settle(pilot)

        assert isinstance(bench.screen, HelpScreen)


async def test_a_person_may_leave_before_it_is_open(root: Path) -> None:
    gate = threading.Event()
    bench = waiting(root, gate)
    async with bench.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+q")
        gate.set()

    assert bench.return_code == 0


async def test_what_keeps_it_from_being_opened_ends_the_program(root: Path) -> None:
    gate = threading.Event()
    gate.set()
    bench = waiting(root, gate, fault=StoreError("The journal is damaged."))
    async with bench.run_test(size=(120, 40)) as pilot:
        while bench.failure is None:
            await pilot.pause()

    assert str(bench.failure) == "The journal is damaged."


def test_what_is_no_folder_is_said_before_anything_is_drawn(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="There is no file or folder"):
        Opening.of(tmp_path / "nowhere")


def test_the_names_are_those_of_the_configuration(root: Path) -> None:
    (root / "g2l.toml").write_text('include = ["lib"]\n')

    assert Opening.of(root).names.result() == Workspace.open(root).paths() == ("lib/paths.py",)


def test_the_first_paint_waits_for_neither_engine_nor_rules() -> None:
    code = "import sys, g2l_tui.tui.app, g2l_tui.tui.start; print(' '.join(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    late = {
        "g2l_tui.model.migration",
        "g2l_tui.tui.screens.review",
        "g2l_tui.tui.session",
        "g2l_tui.engine.outline",
        "g2l_tui.workspace.workspace",
        "g2l_tui.store.filesystem",
        "g2l_tui.ruleset.ruleset",
    }
    assert late & set(result.stdout.split()) == set()
