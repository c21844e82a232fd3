"""What the files of a workspace reach for outside of it: tables, paths, connections, secrets, job arguments. Pure.

Names only: no value of a secret, no user or password of an address ever gets into an inventory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from g2l_tui.config import Settings
from g2l_tui.engine.transforms.catalog import mapped_name
from g2l_tui.report.texts import is_known


class Sort(str, Enum):
    """What is reached for."""

    TABLE = "table"
    PATH = "path"
    CONNECTION = "connection"
    SECRET = "secret"  # noqa: S105  a sort of thing, not one of them
    ARGUMENT = "argument"


class Role(str, Enum):
    """What a file does with it."""

    READ = "read"
    WRITE = "write"
    USE = "use"


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in one file that names a thing. What only the job's run tells stands in braces in the name."""

    sort: Sort
    name: str
    line: int
    role: Role = Role.USE


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """Where a thing is named, and what for."""

    path: str
    line: int
    role: Role


@dataclass(frozen=True, slots=True)
class Item:
    """A thing outside of the workspace. `target` is what it becomes by the settings; empty where they do not say."""

    sort: Sort
    name: str
    target: str
    uses: tuple[Use, ...]

    def files(self, role: Role) -> frozenset[str]:
        """Return the files that read or write it."""
        return frozenset(use.path for use in self.uses if use.role is role)


def inventory(mentions: Mapping[str, Iterable[Mention]], settings: Settings) -> tuple[Item, ...]:
    """Return every thing that the files name, sorted."""
    found: dict[tuple[Sort, str], set[Use]] = defaultdict(set)
    for path, named in mentions.items():
        for mention in named:
            found[mention.sort, mention.name].add(Use(path, mention.line, mention.role))
    order = list(Sort)
    keys = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    return tuple(
        Item(sort, name, _target(sort, name, settings), tuple(sorted(found[sort, name]))) for sort, name in keys
    )


def shared_through(items: Iterable[Item]) -> Mapping[str, Mapping[str, str]]:
    """Return for each file the files whose tables and paths it reads, with the reason."""
    needs: dict[str, dict[str, str]] = defaultdict(dict)
    for item in items:
        if item.sort in {Sort.TABLE, Sort.PATH} and is_known(item.name):
            for reader in item.files(Role.READ):
                for writer in item.files(Role.WRITE) - {reader}:
                    needs[reader].setdefault(writer, f"reads {item.sort.value} {item.name}, which it writes")
    return needs


def _target(sort: Sort, name: str, settings: Settings) -> str:
    if not is_known(name):
        return ""
    match sort, name.split("."):
        case Sort.TABLE, [database, table]:
            schema = mapped_name(settings.schemas, database) or f"{settings.catalog}.{database}"
            return mapped_name(settings.tables, name) or f"{schema}.{table}"
        case Sort.TABLE, _:
            return name
        case Sort.CONNECTION, _:
            return settings.connections.get(name, "")
        case _:
            return ""
