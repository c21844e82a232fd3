from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from g2l_tui.terminal import Progress
from tests.cli.conftest import PLAIN, environment


def test_a_log_gets_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = iter((0.0, 4.0, 8.0, 12.0, 16.0, 24.0))
    progress = Progress(5, clock=lambda: next(seconds))

    for number in range(5):
        progress.show(f"job_{number}.py")
    progress.clear()

    assert capsys.readouterr().err == "3 of 5: job_2.py\n5 of 5: job_4.py\n"


def test_a_terminal_gets_a_bar_that_goes_away(root: Path) -> None:
    (root / "evil\x1b[2J.py").write_text(PLAIN)
    ours, theirs = pty.openpty()

    subprocess.run(
        [sys.executable, "-m", "g2l_tui", "check", "."],
        cwd=root, stderr=theirs, stdout=subprocess.DEVNULL, check=False, env=environment(),
    )  # fmt: skip
    os.close(theirs)
    shown = os.read(ours, 65536).decode()
    os.close(ours)

    assert "[######--------------] 1/3 " in shown
    assert "\x1b[2J" not in shown
    assert shown.endswith("\r\x1b[K")
