"""Methods that a module gives to DynamicFrame: after `DynamicFrame.clean = clean`, `frame.clean(n)` calls `clean`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping

from g2l_tui.engine.kinds.kind import Instance, Symbol
from g2l_tui.engine.rewriting.draft import Draft
from g2l_tui.engine.rewriting.refusal import Refused
from g2l_tui.engine.text.scopes import resolve
from g2l_tui.engine.view import View
from g2l_tui.ruleset.template import Place, Text

RULE = "patched-method"
CODE = "G2L115"

FRAMES = (Instance("DynamicFrame"), Instance("DataFrame"))
_CLASS = Symbol("awsglue.dynamicframe.DynamicFrame")
_KIND = "DynamicFrame"


def patched_by(view: View, statement: ast.stmt) -> str | None:
    """Return the callee that a statement makes, `DynamicFrame.name`, if that is what it does."""
    match statement:
        case ast.Assign(targets=[ast.Attribute(value=owner, attr=name)]) if view.kind(owner) == _CLASS:
            return f"{_KIND}.{name}"
        case _:
            return None


def check_patch(view: View, statement: ast.stmt, callee: str) -> None:
    """Raise Refused unless every use of a new method is a call in this module of a function of this module."""
    symbol = _function(view, callee)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else ast.Name("")
    if symbol is None or callee not in view.called:
        reason = f"`{ast.unparse(target)}` gives a method to a class that no object is of any more"
        raise Refused(target, reason, CODE)
    if view.knowledge.is_used_elsewhere(view.module.path, callee):
        raise Refused(target, f"other files call the method that `{ast.unparse(target)}` gives to frames", CODE)


def function_behind(view: View, call: ast.Call, callee: str) -> str | None:
    """Return the function that a call of such a method runs, by its name at that place; None for other calls.

    Raises Refused where the name means something else there, or is another file's.
    """
    owner, _, name = callee.partition(".")
    if owner != _KIND or not isinstance(view.knowledge.attribute(_KIND, name), Symbol):
        return None
    symbol = _function(view, callee)
    function = symbol.partition(":")[2] if symbol else ""
    found = resolve(view.scopes.of_statement[view.statement_of(call)], function)
    if not function or found is not view.scopes.module or not found.bound_once(function):
        reason = f"`{name}` is a method that the workspace gives to frames, and its function has no name here"
        raise Refused(call, reason, CODE, "import the function, and call it with the frame")
    return function


def called_behind(view: View, node: ast.Call, function: str, text: Callable[[ast.expr], Text]) -> Text:
    """Return the call of the function behind a method; one that gives a frame stays in the chain."""
    receiver = text(node.func.value if isinstance(node.func, ast.Attribute) else node.func)
    arguments = [text(each).code for each in node.args]
    arguments += [f"{each.arg}={text(each.value).code}" if each.arg else f"**{text(each.value).code}"
                  for each in node.keywords]  # fmt: skip
    if view.kind(node) in FRAMES:
        return Text(f"{receiver.at(Place.RECEIVER)}.transform({', '.join([function, *arguments])})")
    return Text(f"{function}({', '.join([receiver.code, *arguments])})")


def unused_patches(view: View, drafts: Mapping[ast.stmt, Draft]) -> Iterator[tuple[Draft, list[Draft], bool]]:
    """Yield each draft that takes a method away, the drafts of its calls, and whether all of them are rewritten."""
    for statement, draft in drafts.items():
        if draft.deleted and RULE in draft.rules and (callee := patched_by(view, statement)):
            calls = [call for call, name in view.facts.callees.items() if name == callee]
            users = [drafts.get(view.statement_of(call)) for call in calls]
            yield draft, [user for user in users if user], all(user and not user.refused for user in users)


def _function(view: View, callee: str) -> str | None:
    """The symbol of the function behind a method, if it stands at the top of this module."""
    held = view.knowledge.attribute(_KIND, callee.partition(".")[2])
    path, _, name = held.name.partition(":") if isinstance(held, Symbol) else ("", "", ".")
    return f"{path}:{name}" if path == view.module.path and "." not in name and "<" not in name else None
