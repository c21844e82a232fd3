from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import g2l_tui

PACKAGE = Path(g2l_tui.__file__).parent
CHECKOUT = PACKAGE.parent
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "demo" not in path.relative_to(PACKAGE).parts)
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50


def test_imports_point_down() -> None:
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as run; run(['--no-cache'])",
        ],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    "module",
    ["g2l_tui", "g2l_tui.cli", "g2l_tui.sdk", "g2l_tui.workspace.workspace", "g2l_tui.workspace.watch"],
)
def test_nothing_but_the_workbench_loads_textual(module: str) -> None:
    assert _loaded(f"import {module}") & {"textual", "rich"} == set()


def test_the_public_names_load_no_textual_either() -> None:
    assert "textual" not in _loaded("from g2l_tui import Workspace, RollbackError, __version__")


@pytest.mark.parametrize("words", [["--version"], ["--help"]])
def test_saying_the_version_loads_neither_libcst_nor_textual(words: list[str]) -> None:
    assert _loaded_by_command(words) & {"libcst", "textual", "rich", "watchdog"} == set()


def test_checking_files_loads_no_textual(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text("a = 1\n")

    assert _loaded_by_command(["check", str(tmp_path)]) & {"textual", "rich", "watchdog"} == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_stay_small(module: Path) -> None:
    text = module.read_text()

    assert len(text.splitlines()) <= LONGEST_MODULE
    assert [name for name, length in _functions(ast.parse(text)) if length > LONGEST_FUNCTION] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_is_left_for_later(module: Path) -> None:
    text = module.read_text()

    assert [word for word in ("TODO", "FIXME", "XXX") if word in text] == []


def test_the_public_names_are_all_there() -> None:
    assert [name for name in g2l_tui.__all__ if getattr(g2l_tui, name, None) is None] == []
    with pytest.raises(AttributeError):
        _ = g2l_tui.no_such_name


def _functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def _loaded_by_command(words: list[str]) -> set[str]:
    return _loaded(f"from g2l_tui.cli import commands; commands({words!r}, standalone_mode=False)")


def _loaded(statement: str) -> set[str]:
    """Return the top-level packages that a fresh interpreter has loaded after `statement`."""
    ending = "import sys; print('\\n' + ' '.join({name.partition('.')[0] for name in sys.modules}))"
    result = subprocess.run(
        [sys.executable, "-c", f"{statement}\n{ending}"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(result.stdout.splitlines()[-1].split())
