"""What variables hold: the values they are bound to, what is added to them later, and the elements of containers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from g2l_tui.engine.text.tree import literal_entries
from g2l_tui.engine.view import View

_BLOCKS = ("body", "orelse", "finalbody", "handlers")


@dataclass(frozen=True)
class Value:
    """One value of a variable: an expression, and the texts that are added to it, one behind the other.

    `reads` are the names that the way to it reads: that of a container, and the variable's own where it grows.
    """

    node: ast.expr
    added: tuple[ast.expr, ...] = ()
    reads: tuple[ast.Name, ...] = ()


@dataclass(frozen=True)
class Container:
    """The elements of a list by their places, or of a dictionary by its keys; `is_open` when any may be meant."""

    elements: Mapping[object, ast.expr]
    is_open: bool = False

    def under(self, key: ast.expr) -> Sequence[ast.expr]:
        """Return what `container[key]` may be: all of a dictionary, where the key is not known."""
        match key:
            case ast.Constant(value=known):
                return [self.elements[known]] if known in self.elements else []
            case _:
                return tuple(self.elements.values()) if self.is_open else ()


def values_of(view: View, bindings: Sequence[ast.AST], name: str) -> list[Value] | None:
    """Return everything that a variable is ever bound to; None when not all of it is known here."""
    growth = {binding: found for binding in bindings if (found := _growth(binding, name))}
    bound = [binding for binding in bindings if binding not in growth]
    values: list[Value] = []
    for binding in bound:
        match binding:
            case (
                ast.Assign(targets=[ast.Name(id=target) | ast.Attribute(attr=target)], value=node)
                | ast.AnnAssign(target=ast.Name(id=target) | ast.Attribute(attr=target), value=ast.expr() as node)
            ) if target == name:
                later = [growth[each] for each in growth if _reaches(view, binding, each, bound)]
                added = tuple(piece for each in later for piece in each.added)
                values.append(Value(node, added, tuple(read for each in later for read in each.reads)))
            case _:
                elements = [each for loop in _loops(binding, name) for each in _elements(view, *loop)]
                if not elements:
                    return None
                values += elements
    return values


def container_of(view: View, name: ast.Name) -> Container:
    """Return what a name holds that is written out and never changed; nothing of any other."""
    match view.literal(name):
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            is_plain = not any(isinstance(each, ast.Starred) for each in elements)
            return Container(dict(enumerate(elements)) if is_plain else {})
        case ast.Dict():
            return Container(dict(_entries(view, name).items()), is_open=True)
        case _:
            return Container({})


def elements_of(view: View, node: ast.expr) -> list[Value]:
    """Return the elements of a list that is written out, or is made of one expression; nothing for any other."""
    match node:
        case ast.ListComp(elt=element) | ast.GeneratorExp(elt=element):
            return [Value(element)]
        case _:
            return _elements(view, node, None)


def _growth(binding: ast.AST, name: str) -> Value | None:
    """What `x += text` and `x = x + text` add to a variable."""
    match binding:
        case ast.AugAssign(target=ast.Name(), op=ast.Add(), value=value):
            return Value(value, (value,))
        case ast.Assign(targets=[ast.Name(id=bound)], value=ast.BinOp(op=ast.Add()) as value) if bound == name:
            pieces: list[ast.expr] = []
            node: ast.expr = value
            while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                pieces.append(node.right)
                node = node.left
            if isinstance(node, ast.Name) and node.id == name:
                return Value(value, tuple(pieces[::-1]), (node,))
    return None


def _reaches(view: View, binding: ast.stmt, growth: ast.AST, bound: Sequence[ast.AST]) -> bool:
    """True when what is bound may grow there: behind it, not in another branch, and not bound anew before."""
    around = _blocks(view, binding)
    branches: dict[ast.AST, str] = {parent: block for parent, block in around if isinstance(parent, ast.If)}
    is_other_branch = any(branches.get(parent, block) != block for parent, block in _blocks(view, growth))
    between = [each for each in bound if _line(binding) < _line(each) < _line(growth)]
    is_bound_anew = any(_blocks(view, each)[:1] == [block] for each in between for block in around)
    return _line(binding) < _line(growth) and not is_other_branch and not is_bound_anew


def _line(node: ast.AST) -> tuple[int, int]:
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _blocks(view: View, node: ast.AST) -> list[tuple[ast.AST, str]]:
    """The blocks around a statement, from the innermost one: of which statement, and which of its blocks."""
    found: list[tuple[ast.AST, str]] = []
    while (parent := view.parents.get(node)) is not None:
        found += [(parent, block) for block in _BLOCKS if node in _list(getattr(parent, block, None))]
        node = parent
    return found


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _loops(binding: ast.AST, name: str) -> Iterator[tuple[ast.expr, int | None]]:
    """Yield what a variable runs over, and in which place of its elements it stands if they are tuples."""
    generators = getattr(binding, "generators", ())
    for loop in [binding] if isinstance(binding, ast.For) else generators:
        match loop.target:
            case ast.Name(id=bound) if bound == name:
                yield loop.iter, None
            case ast.Tuple(elts=targets):
                names = [each.id if isinstance(each, ast.Name) else "" for each in targets]
                yield from ((loop.iter, place) for place, each in enumerate(names) if each == name)


def _elements(view: View, node: ast.expr, place: int | None) -> list[Value]:
    """The elements of what is written out, or what stands at one place in each; nothing where that is not known."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr="values"), args=[]) if place is None:
            return [Value(value, reads=(owner,)) for value in _entries(view, owner).values()]
        case ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr="items"), args=[]) if place == 1:
            return [Value(value, reads=(owner,)) for value in _entries(view, owner).values()]
        case ast.Name():
            literal = view.literal(node)
            return (
                [replace(each, reads=(node,)) for each in _elements(view, literal, place)]
                if literal is not node
                else []
            )
        case ast.List(elts=elements) | ast.Tuple(elts=elements):
            found = [_at(each, place) for each in elements]
            return [Value(each) for each in found if each] if all(found) else []
        case _:
            return []


def _at(element: ast.expr, place: int | None) -> ast.expr | None:
    match element:
        case ast.Starred():
            return None
        case ast.Tuple(elts=elements) | ast.List(elts=elements) if place is not None:
            return elements[place] if place < len(elements) else None
        case _:
            return element if place is None else None


def _entries(view: View, container: ast.Name) -> dict[str, ast.expr]:
    """The entries of a dictionary that is written out as a whole, with texts for keys."""
    held = view.literal(container)
    entries = literal_entries(held)
    return entries if isinstance(held, ast.Dict) and len(entries) == len(held.keys) else {}
