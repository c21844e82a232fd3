"""Installed plugins: packages that bring rules of their own, found by the entry point `g2l_tui.rules`.

A company that ships rules for its in-house wrappers declares, in its own pyproject.toml:

    [project.entry-points."g2l_tui.rules"]
    acme = "acme_glue_rules:FOLDER"    # a pathlib.Path, or a function that returns one

Only installed packages are looked at; nothing in an opened repository can become a plugin.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

GROUP = "g2l_tui.rules"


@dataclass(frozen=True, slots=True)
class RulePackage:
    """An installed package that brings rules: its entry point, and the folder that they lie in."""

    name: str
    version: str
    origin: str
    folder: Path


def rule_packages() -> tuple[tuple[RulePackage, ...], tuple[str, ...]]:
    """Return the packages that bring rules in the order of their names, and what is wrong with others.

    One that raises is reported in a sentence and left out.
    """
    packages: list[RulePackage] = []
    problems: list[str] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        match _loaded(entry):
            case Path() as folder if folder.is_dir():
                version = entry.dist.version if entry.dist else ""
                packages.append(RulePackage(entry.name, version, entry.value, folder))
            case Path() as folder:
                problems.append(f"plugin {entry.name}: there is no folder {folder}")
            case str(problem):
                problems.append(problem)
    return tuple(packages), tuple(problems)


def rule_folders() -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """Return the folders of those packages, and what is wrong with others."""
    packages, problems = rule_packages()
    return tuple(package.folder for package in packages), problems


def _loaded(entry: EntryPoint) -> Path | str:
    try:
        value = entry.load()
        folder = value() if callable(value) else value
    except Exception as error:  # noqa: BLE001 -- a plugin may raise anything, and must not take the others along
        return f"plugin {entry.name}: {entry.value} raised {type(error).__name__}: {error}"
    if not isinstance(folder, Path):
        return f"plugin {entry.name}: {entry.value} is {type(folder).__name__}, not a pathlib.Path"
    return folder
