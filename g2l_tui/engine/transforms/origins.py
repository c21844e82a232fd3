"""Where frames come from, as far as it tells whether a field may have several types at once."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from enum import IntEnum
from typing import TypeAlias

from g2l_tui.engine.transforms.literals import string
from g2l_tui.engine.transforms.seeing import Surroundings, last_assigned, only_assigned


class Origin(IntEnum):
    """`TYPED`: one type for each field, in Glue as in Spark. `TYPED_IN_SPARK`: a table or files that carry their
    types, where Glue may still find values of another one. `UNKNOWN`: anything else.
    """  # noqa: D205

    UNKNOWN = 0
    TYPED_IN_SPARK = 1
    TYPED = 2


_TYPED = frozenset(
    {
        "awsglue.transforms.ApplyMapping.apply",
        "DynamicFrame.apply_mapping",
        "DynamicFrame.applyMapping",
        "DynamicFrame.fromDF",
    }
)
"""Calls whose result has no field of several types, whatever they are given."""

_TABLES = frozenset(
    {
        "GlueContext.create_dynamic_frame.from_catalog",
        "GlueContext.create_dynamic_frame_from_catalog",
    }
)
_OPTIONS = frozenset(
    {
        "GlueContext.create_dynamic_frame.from_options",
        "GlueContext.create_dynamic_frame_from_options",
    }
)
_WITH_TYPES = frozenset((
    "avro", "glueparquet", "orc", "parquet", "mysql", "oracle", "postgresql", "redshift", "sqlserver",
))  # fmt: skip
"""Formats and databases that say of what type each column is."""

_Place: TypeAlias = "tuple[str, int]"
_RECEIVER: _Place = ("", -1)

_MADE_FROM: Mapping[str, tuple[_Place, ...]] = {
    **dict.fromkeys(
        (
            f"awsglue.transforms.{name}.apply"
            for name in (
                "Coalesce", "DropFields", "DropNullFields", "Filter", "RenameField", "Repartition", "ResolveChoice",
                "SelectFields",
            )
        ),
        (("frame", 0),),
    ),
    **dict.fromkeys(
        (
            f"DynamicFrame.{name}"
            for name in (
                "coalesce", "drop_fields", "filter", "rename_field", "repartition", "resolveChoice", "select_fields",
            )
        ),
        (_RECEIVER,),
    ),
    "awsglue.transforms.Join.apply": (("frame1", 0), ("frame2", 1)),
    "DynamicFrame.join": (_RECEIVER, ("frame2", 2)),
}  # fmt: skip
"""The frames whose types the result has: names and positions. `Map` and `union` may make fields of several types."""

_FARTHEST = 100
"""Names and calls that are followed at most."""


def origin_of(site: Surroundings, node: ast.expr | None) -> Origin:
    """Return where a frame surely comes from, through variables, functions of the module and what keeps its types."""
    return _origin(site, node, {})


def _origin(site: Surroundings, node: ast.expr | None, known: dict[ast.Call, Origin]) -> Origin:
    for _ in range(_FARTHEST):
        if not isinstance(node, ast.Name):
            break
        node = last_assigned(site, node) or only_assigned(site, node)
    if not isinstance(node, ast.Call):
        return Origin.UNKNOWN
    if node not in known and len(known) < _FARTHEST:
        known[node] = Origin.UNKNOWN
        known[node] = _found(site, node, known)
    return known.get(node, Origin.UNKNOWN)


def _found(site: Surroundings, call: ast.Call, known: dict[ast.Call, Origin]) -> Origin:
    callee = site.view.facts.callees.get(call, "")
    if callee in _TYPED:
        return Origin.TYPED
    if callee in _TABLES or (callee in _OPTIONS and _says_types(site, call)):
        return Origin.TYPED_IN_SPARK
    places = _MADE_FROM.get(callee)
    made_from = [_argument(call, place) for place in places] if places else _returned(site, call.func)
    return min((_origin(site, each, known) for each in made_from), default=Origin.UNKNOWN)


def _says_types(site: Surroundings, call: ast.Call) -> bool:
    given = (_argument(call, ("connection_type", 0)), _argument(call, ("format", 2)))
    return any(string(site, each) in _WITH_TYPES for each in given if each)


def _argument(call: ast.Call, place: _Place) -> ast.expr | None:
    name, position = place
    if place == _RECEIVER:
        return call.func.value if isinstance(call.func, ast.Attribute) else None
    given = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    return given or (call.args[position] if position < len(call.args) else None)


def _returned(site: Surroundings, function: ast.expr) -> list[ast.expr | None]:
    """What a function of the module may give."""
    node = site.function_of(function)
    if isinstance(node, ast.Lambda):
        return [node.body]
    if node is None or node.decorator_list:
        return []
    scopes = site.view.scopes
    inside = (each for each in ast.walk(node) if isinstance(each, ast.Return))
    return [each.value for each in inside if (scope := scopes.of_statement.get(each)) and scope.node is node]
