from __future__ import annotations

import inspect
import json
import subprocess
import sys

import pytest

import g2l_tui
from g2l_tui import Glue2DatabricksError
from g2l_tui.paths import PACKAGE

HEAVY = {"g2l_tui.sdk", "g2l_tui.engine", "libcst", "textual", "click", "msgspec", "sqlglot"}


def test_importing_the_package_loads_nothing_but_itself() -> None:
    assert _loaded("import g2l_tui; g2l_tui.__version__") - _loaded("pass") == {"__future__", "g2l_tui"}


def test_importing_one_module_loads_no_sdk() -> None:
    assert _loaded("from g2l_tui import paths") & HEAVY == set()


def test_a_star_gives_every_public_name() -> None:
    statement = "from g2l_tui import *; assert MigrationOptions and BackupManager and __version__"

    assert "g2l_tui.sdk" in _loaded(statement)


def test_public_names_are_listed() -> None:
    assert {"Glue2DatabricksSDK", "MigrationResult", "__version__"} <= set(dir(g2l_tui))


@pytest.mark.parametrize("name", [name for name in dir(g2l_tui) if name[0].isupper()])
def test_every_public_class_and_method_says_what_it_is_for(name: str) -> None:
    kind = getattr(g2l_tui, name)
    own = {name: each for name, each in vars(kind).items() if not name.startswith("_")}
    methods = {name: getattr(each, "fget", None) or getattr(each, "__func__", each) for name, each in own.items()}

    assert inspect.getdoc(kind)
    assert [name for name, each in methods.items() if inspect.isfunction(each) and not inspect.getdoc(each)] == []


@pytest.mark.parametrize("name", [name for name in dir(g2l_tui) if name.endswith("Error")])
def test_errors_have_message_and_details_as_json(name: str) -> None:
    error = getattr(g2l_tui, name)("It went wrong.", path=PACKAGE, lines=(1, 2))

    assert isinstance(error, Glue2DatabricksError)
    assert json.loads(json.dumps(error.to_dict())) == {
        "error": name,
        "message": "It went wrong.",
        "details": {"path": str(PACKAGE), "lines": [1, 2]},
    }


def _loaded(statement: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after `statement`."""
    said = subprocess.run(
        [sys.executable, "-c", f"{statement}\nimport sys; print(*sys.modules)"],
        cwd=PACKAGE.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return set(said.stdout.split())
