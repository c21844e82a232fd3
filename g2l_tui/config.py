"""Settings: `g2l.toml` at the workspace's root, or `[tool.g2l]` in its `pyproject.toml`; read and checked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import tomli

from g2l_tui.errors import ConfigurationError
from g2l_tui.paths import CONFIGURATION

if TYPE_CHECKING:
    from pathlib import Path

NOTHING: Mapping[str, str] = MappingProxyType({})
PROJECT = "pyproject.toml"
TARGETS = ("file", "notebook")
BOOKMARKS = ("ask", "full", "autoloader")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person decided about the workspace. Every key has a default, so no file is needed.

    `catalog` is the Unity Catalog catalog for databases that `schemas` does not name. `schemas` maps a Glue
    database to `catalog.schema`; `tables` maps `database.table` to `catalog.schema.table`; `paths` maps an S3
    prefix to a Volume or another prefix; `connections` maps a Glue connection to one of Unity Catalog.
    `include` and `exclude` are glob patterns below the workspace. `output` is the folder of the Databricks
    tree, empty for in place. `backup_keep` is how many operations keep their copies; 0 keeps all. `theme` and
    `keys` (the id of an action to the keys for it) are for the workbench.
    """

    catalog: str = "main"
    schemas: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    tables: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    paths: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    connections: Mapping[str, str] = field(default_factory=lambda: NOTHING)
    include: tuple[str, ...] = ("**/*.py",)
    exclude: tuple[str, ...] = ()
    output: str = ""
    target: str = "file"
    bookmarks: str = "ask"
    rules: tuple[str, ...] = ()
    disable: tuple[str, ...] = ()
    backup_keep: int = 0
    theme: str = ""
    keys: Mapping[str, str] = field(default_factory=lambda: NOTHING)


def load_settings(root: Path, explicit: Path | None = None) -> Settings:
    """Return the settings of the workspace at `root`, from the file `explicit` when it is given.

    Raises ConfigurationError for a file that cannot be read, is not TOML, or says something unknown.
    """
    written = written_settings(root, explicit)
    return Settings() if written is None else written.settings()


@dataclass(frozen=True, slots=True)
class Written:
    """A configuration file: its name for people, its text, and where in it the settings are (`tool`, `g2l`)."""

    name: str
    text: str
    place: tuple[str, ...]
    table: Mapping[str, Any]

    def settings(self) -> Settings:
        """Return what it says. Raises ConfigurationError that names the line and, for a key, the nearest known."""
        try:
            return Settings(**_values(self.table))
        except _MistakeError as mistake:
            line = self.line_of(mistake.key)
            message = f"{self.name}:{line}: {mistake.message}"
            details = {"nearest": mistake.nearest} if mistake.nearest else {}
            key = ".".join(mistake.key)
            raise ConfigurationError(message, file=self.name, line=line, key=key, **details) from None

    def says(self, key: Sequence[str]) -> bool:
        """Tell whether the file speaks of `key`."""
        return _is_in(self.table, key)

    def line_of(self, key: Sequence[str]) -> int:
        """Return the line, 1-based, of the statement that first speaks of `key`.

        It begins behind the longest beginning of the file that is TOML and does not know the key.
        """
        lines = self.text.splitlines(keepends=True)
        named = next((number for number, line in enumerate(lines, 1) if key[-1] in line), 1)
        wanted = (*self.place, *key)
        end = next((end for end in range(named, len(lines)) if _knows(lines[:end], wanted)), len(lines))
        return next(start for start in range(end - 1, -1, -1) if _knows(lines[:start], wanted) is False) + 1


def written_settings(root: Path, explicit: Path | None = None) -> Written | None:
    """Return the file that configures `root`, or `explicit`; None when there is none. Raises ConfigurationError."""
    if explicit is not None:
        return _written(explicit, str(explicit)) or Written(str(explicit), "", (), {})
    found = [written for path in _candidates(root) if (written := _written(path, path.name)) is not None]
    if len(found) > 1:
        raise ConfigurationError(
            f"{CONFIGURATION} and [tool.g2l] of {PROJECT} both configure {root}; keep one of them.",
            files=[written.name for written in found],
        )
    return found[0] if found else None


def configures(path: Path) -> bool:
    """Tell whether the file `path` speaks of this tool. A file that cannot be read as TOML does not."""
    try:
        return _written(path, path.name) is not None
    except ConfigurationError:
        return False


class _MistakeError(Exception):
    """What is wrong with the value of a key, or with the key itself."""

    def __init__(self, key: tuple[str, ...], message: str, nearest: str = "") -> None:
        super().__init__(message)
        self.key = key
        self.message = message
        self.nearest = nearest


def _candidates(root: Path) -> list[Path]:
    return [path for path in (root / CONFIGURATION, root / PROJECT) if path.is_file()]


def _written(path: Path, name: str) -> Written | None:
    text = _text_of(path)
    try:
        document = tomli.loads(text)
    except (ValueError, RecursionError) as error:  # a number of too many digits is a plain ValueError
        raise ConfigurationError(f"{path} is not valid TOML: {error}.", file=path) from error
    if path.name != PROJECT:
        return Written(name, text, (), document)
    tool = document.get("tool")
    table = tool.get("g2l") if isinstance(tool, dict) else None
    if table is None:
        return None
    if not isinstance(table, dict):
        raise ConfigurationError(f"{path}: [tool.g2l] must be a table, not {_shown(table)}.", file=path)
    return Written(name, text, ("tool", "g2l"), table)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.", file=path) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not UTF-8; TOML has to be.", file=path) from error


def _knows(lines: Sequence[str], key: Sequence[str]) -> bool | None:
    """Tell whether the lines speak of a key; None when they are no TOML, because they end amid a value."""
    try:
        return _is_in(tomli.loads("".join(lines)), key)
    except ValueError:
        return None


def _is_in(document: Any, key: Sequence[str]) -> bool:
    for part in key:
        if not isinstance(document, dict) or part not in document:
            return False
        document = document[part]
    return True


def _values(table: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key == "backup":
            values |= _backup(value)
        elif key in CHECKS:
            values[key] = CHECKS[key](key, value)
        else:
            raise _unknown((key,), [*CHECKS, "backup"])
    return values


def _backup(value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        raise _wrong(("backup",), "a table such as `keep = 20`", value)
    for key in value:
        if key != "keep":
            raise _unknown(("backup", key), ["backup.keep"])
    keep = value.get("keep", 0)
    if not isinstance(keep, int) or isinstance(keep, bool) or keep < 0:
        raise _wrong(("backup", "keep"), "a whole number, 0 for all", keep)
    return {"backup_keep": keep}


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong((key,), "text in quotes", value)
    return value


def _texts(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong((key,), "a list of texts", value)
    for item in value:
        if not isinstance(item, str):
            raise _wrong((key,), "a list of texts", item)
    return tuple(value)


def _mapping(key: str, value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise _wrong((key,), "a table of texts", value)
    for inner, text in value.items():
        if not isinstance(text, str):
            hint = f'text in quotes (write "a.b" = … for a key with a dot, as in [{key}])'
            raise _wrong((key, inner), hint, text)
    return MappingProxyType(dict(value))


def _places(key: str, value: Any) -> Mapping[str, str]:
    places = _mapping(key, value)
    for prefix, place in places.items():
        if _NOT_IN_A_LITERAL.search(place):
            raise _wrong((key, prefix), "a path without quotes, backslashes and braces", place)
    return places


def _choice(choices: tuple[str, ...], key: str, value: Any) -> str:
    if value not in choices:
        raise _wrong((key,), " or ".join(f'"{choice}"' for choice in choices), value)
    return str(value)


_NOT_IN_A_LITERAL = re.compile(r"[\"'\\{}\x00-\x1f]")
"""What a path may not hold: it is put into literals of every form, as it is."""


def _wrong(key: tuple[str, ...], expected: str, value: Any) -> _MistakeError:
    return _MistakeError(key, f"{'.'.join(key)} must be {expected}, not {_shown(value)}.")


def _unknown(key: tuple[str, ...], known: list[str]) -> _MistakeError:
    name = ".".join(key)
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)[0]
    return _MistakeError(key, f"unknown key {name}; did you mean {near}?", near)


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"


CHECKS: Mapping[str, Callable[[str, Any], Any]] = {
    "catalog": _text,
    "schemas": _mapping,
    "tables": _mapping,
    "paths": _places,
    "connections": _mapping,
    "include": _texts,
    "exclude": _texts,
    "output": _text,
    "target": partial(_choice, TARGETS),
    "bookmarks": partial(_choice, BOOKMARKS),
    "rules": _texts,
    "disable": _texts,
    "theme": _text,
    "keys": _mapping,
}
