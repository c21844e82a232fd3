"""What the translation of each file depends on beside its own text: a digest of what its neighbours teach. Pure.

A file's neighbours are those it imports, directly or not, and those that what is known of these speaks of. Which
file an import means is not decided here: all of that name count, so a digest may change without need, and never
stays the same where the translation could differ.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from pathlib import PurePosixPath
from typing import Any

from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.project import Project
from g2l_tui.model.graph import components, reached

EVERYWHERE = ""
"""Stands for what belongs to no file, such as a method that a module gives to DynamicFrame: it holds everywhere."""

_IMPORT = re.compile(rb"\b(?:from|import|import_module)\b((?:\([^)]*\)|\\\r?\n|[^\n(])*)")
_RELATIVE = re.compile(rb"\bfrom\s*\.")
_WORD = re.compile(r"\w+")


def surroundings(
    contents: Mapping[str, bytes], project: Project, left_open: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Return a digest for each file of a workspace, by path. `contents` has every Python file of it.

    `left_open` are the names of each file on which others cannot rely.
    """
    lessons, mentioned = _lessons(project.knowledge, contents.keys())
    for path, names in left_open.items():
        lessons[path] = _digest(f"{lessons.get(path, '')}\n{_text(names)}")
    linked = _linked(contents)
    for path in linked:
        linked[path] |= mentioned.get(path, set())
    common = reached(mentioned.get(EVERYWHERE, set()), linked)
    everywhere = _digest(lessons.get(EVERYWHERE, "") + _said(common, lessons))
    near_by = _near(linked, lessons, common)
    imported = {path for importer, used in project.knowledge.imports.items() for path in used - {importer}}
    digests: dict[str, str] = {}
    for path in contents:
        stands = path in imported, path in project.run_on_glue, path in project.copies
        near = f"{stands}\n{near_by[path]}"
        digests[path] = _digest(f"{near}\n{everywhere}" if path in project.related else near)
    return digests


def _near(linked: Mapping[str, set[str]], lessons: Mapping[str, str], common: frozenset[str]) -> dict[str, str]:
    """Return for each file a digest of its lesson and of all that it leads to but for what is `common`.

    It is made of those of the files that it leads to itself: to gather all of them for each file would take a million
    steps where a thousand files import one after the other.
    """
    found: dict[str, str] = {}
    for component in components(linked):
        outside = set[str]().union(*(linked[path] for path in component)).difference(component, common)
        digest = _digest("\n".join([_said(component, lessons), *sorted({found[path] for path in outside})]))
        found |= dict.fromkeys(component, digest)
    return found


def _said(paths: Iterable[str], lessons: Mapping[str, str]) -> str:
    return "\n".join(f"{path} {lessons.get(path, '')}" for path in sorted(paths))


def _linked(contents: Mapping[str, bytes]) -> dict[str, set[str]]:
    """Return for each file all that its imports could mean."""
    by_name: dict[str, set[str]] = defaultdict(set)
    for path in contents:
        by_name[_module_name(path)].add(path)
    linked: dict[str, set[str]] = {}
    for path, content in contents.items():
        linked[path] = {other for word in _words(content) for other in by_name.get(word, ())}
        if _RELATIVE.search(content):
            packages = {str(folder / "__init__.py") for folder in PurePosixPath(path).parents}
            linked[path] |= packages & contents.keys()
    return linked


def _words(content: bytes) -> set[str]:
    statements = b"\n".join(_IMPORT.findall(content)).decode("utf-8", "replace")
    return set(_WORD.findall(statements))


def _module_name(path: str) -> str:
    place = PurePosixPath(path)
    return place.parent.name if place.stem == "__init__" else place.stem


def _lessons(knowledge: Knowledge, paths: Iterable[str]) -> tuple[dict[str, str], dict[str, set[str]]]:
    """Return a digest of what is known of each file, and the files that this speaks of."""
    known = frozenset(paths)
    texts: dict[str, list[str]] = defaultdict(list)
    mentioned: dict[str, set[str]] = defaultdict(set)
    for name, owned in _tables(knowledge):
        for key, value in owned.items():
            owner = key if key in known else key.rpartition(":")[0]
            owner = owner if owner in known else EVERYWHERE
            said = _passed(value) if name == "taught" else _text(value)
            texts[owner].append(f"{name} {key} {said}")
            mentioned[owner] |= {path for path in _paths_in(value) if path in known}
    return {owner: _digest("\n".join(sorted(said))) for owner, said in texts.items()}, mentioned


def _tables(knowledge: Knowledge) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield what is known, by the name of the field. Which modules there are is told by the imports."""
    for field in dataclasses.fields(knowledge):
        if field.name not in {"behind", "guesses", "path", "paths", "taught", "users"}:
            yield field.name, getattr(knowledge, field.name)
    yield "taught", knowledge.taught.by_function


def _passed(by_caller: Mapping[str, Any]) -> str:
    """Return what callers pass, whoever they are: one more that passes the same makes no difference from the third on.

    Two are told from one, because a module's own calls do not count when it is migrated itself.
    """
    counts = Counter(_text(value) for value in by_caller.values())
    return "\n".join(f"{min(count, 2)} {text}" for text, count in sorted(counts.items()))


def _text(value: Any) -> str:
    """Return a value as a text that is the same in every process, whatever the order of its sets."""
    match value:
        case Enum() | str() | int() | None:
            return repr(value)
        case Mapping():
            return f"{{{', '.join(sorted(f'{_text(key)}: {_text(each)}' for key, each in value.items()))}}}"
        case set() | frozenset():
            return f"{{{', '.join(sorted(map(_text, value)))}}}"
        case tuple() | list():
            return f"({', '.join(map(_text, value))})"
        case _:
            parts = (f"{field.name}={_text(getattr(value, field.name))}" for field in dataclasses.fields(value))
            return f"{type(value).__name__}({', '.join(parts)})"


def _paths_in(value: Any) -> Iterator[str]:
    """Yield the files that symbols, `path.py:name`, belong to."""
    match value:
        case str():
            yield value.rpartition(":")[0]
        case Enum() | int() | None:
            return
        case Mapping():
            for key, each in value.items():
                yield from _paths_in(key)
                yield from _paths_in(each)
        case set() | frozenset() | tuple() | list():
            for each in value:
                yield from _paths_in(each)
        case _:
            for field in dataclasses.fields(value):
                yield from _paths_in(getattr(value, field.name))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
