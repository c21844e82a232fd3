from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import g2l_tui
from g2l_tui import paths

CHECKOUT = Path(g2l_tui.__file__).parent.parent

pytestmark = pytest.mark.skipif(
    not (CHECKOUT / "pyproject.toml").exists(),
    reason="only a checkout can be packed, and this is an installation",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=CHECKOUT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel unpacked where nothing else is, as pip would do it."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_has_every_rule(wheel: Path) -> None:
    shipped = {name for name in _names(wheel) if name.startswith("g2l_tui/rules/")}

    assert shipped == {f"g2l_tui/rules/{rule.relative_to(CHECKOUT / 'rules')}" for rule in _rules()}


@pytest.mark.parametrize(
    "name",
    ["g2l_tui/py.typed", "g2l_tui/LICENSE", "g2l_tui/schemas/migrate.schema.json", "g2l_tui/tui/theme.tcss"],
)
def test_the_wheel_has_what_the_program_reads(name: str, wheel: Path) -> None:
    assert name in _names(wheel)


def test_the_wheel_has_the_whole_sample_repository(wheel: Path) -> None:
    demo = [path for path in paths.demo_repository().rglob("*") if path.is_file() and path.suffix != ".pyc"]

    assert demo
    assert {f"g2l_tui/{path.relative_to(paths.PACKAGE)}" for path in demo} <= _names(wheel)


def test_the_wheel_has_no_tests_and_no_caches(wheel: Path) -> None:
    assert [name for name in _names(wheel) if name.startswith("tests/") or "__pycache__" in name] == []


def test_rules_schema_and_sample_are_found_in_an_installation(installed: Path) -> None:
    found = _say("from g2l_tui.paths import *; print(builtin_rules(), schema('migrate'), demo_repository())", installed)

    assert [Path(path).exists() for path in found.split()] == [True, True, True]
    assert all(path.startswith(str(installed)) for path in found.split())


def test_an_installation_has_the_rules_of_the_checkout(installed: Path) -> None:
    statement = (
        "from pathlib import Path; from g2l_tui import Workspace; "
        "print(*sorted(rule.id for rule in Workspace.open(Path('.')).ruleset.rules))"
    )

    assert _say(statement, installed) == _say(statement, CHECKOUT) != ""


def test_the_rules_are_found_in_a_checkout() -> None:
    assert any(paths.builtin_rules().rglob("*.toml"))


def test_the_command_is_declared() -> None:
    script = "from g2l_tui.cli import main; import sys; sys.argv = ['g2l-tui', '--version']; main()"

    assert _say(script, CHECKOUT) == f"g2l-tui, version {g2l_tui.__version__}"


def _rules() -> list[Path]:
    return [path for path in (CHECKOUT / "rules").rglob("*") if path.is_file()]


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _say(statement: str, folder: Path) -> str:
    """Run `statement` in an interpreter that finds the package in `folder`, and return what it prints."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    result = subprocess.run(
        [sys.executable, "-c", statement],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()
