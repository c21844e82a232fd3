"""Names and mappings that are known only when the job runs: used as they come, and looked at there first.

What a name might mean beyond a column of the top level, a path into a struct or quotes around a dot, stops the job.
"""

from __future__ import annotations

import ast

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.columns import FIELDS
from g2l_tui.engine.transforms.fields import MAPPING, parse_path
from g2l_tui.engine.transforms.joins import JOIN
from g2l_tui.engine.transforms.literals import quoted, string, strings
from g2l_tui.engine.transforms.registry import transform
from g2l_tui.engine.transforms.seeing import Surroundings, only_assigned
from g2l_tui.ruleset.template import Place, Text

_LISTS = frozenset({"list", "List", "tuple", "Tuple"})
_MAKERS = frozenset({"list", "sorted", "tuple"})
_COMPUTING = (ast.Call, ast.Await, ast.NamedExpr, ast.IfExp, ast.BoolOp, ast.BinOp, ast.ListComp)
_NO_NAMES = (ast.Compare, ast.UnaryOp, ast.Lambda, ast.Dict, ast.Constant)
_WRITTEN_OUT = "the names are written out"


@transform
def late_list(site: Surroundings, names: Argument | None, variable: Text) -> Text:
    """Return what holds a list of names that are not known yet: the author's variable, or a new one."""
    if names is None or strings(site, names.node) is not None:
        raise CannotRewriteError(_WRITTEN_OUT, code=FIELDS)
    if isinstance(names.node, _NO_NAMES):
        raise CannotRewriteError(f"`{names.text.code}` is no list of names", code=FIELDS)
    for element in names.node.elts if isinstance(names.node, ast.List | ast.Tuple) else ():
        _late_or_top_level(site, element)
    return names.text if isinstance(names.node, ast.Name) and _is_list(site, names.node) else variable


@transform
def late_list_lines(site: Surroundings, names: Argument | None, listed: Text) -> tuple[Text, ...]:
    """Return the line that makes the list, if one is needed: Glue takes a single text for a list of one."""
    if names is None or names.text.code == listed.code:
        return ()
    if _is_list(site, names.node):
        return (Text(f"{listed.code} = {names.text.code}"),)
    if isinstance(names.node, ast.JoinedStr):
        return (Text(f"{listed.code} = [{names.text.code}]"),)
    first: tuple[Text, ...] = ()
    held = names.text.code
    if any(isinstance(each, _COMPUTING) for each in ast.walk(names.node)):
        first, held = (Text(f"{listed.code} = {held}"),), listed.code
    return (*first, Text(f"{listed.code} = [{held}] if isinstance({held}, str) else [*{held}]"))


@transform
def plain_names_lines(_site: Surroundings, listed: Text) -> tuple[Text, ...]:
    """Return the lines that stop the job where a name in a list means more than a column of the top level."""
    return _stopping_at_paths(listed.code)


@transform
def late_renamed(site: Surroundings, old: Argument | None, new: Argument | None) -> Text:
    """Return the call that renames a column where a name is not known yet."""
    return Text(f".withColumnRenamed({_late_name(site, old)}, {_late_name(site, new)})")


@transform
def late_renamed_lines(site: Surroundings, old: Argument | None, new: Argument | None) -> tuple[Text, ...]:
    """Return the lines that stop the job where one of the two names means more than a column of the top level."""
    late = [each.text for each in (old, new) if each and string(site, each.node) is None]
    match late:
        case []:
            raise CannotRewriteError(_WRITTEN_OUT, code=FIELDS)
        case [name]:
            name_code = name.at(Place.OPERAND)
            return _stopping(f'"." in {name_code} or "`" in {name_code}', name.code)
        case _:
            return _stopping_at_paths(f"({', '.join(name.code for name in late)})")


@transform
def late_join_list(site: Surroundings, keys: Argument | None, others: Argument | None, variable: Text) -> Text:
    """Return what holds the keys of one side of a join, where those of one side at least are not known yet."""
    if keys is None or others is None:
        raise CannotRewriteError("the keys are missing", code=JOIN)
    known = strings(site, keys.node)
    if known is None:
        return late_list(site, keys, variable)
    if not known or strings(site, others.node) is not None:
        raise CannotRewriteError(_WRITTEN_OUT, code=JOIN)
    return Text(f"[{', '.join(quoted(_top_level(key)) for key in known)}]")


@transform
def late_join_lines(site: Surroundings, keys: Argument | None, listed: Text) -> tuple[Text, ...]:
    """Return the line that makes the list of the keys of one side, if one is needed."""
    if keys is None or strings(site, keys.node) is not None:
        return ()
    return late_list_lines(site, keys, listed)


@transform
def late_join_condition(site: Surroundings, left_keys: Text, right_keys: Text, left: Text, right: Text) -> Text:
    """Return the condition of an inner join on keys that are not known yet; a pair without its other half raises."""
    dot = f"{{'.' if other in {left.code}.columns else ''}}"
    pair = f'{left.code}[f"`{{key}}`"] == {right.code}[f"`{dot}{{other}}`"]'
    return _comprehension(site, pair, f"for key, other in zip({left_keys.code}, {right_keys.code}, strict=True)")


@transform
def late_mappings(site: Surroundings, mappings: Argument | None, variable: Text) -> Text:
    """Return what holds mappings that are not known yet: the author's variable, or a new one."""
    if mappings is None or not _may_be_mapped(site, site.literal(mappings.node)):
        raise CannotRewriteError("the mappings are written out", code=MAPPING)
    return mappings.text if isinstance(mappings.node, ast.Name) and _is_list(site, mappings.node) else variable


@transform
def late_mappings_lines(site: Surroundings, mappings: Argument | None, listed: Text) -> tuple[Text, ...]:
    """Return the lines that stop the job where a mapping is not one of a column of the top level to another."""
    if mappings is None:
        return ()
    code = mappings.text.code
    made = code if _is_list(site, mappings.node) else f"[*{mappings.text.at(Place.OPERAND)}]"
    first = () if code == listed.code else (Text(f"{listed.code} = {made}"),)
    names = f"for source, _, target, _ in {listed.code} for name in (source, target)"
    return (*first, *_stopping(f'any("." in name or "`" in name {names})', listed.code))


@transform
def late_columns(site: Surroundings, listed: Text) -> Text:
    """Return the columns of mappings that are not known yet; Glue's decimal has another precision than Spark's."""
    kind = "{'decimal(10,2)' if kind == 'decimal' else kind}"
    each = f'F.expr(f"try_cast(`{{source}}` as {kind})").alias(target)'
    return _comprehension(site, each, f"for source, _, target, kind in {listed.code}")


def _late_name(site: Surroundings, name: Argument | None) -> str:
    if name is None or any(isinstance(each, ast.Call | ast.Await | ast.NamedExpr) for each in ast.walk(name.node)):
        raise CannotRewriteError("a name is computed where it is used", code=FIELDS)
    known = _late_or_top_level(site, name.node)
    return name.text.code if known is None else quoted(known)


def _late_or_top_level(site: Surroundings, node: ast.expr) -> str | None:
    """The name that is known; None where it is not."""
    known = string(site, node)
    return None if known is None else _top_level(known)


def _top_level(text: str) -> str:
    path = parse_path(text)
    if len(path) > 1 or set(path[0]) & set(".`"):
        raise CannotRewriteError(f"`{text}` is a path, beside names that are known only when the job runs", code=FIELDS)
    return path[0]


def _comprehension(site: Surroundings, element: str, loop: str) -> Text:
    inner = f"\n{site.indent}    "
    return Text(f"[{inner}{element}{inner}{loop}\n{site.indent}]")


def _stopping_at_paths(names: str) -> tuple[Text, ...]:
    return _stopping(f'any("." in name or "`" in name for name in {names})', names)


def _stopping(condition: str, names: str) -> tuple[Text, ...]:
    return (
        Text(f"if {condition}:"),
        Text(f'    raise ValueError("not the names of columns of the top level", {names})'),
    )


def _may_be_mapped(site: Surroundings, mappings: ast.expr) -> bool:
    """False for a list in which some row is surely no mapping, or one that stops the job, or in which all are known."""
    match mappings:
        case ast.List(elts=rows):
            known = [isinstance(row, ast.Tuple) and strings(site, row) is not None for row in rows]
            return not all(known) and all(_may_be_row(site, row) for row in rows)
        case ast.ListComp(elt=ast.Tuple(elts=[_, declared, _, wanted])):
            return string(site, declared) is None or string(site, wanted) is None
        case ast.Constant() | ast.Tuple() | ast.Dict():
            return False
        case _:
            return True


def _may_be_row(site: Surroundings, row: ast.expr) -> bool:
    match row:
        case ast.Tuple(elts=[source, _, target, _]):
            known = (string(site, source), string(site, target))
            return not any("." in name or "`" in name for name in known if name)
        case ast.Tuple() | ast.List() | ast.Constant() | ast.Dict():
            return False
        case _:
            return True


def _is_list(site: Surroundings, node: ast.expr) -> bool:
    """True for what is surely a list or a tuple, and not a text or something that can be gone through once."""
    match node:
        case ast.List() | ast.ListComp() | ast.Tuple() | ast.Attribute(attr="columns"):
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in _MAKERS
        case ast.Name(id=name):
            scope = site.view.scope_of(node)
            match scope.bindings[name] if scope else ():
                case [ast.arg(annotation=ast.expr() as annotation)]:
                    return _says_list(annotation)
            value = only_assigned(site, node)
            return value is not None and not isinstance(value, ast.Name) and _is_list(site, value)
        case _:
            return False


def _says_list(annotation: ast.expr) -> bool:
    match annotation:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _LISTS
        case ast.Subscript(value=ast.Name(id="Optional") | ast.Attribute(attr="Optional"), slice=inner):
            return _says_list(inner)
        case ast.Subscript(value=whole):
            return _says_list(whole)
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _says_list(left)
        case _:
            return False
