"""The settings in force, with where each came from."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from g2l_tui.config import Settings, Written, written_settings
from g2l_tui.store.safe_paths import shown

SCHEMA = 1
DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Setting:
    """One value in force. `key` has the parts of the key; `origin` is a file and line, an option, or `default`."""

    key: tuple[str, ...]
    value: Any
    origin: str


def settings_in_force(root: Path, explicit: Path | None = None, catalog: str | None = None) -> tuple[Setting, ...]:
    """Return every setting of the workspace at `root`. Raises ConfigurationError."""
    written = written_settings(root, explicit)
    settings = written.settings() if written else Settings()
    found: list[Setting] = []
    for field in dataclasses.fields(settings):
        key = tuple(field.name.split("_"))
        value = getattr(settings, field.name)
        if key == ("catalog",) and catalog is not None:
            found.append(Setting(key, catalog, "--catalog"))
        elif isinstance(value, Mapping) and value:
            found += [Setting((*key, name), text, _origin(written, (*key, name))) for name, text in value.items()]
        else:
            found.append(Setting(key, value, _origin(written, key)))
    return tuple(found)


def as_values(settings: Iterable[Setting]) -> dict[str, Any]:
    """Return settings as plain values, as the shipped JSON Schema says."""
    return {
        "schema": SCHEMA,
        "settings": [
            {"key": list(setting.key), "value": _plain(setting.value), "origin": setting.origin} for setting in settings
        ],
    }


def as_toml(settings: Iterable[Setting]) -> Iterator[str]:
    """Yield the lines of a `g2l.toml` that says the same, with the origin of each value behind it."""
    ordered = sorted(settings, key=lambda setting: len(setting.key) > 1 or isinstance(setting.value, Mapping))
    table = ""
    for setting in ordered:
        is_table = isinstance(setting.value, Mapping)
        header = setting.key[0] if is_table or len(setting.key) > 1 else ""
        if header != table:
            table = header
            yield ""
            yield f"[{header}]{f'    # {setting.origin}' if is_table else ''}"
        if not is_table:
            name = _toml(setting.key[-1]) if header and header != "backup" else setting.key[-1]
            yield f"{name} = {_toml(setting.value)}    # {shown(setting.origin)}"


def _origin(written: Written | None, key: tuple[str, ...]) -> str:
    if written is None or not written.says(key):
        return DEFAULT
    return f"{written.name}:{written.line_of(key)}"


def _toml(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{"".join(map(_escaped, value))}"' if isinstance(value, str) else str(value)


def _escaped(character: str) -> str:
    if character in {'"', "\\"}:
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08x}"


def _plain(value: Any) -> Any:
    match value:
        case tuple():
            return list(value)
        case Mapping():
            return dict(value)
        case _:
            return value
