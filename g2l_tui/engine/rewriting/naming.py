"""What becomes of the name of a table in a text: where its catalog is put, or why it stays."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from g2l_tui.config import Settings
from g2l_tui.engine.rewriting.iceberg import METADATA
from g2l_tui.engine.rewriting.refusal import sentence_of
from g2l_tui.engine.text.sql import Named
from g2l_tui.engine.text.written import Hole, Letter, Part
from g2l_tui.engine.transforms.catalog import (
    by_lower_name,
    mapped_name,
    may_be_mapped,
    quoted_name,
    schema_name,
)
from g2l_tui.model.change import Edit

NAMES = "G2L205"
ICEBERG = "G2L225"

NO_DATABASES = frozenset(
    "parquet json csv orc delta text avro xml binaryfile global_temp information_schema system".split()
)
"""What may stand before the dot and is no database: formats of files read in place, and schemas that always exist."""

_FITS = re.compile(r"[\w.`-]+")


@dataclass(frozen=True, slots=True)
class Placed:
    """An edit inside the literal of `owner`, and the line below the imports that it needs, if any."""

    owner: ast.expr
    edit: Edit
    constant: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """Why a name stays as it is, and what to write instead."""

    sentence: str
    code: str = NAMES


class Composed:
    """A text by its parts, as one that can be parsed: a word of its own stands in each hole."""

    def __init__(self, parts: Sequence[Part], code: bytes) -> None:
        said = "".join(part.char for part in parts if isinstance(part, Letter))
        word = next(word for word in _words() if word not in said)
        self.text, self._parts, self._code = "", parts, code
        self._holes: dict[str, Hole] = {}
        self._at: list[int] = []
        for number, part in enumerate(parts):
            piece = part.char if isinstance(part, Letter) else f"{word}{number}_"
            if isinstance(part, Hole):
                self._holes[piece] = part
            self.text += piece
            self._at += [number] * len(piece)

    @property
    def owners(self) -> frozenset[ast.expr]:
        """The literals that the text is made of."""
        return frozenset(part.owner for part in self._parts if part.owner is not None)

    def hole(self, span: tuple[int, int]) -> Hole | None:
        """The hole that a stretch of the text is, back-quotes aside."""
        return self._holes.get(self.text[slice(*span)].strip("`"))

    @property
    def holes(self) -> Mapping[str, Hole]:
        """What is filled in, by the words that stand for it."""
        return self._holes

    def literal(self, span: tuple[int, int]) -> str | None:
        """What a stretch of the text says, back-quotes aside; None when something is filled in there."""
        if any(isinstance(self._parts[number], Hole) for number in self._at[slice(*span)]):
            return None
        return self.text[slice(*span)].strip("`")

    def shown(self, span: tuple[int, int]) -> str:
        """A stretch of the text as a person would write it, with braces around what is filled in."""
        numbers = dict.fromkeys(self._at[slice(*span)])
        parts = (self._parts[number] for number in numbers)
        return "".join(
            part.char if isinstance(part, Letter) else f"{{{ast.unparse(part.expression)}}}" for part in parts
        )

    def code_inside(self, span: tuple[int, int]) -> tuple[str, str] | None:
        """The code of the hole of an f-string that a stretch is, and a quote that may stand beside it."""
        hole = self.hole(span)
        if hole is None or not isinstance(hole.owner, ast.JoinedStr) or hole.literal is None:
            return None
        code = self._code[hole.start + 1 : hole.end - 1].decode().strip()
        quote = "'" if self._code[hole.literal : hole.start].lstrip(b"rRfF").startswith(b'"') else '"'
        is_plain = code == ast.unparse(hole.expression) and not set(code) & set("'\"\\\n")
        return (code, quote) if is_plain else None

    def replaced(self, span: tuple[int, int], new: str) -> Placed | None:
        """Put something in the place of a stretch that lies within one literal."""
        inside = [self._parts[number] for number in dict.fromkeys(self._at[slice(*span)])]
        owner, literals = inside[0].owner, {(part.owner, part.literal) for part in inside}
        if owner is None or len(literals) != 1:
            return None
        return Placed(owner, Edit(inside[0].start, inside[-1].end, new.encode()))

    def put_before(self, at: int, new: str) -> Placed | None:
        """Put something before a place in the text, in the literal that stands there or ends there."""
        here = self._parts[self._at[at]]
        if here.owner is not None:
            return Placed(here.owner, Edit(here.start, here.start, new.encode()))
        before = self._parts[self._at[at] - 1] if self._at[at] else None
        if isinstance(before, Letter):
            return Placed(before.owner, Edit(before.end, before.end, new.encode()))
        return None


@dataclass(frozen=True)
class Naming:
    """How the names of tables are put under their catalog here. `glues` are what Spark calls Glue's own catalog."""

    settings: Settings
    glues: frozenset[str]
    known: Callable[[ast.expr], list[str]]

    @property
    def catalog(self) -> str:
        """What is put before a database."""
        return f"{quoted_name(self.settings.catalog)}."

    def outcome(self, text: Composed, named: Named) -> Placed | Told | None:
        """Return what becomes of a name; None for one that stays as it is, and may."""
        parts = named.parts
        if named.is_catalog:
            return self._catalog(text, named)
        levels = 1 if named.is_schema else 2
        if told := self._about_a_table(text, named) or self._catalog_itself(text, named):
            return told
        if self._is_behind_a_catalog(text, named):
            return self._behind_catalog(text, named)
        if len(parts) == levels:
            return self._without_catalog(text, named)
        if len(parts) != levels + 1:
            return None
        catalog = text.literal(parts[0])
        if catalog is None:
            return self._filled_catalog(text, named)
        if catalog.lower() not in self.glues:
            return None
        return self._under_schema(text, named, parts[1])

    def _about_a_table(self, text: Composed, named: Named) -> Told | None:
        """A table of Iceberg's about another one: behind the catalog of that one, or behind its database."""
        parts = named.parts
        first, last = text.literal(parts[0]), text.literal(parts[-1])
        is_glues = (first or "").lower() in self.glues
        if last is None or last.lower() not in METADATA or len(parts) != 3 + is_glues or first == self.settings.catalog:
            return None
        instead = METADATA[last.lower()].format(table=self.name(text, Named(parts[:-1])))
        shown = text.shown((parts[0][0], parts[-1][1]))
        what = "is a table of Iceberg's own: write" if is_glues else "may be a table of Iceberg's own: then write"
        return Told(f"`{shown}` {what} `{instead}`, which has other columns", ICEBERG)

    def _catalog(self, text: Composed, named: Named) -> Placed | Told | None:
        """A catalog where one stands: `use catalog glue_catalog`."""
        is_glues = (text.literal(named.parts[0]) or "").lower() in self.glues
        return self._replaced(text, named, named.parts[0], quoted_name(self.settings.catalog)) if is_glues else None

    def _catalog_itself(self, text: Composed, named: Named) -> Told | None:
        """Glue's catalog where a database stands: `use glue_catalog`."""
        name = text.literal(named.parts[0])
        if not named.is_schema or len(named.parts) > 1 or name is None or name.lower() not in self.glues:
            return None
        catalog = quoted_name(self.settings.catalog)
        return Told(f"`{name}` is a catalog: write `USE CATALOG {catalog}`, or `{catalog}` for it")

    def _without_catalog(self, text: Composed, named: Named) -> Placed | Told | None:
        database = text.literal(named.parts[0])
        hole = text.hole(named.parts[0])
        if database is not None and database.lower() in NO_DATABASES and not named.is_schema:
            return None
        if "/" in text.shown(named.parts[-1]):
            return None
        for value in self.known(hole.expression) if hole else ():
            if "." in value:
                return self._holds_a_catalog(value)
        return self._under_schema(text, named, named.parts[0])

    def _holds_a_catalog(self, value: str) -> Told | None:
        """What is filled in where a database stands, and has a catalog before that."""
        catalog = value.partition(".")[0]
        if catalog.startswith("{"):
            return Told(f"`{value}` names a catalog: `{catalog}` must be one of Unity Catalog when the job runs")
        if catalog.lower() in self.glues:
            return Told(f"`{value}` names a catalog: write `{self.settings.catalog}` for `{catalog}` there")
        return None

    def _is_behind_a_catalog(self, text: Composed, named: Named) -> bool:
        """True for `catalog.{name}`, where what is filled in holds the database as well."""
        hole = text.hole(named.parts[-1])
        if hole is None or named.is_schema or len(named.parts) != 2:
            return False
        catalog, values = (text.literal(named.parts[0]) or "").lower(), self.known(hole.expression)
        may_be_one = catalog in self.glues or (catalog == self.settings.catalog.lower() and not values)
        return may_be_one or any("." in value for value in values)

    def _behind_catalog(self, text: Composed, named: Named) -> Placed | Told | None:
        catalog = text.literal(named.parts[0])
        if catalog is None:
            return self._filled_catalog(text, named)
        if catalog.lower() not in self.glues:
            return self._catalog_or_database(text, named)
        if self.settings.schemas or self.settings.tables:
            return self._told(text, named, "g2l.toml maps names, and this one is known only when the job runs")
        return self._replaced(text, named, named.parts[0], quoted_name(self.settings.catalog))

    def _catalog_or_database(self, text: Composed, named: Named) -> Told | None:
        """The catalog of the settings before a name, as it stands in what is migrated; a database may be called so."""
        hole = text.hole(named.parts[-1])
        if hole is None or self.known(hole.expression):
            return None
        shown, name = text.shown((named.parts[0][0], named.parts[-1][1])), text.shown(named.parts[0])
        return Told(f"`{shown}` has its catalog if `{name}` is one: where it is a database, write `{name}.{shown}`")

    def _filled_catalog(self, text: Composed, named: Named) -> Told | None:
        hole = text.hole(named.parts[0])
        values = self.known(hole.expression) if hole else []
        if values and not self.glues & {value.lower() for value in values}:
            return None
        return Told(
            f"`{text.shown(named.parts[0])}` must be a catalog of Unity Catalog when the job runs: "
            f"write {self.advice(text, named)}, or give it `{self.settings.catalog}`"
        )

    def _under_schema(self, text: Composed, named: Named, database: tuple[int, int]) -> Placed | Told | None:
        """Put the catalog before a database, in the place of Glue's own if that is there."""
        start = named.parts[0][0]
        known_database = text.literal(database)
        known_table = None if named.is_schema else text.literal(named.parts[-1])
        if not named.is_schema and known_database is not None and known_table is not None:
            if mapped := mapped_name(self.settings.tables, f"{known_database}.{known_table}"):
                return self._replaced(text, named, (start, named.parts[-1][1]), mapped)
        elif not named.is_schema and may_be_mapped(self.settings, known_database, known_table):
            return self._told(text, named, "g2l.toml maps tables of that kind by name")
        if known_database is not None:
            if mapped := mapped_name(self.settings.schemas, known_database):
                return self._replaced(text, named, (start, database[1]), mapped)
        elif self.settings.schemas:
            return self._looked_up(text, named, (start, database[1]), database)
        if start == database[0]:
            return self._checked(text, named, self.catalog, text.put_before(start, self.catalog))
        return self._replaced(text, named, (start, database[0]), self.catalog)

    def _looked_up(
        self, text: Composed, named: Named, span: tuple[int, int], database: tuple[int, int]
    ) -> Placed | Told:
        """A database that is known only when the job runs, where g2l.toml maps some: an f-string can look it up."""
        inside = text.code_inside(database)
        if inside is not None:
            code, quote = inside
            catalog = f"{quote}{quoted_name(self.settings.catalog)}.{quote}"
            placed = text.replaced(span, f"{{_SCHEMAS.get({code}.lower(), {catalog} + {code})}}")
            if placed is not None:
                return replace(placed, constant=f"_SCHEMAS = {by_lower_name(self.settings.schemas)}")
        return self._told(text, named, "g2l.toml maps databases, and which one this is is known only when the job runs")

    def _replaced(self, text: Composed, named: Named, span: tuple[int, int], new: str) -> Placed | Told:
        return self._checked(text, named, new, text.replaced(span, new))

    def _checked(self, text: Composed, named: Named, new: str, placed: Placed | None) -> Placed | Told:
        if placed is not None and _FITS.fullmatch(new):
            return placed
        return self._told(text, named, "The name is put together of pieces")

    def _told(self, text: Composed, named: Named, reason: str) -> Told:
        return Told(f"{sentence_of(reason)}: write {self.advice(text, named)}")

    def before(self, text: Composed, named: Named) -> Placed | None:
        """The catalog before a name as a whole, where every database has the same."""
        if self.settings.schemas or self.settings.tables:
            return None
        return text.put_before(named.parts[0][0], self.catalog)

    def advice(self, text: Composed, named: Named) -> str:
        """Say what to write for a name."""
        return f"`{self.name(text, named)}` for `{text.shown((named.parts[0][0], named.parts[-1][1]))}`"

    def name(self, text: Composed, named: Named) -> str:
        """Return what a name is in Unity Catalog."""
        if named.is_catalog:
            return self.settings.catalog
        if self._is_behind_a_catalog(text, named):
            return f"{self.settings.catalog}.{text.shown(named.parts[-1])}"
        last = named.parts[-1 if named.is_schema else -2 :]
        database = text.literal(last[0])
        schema = f"{self.settings.catalog}.{text.shown(last[0])}"
        if database is not None:
            schema = schema_name(self.settings, database)
        return ".".join([schema, *(text.shown(part) for part in last[1:])])


def _words() -> Iterator[str]:
    return (f"hole{'x' * length}_" for length in range(1000))
