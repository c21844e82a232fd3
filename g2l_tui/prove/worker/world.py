"""The world of one run: the tables and paths that a job finds, and the journal of what it writes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from g2l_tui.prove.record import Written
from g2l_tui.prove.request import Request
from g2l_tui.prove.samples.generate import generate
from g2l_tui.prove.samples.hints import ColumnHint, SourceHint
from g2l_tui.prove.samples.names import catalog_name, is_path, mapped_path, path_name, table_name
from g2l_tui.prove.samples.sample import Sample
from g2l_tui.prove.values import Row

_SECRET = re.compile(r"passw|secret|token|credential|private|access.?key|user|iam.?role|^url$", re.IGNORECASE)
_SAFE = re.compile(r"[^\w.=@+-]")


class World:
    """State has one owner: what was read, written and asked of the world during one run."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.root = Path(request.folder) / "files"
        self.written: list[Written] = []
        self.samples: dict[str, Sample] = {sample.name: sample for sample in request.sample_values()}
        self.used: dict[str, Sample] = {}
        self.effects: list[str] = []
        self.notes: dict[str, None] = {}
        self._emptied: set[str] = set()
        self.own: dict[str, list[Written]] = {}
        """What the run itself wrote, by canonical name, in its order."""

    def sample(
        self,
        name: str,
        *,
        format: str = "",
        options: Mapping[str, str] | None = None,
        types: Mapping[str, str] | None = None,
    ) -> Sample:
        """Return the rows of a source by its Glue name; they are made when they are first asked for.

        `types` are those of the schema that the job reads it with: it has these columns and no others.
        """
        found = self.samples.get(name)
        if found is None:
            known = self.request.hints.sources.get(name)
            hint = known or SourceHint(name, dict(self.request.hints.loose))
            columns = {each: _declared(hint.column(each), kind) for each, kind in (types or {}).items()} or hint.columns
            hint = SourceHint(
                name, columns, hint.format or format, hint.partitions, hint.is_declared or bool(types), hint.place
            )
            hints = self.request.hints
            found = generate(hint, self.request.rows, len(hints.sources), hints.groupings)
            if options:
                found = Sample(
                    found.name, found.rows, found.types, found.partitions, found.format, found.origin, options
                )
            self.samples[name] = found
        self.used[name] = found
        return found

    def glue_name(self, name: str) -> str:
        """Return the Glue name behind a table's name in the job's words; of the migrated job that is the reverse
        of what the settings say.
        """  # noqa: D205
        plain = table_name("", name).replace("`", "")
        for sample in self.samples:
            if not is_path(sample) and self.catalog_name(sample) == plain:
                return sample
        parts = plain.split(".")
        return ".".join(parts[-2:])

    def catalog_name(self, name: str) -> str:
        """Return a table's name in the migration's words: `catalog.schema.table`."""
        names = self.request.names
        return catalog_name(table_name("", name).replace("`", ""), names.catalog, names.schemas, names.tables)

    def path_name(self, path: str) -> str:
        """Return a path in the migration's words."""
        return mapped_path(path_name(path), self.request.names.paths)

    def place(self, path: str) -> Path:
        """Return where a path lies on this machine. A path within the run's own folder is left alone."""
        own = Path(self.request.folder)
        if path.startswith(str(own)):
            return Path(path)
        name = self.path_name(path).replace("://", "/").lstrip("/")
        parts = [_SAFE.sub("_", part) for part in name.split("/") if part not in {"", ".", ".."}]
        return self.root.joinpath(*parts)

    def write(self, written: Written) -> None:
        """Add to the journal what was written."""
        if self._emptied & set(written.targets):
            self._emptied -= set(written.targets)
            written = replace(written, mode="overwrite")
        self.written.append(written)
        for target in written.targets:
            earlier = [] if written.mode == "overwrite" else self.own.get(target, [])
            self.own[target] = [*earlier, written]

    def empty(self, targets: Iterable[str]) -> None:
        """Take note that nothing is left of targets: the next write replaces what was there, whatever its mode."""
        for target in targets:
            self.own.pop(target, None)
            self._emptied.add(target)

    def rows_written(self, target: str) -> tuple[Row, ...]:
        """Return the rows that a target holds through this run."""
        return tuple(row for each in self.own.get(target, ()) for row in each.rows)

    def effect(self, text: str) -> None:
        """Note an effect outside the data, which was answered and not carried out."""
        self.effects.append(text)

    def note(self, text: str) -> None:
        """Note something that the verdict rests on."""
        self.notes[text] = None


def _declared(hint: ColumnHint, kind: str) -> ColumnHint:
    return replace(hint, type=kind, parsed_as=hint.parsed_as if kind == "string" else "")


def without_secrets(options: Mapping[str, Any]) -> dict[str, str]:
    """Return options as texts, without those that may hold a secret."""
    return {str(name): _plain(value) for name, value in options.items() if not _SECRET.search(str(name))}


def as_paths(path: Any) -> list[str]:
    """Return the paths that a reader was given, one or many."""
    if path is None:
        return []
    return [str(path)] if isinstance(path, str | Path) else [str(each) for each in path]


def _plain(value: Any) -> str:
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        return ",".join(str(each) for each in value)
    return str(value)
