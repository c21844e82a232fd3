"""Which binding a name refers to, held against Python's own symbol tables."""

from __future__ import annotations

import ast
import symtable
from collections.abc import Iterator

import pytest

from g2l_tui.engine.text.scopes import Scopes, scopes_of
from g2l_tui.engine.text.tree import nodes_below

SOURCES = {
    "module": "x = 1\nprint(x, y)\n",
    "function": "x = 1\ndef f(a, *b, c=x, **d):\n    e = a\n    return x, e, b, c, d, g\n",
    "closure": "def f():\n    x = 1\n    def g():\n        return x\n    return g\n",
    "nonlocal": "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n        return x\n",
    "global": "x = 1\ndef f():\n    global x\n    x = 2\n    return x\n",
    "class": "x = 1\nclass C(x):\n    x = 2\n    y = x\n    def f(self):\n        return x\n",
    "comprehension": "x = 1\ny = [x for x in range(x) if x]\nz = {a: b for a, b in y}\n",
    "comprehension in a class": "class C:\n    x = [1]\n    y = [a for a in x]\n",
    "lambda": "x = 1\nf = lambda x, y=x: x + y + z\n",
    "walrus": "def f():\n    if (n := g()):\n        return n\n",
    "walrus in a comprehension": "def f(xs):\n    y = [z for x in xs if (z := x)]\n    return z\n",
    "except": "try:\n    pass\nexcept E as e:\n    print(e)\n",
    "match": "match x:\n  case [a, *b]:\n    print(a, b)\n"
    "  case {'k': c, **d}:\n    print(c, d)\n  case K(e=f) as g:\n    print(f, g)\n",
    "imports": "import a.b, c as d\nfrom e import f as g\nprint(a, d, g)\n",
    "for, with, del": "for i in j:\n    pass\nwith k as (l, m):\n    print(l, m, i)\ndel i\n",
    "decorator": "def d(f): return f\n@d\ndef g(): return g\n",
    "annotations": "x: int = 1\ndef f(a: x) -> x:\n    y: x\n    return a\n",
    "augmented": "x = 1\ndef f():\n    x += 1\n",
}


def owners(scopes: Scopes) -> dict[tuple[str, int, int], str]:
    return {
        (name.id, name.lineno, name.col_offset): getattr(owner.node, "name", type(owner.node).__name__) if owner else ""
        for name, owner in scopes.resolved.items()
    }


def tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from tables(child)


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES.keys())
def test_names_that_nothing_binds_are_those_python_looks_up_as_builtins(source: str) -> None:
    tree = ast.parse(source)
    module = symtable.symtable(source, "m", "exec")
    bound = {symbol.get_name() for symbol in module.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    declared = {
        symbol.get_name() for table in tables(module) for symbol in table.get_symbols() if symbol.is_declared_global()
    }

    free = {
        symbol.get_name()
        for table in tables(module)
        for symbol in table.get_symbols()
        if symbol.is_referenced() and symbol.is_global() and symbol.get_name() not in bound | declared
    }
    free |= {
        symbol.get_name()
        for symbol in module.get_symbols()
        if symbol.is_referenced() and not symbol.is_assigned() and not symbol.is_imported()
    }

    assert set(scopes_of(nodes_below(tree)).free) == free - {".0"}


@pytest.mark.parametrize(
    ("source", "name", "line", "owner"),
    [
        ("x = 1\ndef f():\n    return x\n", "x", 3, "Module"),
        ("x = 1\ndef f(x):\n    return x\n", "x", 3, "f"),
        ("x = 1\ndef f(a=x):\n    x = 2\n", "x", 2, "Module"),
        ("x = 1\nclass C:\n    x = 2\n    def f(self):\n        return x\n", "x", 5, "Module"),
        ("class C:\n    x = 2\n    y = x\n", "x", 3, "C"),
        ("def f():\n    x = 1\n    def g():\n        nonlocal x\n        return x\n", "x", 5, "f"),
        ("def f():\n    x = 1\n    def g():\n        global x\n        return x\n", "x", 5, ""),
        ("def f():\n    def g():\n        return x\n    x = 1\n", "x", 3, "f"),
    ],
)
def test_a_name_belongs_to_the_scope_python_finds_it_in(source: str, name: str, line: int, owner: str) -> None:
    found = {key[:2]: value for key, value in owners(scopes_of(nodes_below(ast.parse(source)))).items()}

    assert found[(name, line)] == owner


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2\n    return x\n", "x"),
        ("def f(xs):\n    y = [z for x in xs if (z := x)]\n", "z"),
    ],
)
def test_a_binding_from_inside_counts_for_the_scope_it_binds_in(source: str, name: str) -> None:
    scopes = scopes_of(nodes_below(ast.parse(source)))

    outer = next(scope for scope in scopes.every if getattr(scope.node, "name", "") == "f")
    assert len(outer.bindings.get(name, ())) == source.count(f"{name} = ") + source.count(f"{name} :=")


def test_every_load_has_an_owner_or_is_free() -> None:
    for source in SOURCES.values():
        tree = ast.parse(source)

        loads = {node for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
        assert loads <= set(scopes_of(nodes_below(tree)).resolved)
