from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import environment, run


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("g2l-tui mig", ["plain,migrate"]),
        ("g2l-tui jo", ["file,jo"]),
        ("g2l-tui migrate --ou", ["plain,--output"]),
        ("g2l-tui check --format sa", ["plain,sarif"]),
        ("g2l-tui check jo", ["file,jo"]),
        ("g2l-tui rules n", ["plain,new"]),
        (
            "g2l-tui rules show dynamic-frame-re",
            ["plain,dynamic-frame-relationalize", "plain,dynamic-frame-rename-field"],
        ),
    ],
)
def test_a_shell_completes_what_is_typed(words: str, offered: list[str], root: Path) -> None:
    assert set(offered) <= set(_completions(words, root))


def test_operations_are_completed(root: Path) -> None:
    run("migrate", ".")
    operation = run("history").stdout.split()[0]

    assert _completions("g2l-tui rollback 2", root) == [f"plain,{operation}"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str, root: Path) -> None:
    if shell == "bash" and not Path("/bin/bash").exists():
        pytest.skip("no bash here")

    assert "_G2L_TUI_COMPLETE" in _said({"_G2L_TUI_COMPLETE": f"{shell}_source"}, root)


def _completions(words: str, folder: Path) -> list[str]:
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1), "_G2L_TUI_COMPLETE": "bash_complete"}
    return _said(asked, folder).splitlines()


def _said(asked: dict[str, str], folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-m", "g2l_tui"],
        cwd=folder, env=environment() | asked, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
