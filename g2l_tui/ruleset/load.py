"""Folders of TOML in, a rule set and the problems found out. The only code of this package that reads files."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import msgspec
import tomli

from g2l_tui.errors import RuleError
from g2l_tui.ruleset.rule import Rule, build_rule
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.ruleset.schema import RuleFile, RuleShape

LARGEST = 1_000_000
"""Bytes of the largest rule file that is read: a repository under migration may be hostile."""

MOST = 1_000
"""How many rule files of one folder are read, for the same reason."""


def load_rules(folders: Sequence[Path], transforms: Collection[str] | None = None) -> tuple[RuleSet, tuple[str, ...]]:
    """Read every `*.toml` below `folders`; later folders take precedence.

    A file or rule that cannot be used is left out and named in the problems, a sentence each. `transforms` are
    the names of the functions that rules may call; None leaves that unchecked.
    """
    rules: list[Rule] = []
    problems: list[str] = []
    digest = hashlib.sha256()
    for folder in folders:
        seen: dict[str, Path] = {}
        digest.update(b"a folder of rules\n")
        for path in rule_files(folder):
            content = _content(path)
            said = content.message if isinstance(content, RuleError) else content
            digest.update(repr((str(path.relative_to(folder)), said)).encode())
            _collect(_found(content, path, folder), path, transforms, seen, rules, problems)
    return RuleSet(tuple(rules), digest.hexdigest()), tuple(problems)


def rule_files(folder: Path) -> list[Path]:
    """Return the rule files below a folder, in the order in which they are read."""
    return sorted(folder.rglob("*.toml"))[:MOST]


def load_rule_file(
    path: Path, folder: Path, transforms: Collection[str] | None = None
) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Read one file of a folder of rules; return its rules, and what is wrong with others."""
    return _one_file(_found(_content(path), path, folder), path, transforms)


def parse_rules(
    content: bytes, path: Path, folder: Path, transforms: Collection[str] | None = None
) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    """Return what `load_rule_file` would if the file held `content`; nothing is read."""
    return _one_file(_parsed(content, path, path.relative_to(folder)), path, transforms)


def _one_file(
    found: Iterable[Rule | RuleError], path: Path, transforms: Collection[str] | None
) -> tuple[tuple[Rule, ...], tuple[str, ...]]:
    rules: list[Rule] = []
    problems: list[str] = []
    _collect(found, path, transforms, {}, rules, problems)
    return tuple(rules), tuple(problems)


def _collect(
    found: Iterable[Rule | RuleError],
    path: Path,
    transforms: Collection[str] | None,
    seen: dict[str, Path],
    rules: list[Rule],
    problems: list[str],
) -> None:
    for loaded in found:
        match loaded:
            case RuleError():
                problems.append(loaded.message)
            case Rule() if loaded.id in seen:
                problems.append(f"{path}: rule {loaded.id} exists already in {seen[loaded.id]}")
            case Rule() if unknown := _unknown_transform(loaded, transforms):
                problems.append(f"{path}: rule {loaded.id}: there is no transform `{unknown}`")
            case Rule():
                seen[loaded.id] = path
                rules.append(loaded)


def _content(path: Path) -> bytes | RuleError:
    try:
        if not path.is_file() and path.exists():
            return RuleError(f"{path}: not a file", path=path)
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        return RuleError(f"{path}: {_reason(error)}", path=path)


def _found(content: bytes | RuleError, path: Path, folder: Path) -> Iterable[Rule | RuleError]:
    return [content] if isinstance(content, RuleError) else _parsed(content, path, path.relative_to(folder))


def _parsed(content: bytes, path: Path, origin: Path) -> Iterable[Rule | RuleError]:
    if len(content) > LARGEST:
        return [RuleError(f"{path}: larger than {LARGEST:,} bytes; split it", path=path)]
    try:
        shape = msgspec.convert(tomli.loads(content.decode()), RuleFile)
    except (ValueError, msgspec.ValidationError, RecursionError) as error:
        return [RuleError(f"{path}: {_reason(error)}", path=path)]
    return [_rule_or_error(table, shape.drop, origin) for table in shape.rule]


def _rule_or_error(table: RuleShape, drop: dict[str, str], origin: Path) -> Rule | RuleError:
    try:
        return build_rule(table, drop, origin)
    except RuleError as error:
        return error


def _reason(error: Exception) -> str:
    match error:
        case OSError(strerror=str(reason)):
            return reason
        case _:
            return str(error) or type(error).__name__


def _unknown_transform(rule: Rule, transforms: Collection[str] | None) -> str | None:
    if transforms is None:
        return None
    calls = (*rule.checks, *(call for case in rule.cases for call in case.transforms))
    called = (call.function for call in calls)
    return next((name for name in called if name not in transforms), None)
