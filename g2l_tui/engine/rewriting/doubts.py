"""What may be Glue and cannot be told for sure: each of these is refused, and says why."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.awsglue import CLASSES, COMMON_MEMBERS, TELLING, UNIQUE_KEYWORDS, UNIQUE_MEMBERS, is_glue
from g2l_tui.engine.kinds.callables import is_glue_callee
from g2l_tui.engine.kinds.kind import Either, Instance, Kind, Many, Member, Nothing, Symbol, each_of, in_words
from g2l_tui.engine.rewriting.refusal import Refused
from g2l_tui.engine.rewriting.said import is_said
from g2l_tui.engine.rewriting.unread import check_called
from g2l_tui.engine.view import View

BY_NAME = "G2L113"

_CONTEXTS: tuple[Kind, ...] = (Instance("GlueContext"), Instance("Job"), Instance("DynamicFrameCollection"))
_GLUE = frozenset(kind for symbol, kind in CLASSES.items() if symbol.startswith("awsglue."))
_GLUE_OBJECTS = frozenset(Instance(name) for name in (*_GLUE, "GlueLogger"))
_OF_GLUE_ONLY = frozenset(UNIQUE_MEMBERS) | {"spark_session", "sparkSession"}
_NAMES_OF_CLASSES = frozenset({"__name__", "__qualname__"})
_THE_SAME = frozenset({"count", "printSchema", "show", "repartition"})
"""Methods of which both sorts of frames have the same, but for the names of their arguments."""

_ALIKE = frozenset({("GlueLogger", "warn")})
"""Members that have another name now, of objects that still have the old one too."""

_ENDS = frozenset({"abort_transaction", "cancel_transaction", "commit_transaction"})
"""What ends a transaction: that of a database asks for no number of it."""

_MODULE = re.compile(r"(awsglue|awsgluedq|awsglueml|awsgluedi)(\.\w+)*")
_WORDS = re.compile(r"\w+")


def check_call(view: View, node: ast.Call) -> None:
    """Refuse a call that is not Glue's own, where Glue's may hide behind it. Raises Refused."""
    _check_passed(view, node)
    check_called(view, node)
    _check_looks_like_glue(view, node)
    _check_given(view, node)
    match node:
        case ast.Call(func=ast.Name(id="getattr" | "hasattr" | "setattr" | "delattr"), args=[owner, name, *_]):
            _check_looked_up(view, node, owner, name)
        case ast.Call(func=ast.Name(id="eval" | "exec"), args=[ast.Constant(value=str(code)), *_]):
            _check_evaluated(view, node, code)
        case ast.Call(
            func=ast.Name(id="methodcaller" | "attrgetter") | ast.Attribute(attr="methodcaller" | "attrgetter"),
            args=[ast.Constant(value=str(name)), *rest],
        ) if view.has_frames and (name in _OF_GLUE_ONLY or (name == "toDF" and not rest)):
            raise Refused(node, f"`{ast.unparse(node)}` looks up an attribute of a Glue object by its name", BY_NAME)


def check_member(view: View, node: ast.Attribute) -> None:
    """Refuse to say what a member is, where that hangs on what nobody knows of its object. Raises Refused."""
    _check_session_of(view, node)
    _check_either(view, node)
    _check_name_of_class(view, node)


def _check_name_of_class(view: View, node: ast.Attribute) -> None:
    """Refuse the name of a frame's class, which is another one now, unless it is only said. Raises Refused."""
    if node.attr not in _NAMES_OF_CLASSES:
        return
    match node.value:
        case ast.Call(func=ast.Name(id="type"), args=[owner]) | ast.Attribute(value=owner, attr="__class__"):
            kinds = {each.name for each in each_of(view.kind(owner)) if isinstance(each, Instance)}
        case _:
            return
    if kinds & _GLUE and not is_said(view, node):
        reason = f"`{ast.unparse(node)}` is the name of another class now"
        raise Refused(node, reason, BY_NAME, "decide by something else than the name of the class")


def _check_either(view: View, node: ast.Attribute) -> None:
    """Refuse a member that becomes another one where its object is Glue's, which it may be or not. Raises Refused."""
    kind = view.kind(node.value)
    for each in each_of(kind) if isinstance(kind, Either) else ():
        if isinstance(each, Instance) and each in _GLUE_OBJECTS and _becomes_another(view, each.name, node.attr):
            reason = f"`{ast.unparse(node.value)}` may be a {in_words(kind)}, and `{node.attr}` differs"
            raise Refused(node, reason, "G2L107")


def _becomes_another(view: View, owner: str, member: str) -> bool:
    called = owner != "DynamicFrame" and view.ruleset.for_call(f"{owner}.{member}")
    rule = called or view.ruleset.for_member(f"{owner}.{member}")
    if not rule or (owner, member) in _ALIKE:
        return False
    template = rule.cases[0].template.source if rule.cases else ""
    return not template.startswith((f"$self.{member}", "$self.$member"))


def _check_session_of(view: View, node: ast.Attribute) -> None:
    """Refuse to take the session out of what may be a context, or a session by now. Raises Refused."""
    if node.attr not in ("spark_session", "sparkSession") or view.kind(node.value) not in (None, Nothing()):
        return
    if b"awsglue" in view.module.code or any(map(is_glue_callee, view.called)):
        owner = ast.unparse(node.value)
        reason = f"`{ast.unparse(node)}`: a context has it, a session has not, and `{owner}` is not known here"
        raise Refused(node, reason, "G2L106", f"annotate it, for example `{owner.rpartition('.')[2]}: GlueContext`")


def check_foreign(view: View, node: ast.Call) -> None:
    """Refuse a call on a Glue object that a class from outside the workspace has made. Raises Refused."""
    at: ast.expr = node.func
    while isinstance(at, ast.Attribute):
        owner = view.kind(at.value)
        if (
            isinstance(owner, Instance)
            and view.kind(at) in _GLUE_OBJECTS
            and not view.knowledge.assigns(owner.name, at.attr)
        ):
            for base in view.knowledge.bases_outside(owner.name)[:1]:
                reason = f"`{ast.unparse(at)}` comes from {base}, which is not in the workspace"
                raise Refused(node, reason, "G2L109")
        at = at.value


def doubtful_union(view: View, node: ast.Call) -> str:
    """Return what to say of a union that means rows by name or by place, where neither frame is known; or nothing."""
    match node:
        case ast.Call(func=ast.Attribute(value=left, attr="union"), args=[right], keywords=[]) if view.has_frames and {
            view.kind(left),
            view.kind(right),
        } <= {None, Nothing()}:
            name = ast.unparse(left)
            return f"`{name}` is not known here: columns meet by place, and did by name if it was a DynamicFrame"
        case _:
            return ""


def has_other_star(view: View) -> bool:
    """True when a star import that is not Glue's may bind any name."""
    return any(
        isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and not is_glue(node.module or "")
        for node in view.module.tree.body
    )


def check_compared(node: ast.Compare) -> None:
    """Refuse a comparison of a class's name with one that no object is of any more. Raises Refused."""
    sides = (node.left, *node.comparators)
    if not any(isinstance(each, ast.Attribute) and each.attr in _NAMES_OF_CLASSES for each in sides):
        return
    for side in sides:
        for each in side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else (side,):
            match each:
                case ast.Constant(value=str(name)) if name in _GLUE:
                    raise Refused(each, f"no class is called `{name}` any more", BY_NAME)


def check_text(view: View, node: ast.Constant | ast.JoinedStr) -> None:
    """Refuse a text that names a module of Glue's where something looks it up. Raises Refused."""
    if isinstance(node, ast.JoinedStr) or not isinstance(node.value, str) or not _MODULE.fullmatch(node.value):
        return
    match view.parents.get(node):
        case ast.Call(func=ast.Attribute(attr="getLogger") | ast.Name(id="print")):
            return
        case ast.Call(args=[first, *_]) if first is node:
            pass
        case ast.Dict(keys=keys) as table if node in keys and isinstance(view.parents.get(table), ast.Call):
            pass
        case ast.Subscript(slice=index) if index is node:
            pass
        case ast.Compare():
            pass
        case _:
            return
    raise Refused(node, f"`{node.value}` is looked up by its name, and will not be there", BY_NAME)


def _check_passed(view: View, node: ast.Call) -> None:
    """A context that is handed to code outside the workspace cannot become a session there."""
    match view.kind(node.func):
        case Symbol("functools.partial") if node.args and _is_own(view, node.args[0]):
            return
        case Symbol(name) if ":" not in name and not name.startswith("pyspark."):
            for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
                if view.kind(argument) in _CONTEXTS:
                    raise Refused(
                        argument, f"a Glue object is handed to {name}, which is not in the workspace", "G2L109"
                    )


def _is_own(view: View, node: ast.expr) -> bool:
    """True for a function of the workspace, or one of several."""
    return any(isinstance(each, Symbol | Member) and ":" in each.name for each in each_of(view.kind(node)))


def _check_looks_like_glue(view: View, node: ast.Call) -> None:
    """Refuse a call that Glue and Spark both have, where it is not known whose it is."""
    classes = view.kind(node.func.value) if isinstance(node.func, ast.Attribute) else view.kind(node.func)
    if isinstance(classes, Either) and any(isinstance(each, Symbol) and is_glue(each.name) for each in classes.kinds):
        raise Refused(node, f"`{ast.unparse(node.func)}` may be Glue's, or something else of that name", "G2L107")
    match node.func:
        case ast.Attribute(value=value, attr=member):
            kind = view.kind(value)
        case _:
            return
    if isinstance(kind, Either) and Instance("DynamicFrame") in kind.kinds:
        if view.ruleset.for_call(f"DynamicFrame.{member}") and (member not in _THE_SAME or node.keywords):
            reason = f"`{ast.unparse(value)}` may be a {in_words(kind)}, and `{member}` differs"
            raise Refused(node, reason, "G2L107")
    elif isinstance(kind, Many | Nothing | None) and not node.args and not node.keywords:
        if member == "toDF":
            where = f"`{ast.unparse(value)}.toDF()`"
            reason = f"{where} is only legal on a DynamicFrame or an RDD, and what it is called on is not known here"
            raise Refused(node, reason, "G2L106", _annotated(value))
        if member == "schema" and view.has_frames:
            reason = f"`{ast.unparse(value)}` is not known here, and `schema` is no method of a DataFrame"
            raise Refused(node, reason, "G2L106", _annotated(value))
    elif kind in (None, Nothing()) and member in ("filter", "map") and view.has_frames and _takes_record(node):
        reason = (
            f"`{ast.unparse(value)}.{member}` is given a function on records, and what it is called on is not known"
        )
        raise Refused(node, reason, "G2L106", _annotated(value))


def _check_given(view: View, node: ast.Call) -> None:
    """Refuse a call of what others have as well, if its arguments are such as Glue's takes. Raises Refused."""
    match node.func:
        case ast.Attribute(value=owner, attr=member) if member in COMMON_MEMBERS and not _is_own(view, node.func):
            telling = UNIQUE_KEYWORDS | TELLING.get(member, frozenset())
        case _:
            return
    if any(keyword.arg in telling for keyword in node.keywords) or _begins_as_glues(view, node):
        reason = (
            f"`{ast.unparse(node.func)}` is given what Glue's `{member}` takes, and what it is of is not known here"
        )
        raise Refused(node, reason, "G2L106", _annotated(owner))


def _begins_as_glues(view: View, node: ast.Call) -> bool:
    """True for the first argument that Glue's methods take of these names, in a file that has to do with Glue."""
    match node:
        case ast.Call(func=ast.Attribute(attr="getSource" | "setFormat"), args=[ast.Constant(value=str()), *_]):
            return b"awsglue" in view.module.code
        case ast.Call(func=ast.Attribute(attr="unbox"), args=[_, ast.Constant(value=str()), *_]):
            return b"awsglue" in view.module.code
        case ast.Call(func=ast.Attribute(attr=member), args=[_, *_]) if member in _ENDS:
            return b"awsglue" in view.module.code
        case _:
            return False


def _annotated(node: ast.expr) -> str:
    """The advice to annotate what a method is called on, if it has a name."""
    match node:
        case ast.Name(id=name):
            return f"annotate it, for example `{name}: DynamicFrame`"
        case _:
            return "bind it to a name, and annotate that: `frame: DynamicFrame = …`"


def _takes_record(node: ast.Call) -> bool:
    """True for a lambda that looks up a field by its name: Spark's frames take none, Glue's and RDDs do."""
    given = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "f")]
    if any(isinstance(each, ast.Attribute) and each.attr in ("rdd", "parallelize") for each in ast.walk(node.func)):
        return False
    match given:
        case [ast.Lambda(args=ast.arguments(args=[ast.arg(arg=record)]), body=body)]:
            return any(
                isinstance(each, ast.Subscript)
                and isinstance(each.value, ast.Name)
                and each.value.id == record
                and isinstance(each.slice, ast.Constant)
                and isinstance(each.slice.value, str)
                for each in ast.walk(body)
            )
        case _:
            return False


def _check_looked_up(view: View, node: ast.Call, owner: ast.expr, name: ast.expr) -> None:
    """An attribute that is looked up by its name is another one, or none, on what takes the place of the object."""
    kinds = {each.name for each in each_of(view.kind(owner)) if isinstance(each, Instance)}
    match node.func, name:
        case ast.Name(id="hasattr"), ast.Constant(value="toDF") if kinds == {"DynamicFrame"}:
            return  # a DataFrame has it too
    is_glues = isinstance(name, ast.Constant) and name.value in _OF_GLUE_ONLY and not kinds
    if kinds & _GLUE or is_glues:
        reason = f"`{ast.unparse(node)}` looks up an attribute of a Glue object by its name"
        raise Refused(node, reason, BY_NAME, "write the attribute out: `object.attribute`")


def _check_evaluated(view: View, node: ast.Call, code: str) -> None:
    words = set(_WORDS.findall(code))
    exports = view.knowledge.names_of(view.module.path)
    glue = {name for name in words & exports.keys() if _is_of_glue(exports[name])} | (words & _OF_GLUE_ONLY)
    if glue:
        raise Refused(node, f"the code in the text uses `{min(glue)}`, which is Glue's", BY_NAME, "write the code out")


def _is_of_glue(kind: Kind) -> bool:
    names = [each.name for each in each_of(kind) if isinstance(each, Instance | Symbol)]
    return any(name in _GLUE or is_glue(name) for name in names)
