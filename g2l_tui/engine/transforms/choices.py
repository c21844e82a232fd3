"""ResolveChoice: what becomes of fields that had several types at once."""

from __future__ import annotations

import ast

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.columns import spark_type
from g2l_tui.engine.transforms.fields import Path, column, in_sql, parse_path, reference
from g2l_tui.engine.transforms.literals import quoted, required_string, string, strings
from g2l_tui.engine.transforms.origins import Origin, origin_of
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.seeing import Surroundings
from g2l_tui.ruleset.template import Text

CHOICE = "G2L161"

_PROJECTS = (
    "Glue's `project` is documented in two ways: as a cast, and as keeping only the values that had the type "
    "already. This is a cast"
)
_BY_DATA = "`{action}` makes columns that depend on the types found in the data, and Spark's columns have one type each"
_CAST_BY_DATA = "`{action}` is for every field of several types, and which these are only the data tells"
_SAY_CHOICE = (
    "write the choice out where the function is called: after ApplyMapping or fromDF there is nothing to resolve, and "
    "elsewhere each field needs a try_cast"
)
_SAY_TYPE = 'say which type the field is to have: frame.withColumn("x", F.expr("try_cast(x as bigint)"))'

_ACTIONS = ("cast:", "project:", "make_cols", "make_struct", "match_catalog", "project")
_NOTHING_TO_RESOLVE = "no field of the frame has several types, so that there is nothing to resolve"
_PARTS = ("make_cols", "make_struct")
_NO_CHOICES = "no field of Spark's has several types, so that there is nothing to make parts of"


@transform
def resolved_fields(site: Site, specs: Argument | None) -> Text:
    """Return the calls that give each listed field its type, behind the frame."""
    if specs is None:
        raise CannotRewriteError("the specs are missing", code=CHOICE)
    literal = site.literal(specs.node)
    rows: list[ast.expr]
    match literal:
        case ast.Tuple(elts=[ast.Constant(value=str()), ast.Constant(value=str())]):
            rows = [literal]
        case ast.List(elts=elements) | ast.Tuple(elts=elements) if elements:
            rows = list(elements)
        case _:
            raise CannotRewriteError(
                "the specs are put together while the job runs, or there are none", code=CHOICE, hint=_SAY_TYPE
            )
    return Text("".join(_resolved(site, row) for row in rows))


def _resolved(site: Site, row: ast.expr) -> str:
    texts = strings(site, row) if isinstance(row, ast.Tuple) else None
    if texts is None or len(texts) != 2:
        raise CannotRewriteError(f"`{site.source(row)}` is not a literal path and action", code=CHOICE)
    written, action = texts
    path = parse_path(written)
    word, _, wanted = action.partition(":")
    if word.lower() not in ("cast", "project") or not wanted:
        raise CannotRewriteError(_BY_DATA.format(action=action), code=CHOICE, hint=_SAY_TYPE)
    if word.lower() == "project":
        site.caution(CHOICE, _PROJECTS)
    return _replaced(path, _cast(path, wanted))


def _cast(path: Path, wanted: str) -> str:
    kind = spark_type(wanted)
    if kind == "string":
        return f'{column(path)}.cast("string")'
    return f"F.expr({quoted(f'try_cast({in_sql(path)} as {kind})')})"


def _replaced(path: Path, code: str) -> str:
    first, *rest = path
    if rest:
        code = f"{column((first,))}.withField({quoted(reference(tuple(rest)))}, {code})"
    return f".withColumn({quoted(first)}, {code})"


@transform
def typed_already(site: Surroundings, choice: Argument | None, frame: Argument | None = None) -> Text:
    """Return nothing when the frame has no field of several types, so that there is nothing to resolve.

    Raises CannotRewriteError when that is not sure.
    """
    action = _action(site, choice)
    if origin_of(site, _frame(site, frame)) is not Origin.TYPED:
        raise _by_data(action)
    site.drop("choice", _NOTHING_TO_RESOLVE)
    return Text("None")


@transform
def typed_in_spark(site: Surroundings, choice: Argument | None, frame: Argument | None = None) -> Text:
    """Return nothing when parts are wanted of what has one type for each column as soon as Spark reads it.

    Raises CannotRewriteError when that is not sure, or when a type is wanted.
    """
    action = _action(site, choice)
    if action.lower() not in _PARTS or origin_of(site, _frame(site, frame)) is Origin.UNKNOWN:
        raise _by_data(action)
    site.drop("choice", _NO_CHOICES)
    return Text("None")


def _action(site: Surroundings, choice: Argument | None) -> str:
    if choice and string(site, choice.node) is None:
        reason = f"which choice `{site.source(choice.node)}` is, is not known until the job runs"
        raise CannotRewriteError(reason, code=CHOICE, hint=_SAY_CHOICE)
    action = required_string(site, choice, "the choice")
    if not action.lower().startswith(_ACTIONS):
        raise CannotRewriteError(f"Glue has no choice `{action}`", code=CHOICE)
    return action


def _by_data(action: str) -> CannotRewriteError:
    said = _CAST_BY_DATA if action.partition(":")[2] else _BY_DATA
    return CannotRewriteError(said.format(action=action), code=CHOICE, hint=_SAY_TYPE)


@transform
def catalog_choice(site: Site, choice: Argument | None) -> Text:
    """Allow only `match_catalog`, however it is spelled."""
    found = string(site, choice.node) if choice else None
    if found is None or found.lower() != "match_catalog":
        raise CannotRewriteError("a database and a table are given, but the choice is not match_catalog", code=CHOICE)
    return Text("None")


def _frame(site: Surroundings, frame: Argument | None) -> ast.expr | None:
    if frame:
        return frame.node
    return site.call.func.value if isinstance(site.call.func, ast.Attribute) else None
