"""Glue's paths to fields, and columns built from them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.literals import quoted

MAPPING = "G2L150"

Path = tuple[str, ...]

_SQL_WORDS = frozenset(
    "all and any as between both by case cast column constraint create cross current_date current_time "
    "current_timestamp current_user day distinct else end except exists false fetch filter for foreign from "
    "full grant group having hour in inner intersect interval into is join leading left like map minute month "
    "natural not null offset on only or order outer overlaps primary references right second select "
    "session_user some struct table then time timestamp to trailing true union unique unknown user using "
    "values when where with within year".split()
)
"""Words that mean something else than a column in Spark SQL, some of them only in ANSI mode."""

_PART = re.compile(r"`((?:[^`]|``)+)`|([^.`]+)")
_ELEMENT = re.compile(r"\[\d*\]")
_REBUILD = "rebuild the elements with F.transform, every field of them"
_PLAIN = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def parse_path(text: str) -> Path:
    """Split a Glue path at its dots; back-quotes keep a dot inside a name."""
    parts: list[str] = []
    position = 0
    while position <= len(text):
        part = _PART.match(text, position)
        if not part:
            raise CannotRewriteError(f"`{text}` is not a path of fields", code=MAPPING)
        if _ELEMENT.search(part[2] or ""):
            raise CannotRewriteError(f"`{text}` lies in an array", hint=_REBUILD)
        parts.append(part[1].replace("``", "`") if part[1] is not None else part[2])
        position = part.end() + 1
        if part.end() < len(text) and text[part.end()] != ".":
            raise CannotRewriteError(f"`{text}` is not a path of fields", code=MAPPING)
        if part.end() == len(text):
            return tuple(parts)
    raise CannotRewriteError(f"`{text}` is not a path of fields", code=MAPPING)


def reference(path: Path) -> str:
    """Return a path as Spark names a column: a part that holds a dot or a back-quote is quoted."""
    return ".".join(f"`{part.replace('`', '``')}`" if set(part) & set(".`") else part for part in path)


def in_sql(path: Path) -> str:
    """Return a path as it stands in SQL text: every part that is not a plain word is quoted, or that SQL knows."""
    return ".".join(
        part if _PLAIN.fullmatch(part) and part.lower() not in _SQL_WORDS else f"`{part.replace('`', '``')}`"
        for part in path
    )


def column(path: Path) -> str:
    """Return the column of a path."""
    return f"F.col({quoted(reference(path))})"


@dataclass(frozen=True, slots=True)
class Field:
    """A column's code and whether it still needs the name it is to have."""

    code: str
    named: bool

    def called(self, name: str) -> str:
        """Return the code with its name."""
        return self.code if self.named else f"{self.code}.alias({quoted(name)})"


Tree = Mapping[str, "Field | Tree"]


def nest(targets: Sequence[tuple[Path, Field]]) -> Tree:
    """Arrange fields by their target paths; a struct stands where its first field does.

    Raises CannotRewriteError when a target is given twice, or is a field and a struct at once.
    """
    tree: dict[str, Field | Tree] = {}
    taken: set[Path] = set()
    for path, field in targets:
        level, lowered = tree, tuple(part.lower() for part in path)
        for depth, part in enumerate(path[:-1], 1):
            if part not in level and lowered[:depth] in taken:
                raise CannotRewriteError(f"the target `{part}` is there already, in another case", code=MAPPING)
            inner = level.setdefault(part, {})
            if not isinstance(inner, dict):
                raise CannotRewriteError(
                    f"the target `{part}` is a column and a struct at once", code=MAPPING, hint="rename one of the two"
                )
            taken.add(lowered[:depth])
            level = inner
        if lowered in taken:
            raise CannotRewriteError(
                f"the target `{reference(path)}` is given more than once", code=MAPPING, hint="name each target once"
            )
        taken.add(lowered)
        level[path[-1]] = field
    return tree


def columns(tree: Tree) -> list[str]:
    """Return the columns of a tree, structs built with `F.struct`."""
    return [_column(name, node) for name, node in tree.items()]


def _column(name: str, node: Field | Tree) -> str:
    if isinstance(node, Field):
        return node.called(name)
    inner = ", ".join(_inner(child, field) for child, field in node.items())
    return f"F.struct({inner}).alias({quoted(name)})"


def _inner(name: str, node: Field | Tree) -> str:
    """Inside a struct every field needs its name said."""
    if isinstance(node, Field):
        return Field(node.code, named=False).called(name)
    return _column(name, node)
