from __future__ import annotations

import os
import shlex
import shutil
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


SHELLS = {
    "bash": (
        'eval "$(_G2L_TUI_COMPLETE=bash_source g2l-tui)"; COMP_WORDS=(g2l-tui mig); COMP_CWORD=1; '
        '_g2l_tui_completion g2l-tui mig g2l-tui; printf "%s\\n" "${COMPREPLY[@]}"'
    ),
    "zsh": (
        'autoload -Uz compinit; compinit -u -D; eval "$(_G2L_TUI_COMPLETE=zsh_source g2l-tui)"; '
        "print -r -- $_comps[g2l-tui]; words=(g2l-tui mig); CURRENT=2; "
        "compadd() { print -r -- $@ }; _describe() { print -rl -- ${(P)3} }; _g2l_tui_completion"
    ),
    "fish": "_G2L_TUI_COMPLETE=fish_source g2l-tui | source; complete -C 'g2l-tui mig'",
}
"""What a person puts into the configuration of a shell, and what that shell does when the tab key is pressed."""


@pytest.mark.parametrize("shell", SHELLS)
def test_a_real_shell_completes_a_verb(shell: str, root: Path, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    program = tmp_path / "bin" / "g2l-tui"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m g2l_tui "$@"\n')
    program.chmod(0o755)
    variables = environment() | {"HOME": str(tmp_path), "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}"}

    done = subprocess.run(
        [shell, "-c", SHELLS[shell]], cwd=root, env=variables, capture_output=True, text=True, check=False
    )

    assert "migrate" in done.stdout
    assert done.stderr == ""


def _completions(words: str, folder: Path) -> list[str]:
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1), "_G2L_TUI_COMPLETE": "bash_complete"}
    return _said(asked, folder).splitlines()


def _said(asked: dict[str, str], folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-m", "g2l_tui"],
        cwd=folder, env=environment() | asked, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
