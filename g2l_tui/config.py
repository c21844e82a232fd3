"""Settings: `g2l.toml` at the workspace's root, or `[tool.g2l]` in its `pyproject.toml`; read and checked."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
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


@dataclass(frozen=True, slots=True)
class Settings:
    """What the person decided about the workspace. Every key has a default, so no file is needed.

    `catalog` is the Unity Catalog catalog for databases that `schemas` does not name. `schemas` maps a Glue
    database to `catalog.schema`; `tables` maps `database.table` to `catalog.schema.table`; `paths` maps an S3
    prefix to a Volume or another prefix; `connections` maps a Glue connection to one of Unity Catalog.
    `include` and `exclude` are glob patterns below the workspace. `output` is the folder of the Databricks
    tree, empty for in place. `backup_keep` is how many operations keep their copies; 0 keeps all.
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


def load_settings(root: Path, explicit: Path | None = None) -> Settings:
    """Return the settings of the workspace at `root`, from the file `explicit` when it is given.

    Raises ConfigurationError for a file that cannot be read, is not TOML, or says something unknown.
    """
    if explicit is not None:
        return _settings(str(explicit), _own_table(explicit, _read(explicit)) or {})
    tables = {path.name: table for path in _candidates(root) if (table := _own_table(path, _read(path))) is not None}
    match list(tables.items()):
        case []:
            return Settings()
        case [(name, table)]:
            return _settings(name, table)
        case _:
            raise ConfigurationError(
                f"{CONFIGURATION} and [tool.g2l] of {PROJECT} both configure {root}; keep one of them.",
                files=list(tables),
            )


def configures(path: Path) -> bool:
    """Tell whether the file `path` speaks of this tool. A file that cannot be read as TOML does not."""
    try:
        return _own_table(path, _read(path)) is not None
    except ConfigurationError:
        return False


def _candidates(root: Path) -> list[Path]:
    return [path for path in (root / CONFIGURATION, root / PROJECT) if path.is_file()]


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomli.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be read: {error.strerror}.", file=path) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{path} is not UTF-8; TOML has to be.", file=path) from error
    except (ValueError, RecursionError) as error:  # a number of too many digits is a plain ValueError
        raise ConfigurationError(f"{path} is not valid TOML: {error}.", file=path) from error


def _own_table(path: Path, document: dict[str, Any]) -> dict[str, Any] | None:
    if path.name != PROJECT:
        return document
    tool = document.get("tool")
    table = tool.get("g2l") if isinstance(tool, dict) else None
    if table is None or isinstance(table, dict):
        return table
    raise ConfigurationError(f"{path}: [tool.g2l] must be a table, not {_shown(table)}.", file=path)


def _settings(name: str, table: Mapping[str, Any]) -> Settings:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key == "backup":
            values |= _backup(name, value)
        elif key in CHECKS:
            values[key] = CHECKS[key](name, key, value)
        else:
            raise _unknown(name, key, [*CHECKS, "backup"])
    return Settings(**values)


def _backup(name: str, value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        raise _wrong(name, "backup", "a table such as `keep = 20`", value)
    for key in value:
        if key != "keep":
            raise _unknown(name, f"backup.{key}", ["backup.keep"])
    keep = value.get("keep", 0)
    if not isinstance(keep, int) or isinstance(keep, bool) or keep < 0:
        raise _wrong(name, "backup.keep", "a whole number, 0 for all", keep)
    return {"backup_keep": keep}


def _text(name: str, key: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _wrong(name, key, "text in quotes", value)
    return value


def _texts(name: str, key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong(name, key, "a list of texts", value)
    for item in value:
        if not isinstance(item, str):
            raise _wrong(name, key, "a list of texts", item)
    return tuple(value)


def _mapping(name: str, key: str, value: Any) -> Mapping[str, str]:
    if not isinstance(value, dict):
        raise _wrong(name, key, "a table of texts", value)
    for inner, text in value.items():
        if not isinstance(text, str):
            hint = f'text in quotes (write "a.b" = … for a key with a dot, as in [{key}])'
            raise _wrong(name, f"{key}.{inner}", hint, text)
    return MappingProxyType(dict(value))


def _choice(choices: tuple[str, ...], name: str, key: str, value: Any) -> str:
    if value not in choices:
        raise _wrong(name, key, " or ".join(f'"{choice}"' for choice in choices), value)
    return str(value)


def _wrong(name: str, key: str, expected: str, value: Any) -> ConfigurationError:
    return ConfigurationError(f"{name}: {key} must be {expected}, not {_shown(value)}.", file=name, key=key)


def _unknown(name: str, key: str, known: list[str]) -> ConfigurationError:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.0)[0]
    return ConfigurationError(f"{name}: unknown key {key}; did you mean {near}?", file=name, key=key, nearest=near)


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:59] + "…"


CHECKS: Mapping[str, Callable[[str, str, Any], Any]] = {
    "catalog": _text,
    "schemas": _mapping,
    "tables": _mapping,
    "paths": _mapping,
    "connections": _mapping,
    "include": _texts,
    "exclude": _texts,
    "output": _text,
    "target": partial(_choice, ("file", "notebook")),
    "bookmarks": partial(_choice, ("ask", "full", "autoloader")),
    "rules": _texts,
    "disable": _texts,
}
