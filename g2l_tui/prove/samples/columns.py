"""Columns as samples are made of them: what is known of each brought together, the rest guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from g2l_tui.prove.samples.hints import ColumnHint, Condition, SourceHint

_KEY = re.compile(r"(?:^|_)(?:id|key|sk|code|no|number)$|Id$|ID$")
_BY_NAME = (
    (re.compile(r"(?:^|_)(?:date|day|dt)$|^date_|_on$|Date$", re.IGNORECASE), "date"),
    (re.compile(r"time|timestamp|_at$|_ts$", re.IGNORECASE), "timestamp"),
    (re.compile(r"^(?:is|has)_", re.IGNORECASE), "boolean"),
    (re.compile(r"(?:^|_)(?:year|month|hour|age|rank|seq|num)$|count|qty|quantity|^[xyz]$", re.IGNORECASE), "int"),
    (re.compile(r"amount|price|total|rate|cost|revenue|score|latitude|longitude", re.IGNORECASE), "double"),
)
_FORMAT_OF = {"date": "yyyy-MM-dd", "timestamp": "yyyy-MM-dd HH:mm:ss"}


@dataclass(frozen=True)
class Column:
    """A column, or a field. `type` is Spark's simple type, `kind` what its values are: that type, or what its texts
    are turned into. `group` is shared by columns whose values meet; `conditions` are what the job asks of it.
    `is_tame`: all its texts are what they are taken for.
    """  # noqa: D205

    name: str
    type: str
    kind: str
    pattern: str = ""
    group: str = ""
    is_choice: bool = False
    is_tame: bool = False
    conditions: tuple[Condition, ...] = ()
    fields: Mapping[str, Column] = field(default_factory=dict)
    element: Column | None = None

    @property
    def parts(self) -> tuple[Column, ...]:
        """The fields of a struct, or what an array holds."""
        return tuple(self.fields.values()) if self.element is None else (self.element,)

    @property
    def is_text(self) -> bool:
        """True for texts of any kind, also those that hold numbers or dates."""
        return self.type == "string"


def columns_of(hint: SourceHint) -> dict[str, Column]:
    """Return the columns of a source. One of which only keys are known gets two more, under names no other has."""
    columns = {name: _column(name, each, is_top=True) for name, each in hint.columns.items()}
    if not hint.is_declared and all(each.group for each in columns.values()):
        stem = re.sub(r"\W+", "_", re.split(r"[./:]", hint.name)[-1]).strip("_").lower() or "source"
        columns |= {
            f"{stem}_text": Column(f"{stem}_text", "string", "string"),
            f"{stem}_number": Column(f"{stem}_number", "int", "int"),
        }
    return columns


def struct_fields(kind: str) -> Iterator[tuple[str, str]]:
    """Yield the names and types of the fields of `struct<a:int,b:struct<c:int>>`."""
    depth, start = 0, 0
    body = kind[len("struct<") : -1]
    for place, sign in enumerate(f"{body},"):
        depth += (sign in "<(") - (sign in ">)")
        if sign == "," and depth == 0:
            name, _, of = body[start:place].partition(":")
            yield name.strip(), of.strip() or "string"
            start = place + 1


def decimal_size(kind: str) -> tuple[int, int]:
    """Return precision and scale of `decimal(p,s)`; Glue's default where none is given."""
    found = re.search(r"\((\d+)\s*(?:,\s*(\d+))?\)", kind)
    return (int(found[1]), int(found[2] or 0)) if found else (10, 2)


def head_of(kind: str) -> str:
    """Return a type without what stands in its brackets."""
    return kind.partition("(")[0].partition("<")[0]


def _column(name: str, hint: ColumnHint, *, is_top: bool = False) -> Column:
    group = hint.group or (name.lower() if is_top and _KEY.search(name) else "")
    conditions, head = tuple(hint.conditions), head_of(hint.type)
    if head == "array" or (hint.element is not None and not hint.fields):
        element = _column(name, _typed(hint.element, hint.type[len("array<") : -1] if head == "array" else ""))
        return Column(name, f"array<{element.type}>", "array", element=element)
    if head == "struct" or hint.fields:
        declared = dict(struct_fields(hint.type)) if head == "struct" else {}
        every = {**{each: ColumnHint() for each in declared}, **hint.fields}
        fields = {each: _column(each, _typed(of, declared.get(each, ""))) for each, of in every.items()}
        kind = "struct<" + ",".join(f"{each}:{of.type}" for each, of in fields.items()) + ">"
        return Column(name, kind, "struct", fields=fields)
    if hint.type:
        parsed = hint.parsed_as if hint.type == "string" else ""
        kind = parsed or (_number_of(conditions) if hint.type == "string" else "") or hint.type
    else:
        kind = next((guessed for pattern, guessed in _BY_NAME if pattern.search(name)), "string")
    of_type = hint.type or "string"
    pattern = hint.pattern or (_FORMAT_OF.get(kind, "") if of_type == "string" else "")
    return Column(name, of_type, kind, pattern, group, hint.is_choice, hint.is_tame, conditions)


def _typed(hint: ColumnHint | None, declared: str) -> ColumnHint:
    """The hint of a field or an item, with the type that is written out for it."""
    hint = hint or ColumnHint()
    return ColumnHint(
        declared or hint.type, hint.parsed_as, hint.conditions, hint.pattern, "", hint.is_choice, hint.is_tame,
        hint.fields, hint.element,
    )  # fmt: skip


def _number_of(conditions: tuple[Condition, ...]) -> str:
    """What a text is, that is compared with numbers."""
    numbers = [each.value for each in conditions if not isinstance(each.value, str | bool)]
    if not numbers:
        return ""
    return "double" if any(isinstance(number, float) for number in numbers) else "bigint"
