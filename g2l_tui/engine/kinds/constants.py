"""Texts that names of a module, and attributes of its classes, stand for once and for all."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from g2l_tui.engine.text.module import Module
from g2l_tui.engine.text.tree import literal_entries


@dataclass(frozen=True, slots=True)
class Constants:
    """The texts of one module by name, `NAME` or `Class.NAME`; `stored` are the attributes that it assigns anywhere.

    `entries` are those of dictionaries, `NAME["key"]`, as they are when the module has run.
    """

    texts: dict[str, str] = field(default_factory=dict)
    stored: frozenset[str] = frozenset()
    entries: dict[str, str] = field(default_factory=dict)


def constants_of(module: Module) -> Constants:
    """Return what the module binds to a text, in its body or in that of a class, and to nothing else."""
    of_module, _ = module.rebound
    texts = {name: text for name, text in _texts(module, module.tree) if name not in of_module}
    for statement in module.tree.body:
        if isinstance(statement, ast.ClassDef) and module.scopes.module.bound_once(statement.name):
            texts |= {f"{statement.name}.{name}": text for name, text in _texts(module, statement)}
    return Constants(texts, frozenset(_stored(module)), dict(_entries(module)))


def _texts(module: Module, block: ast.Module | ast.ClassDef) -> Iterator[tuple[str, str]]:
    for statement in block.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text)))
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.Constant(value=str(text)))
            ) if module.scopes.of_statement[statement].bound_once(name):
                yield name, text


def _entries(module: Module) -> Iterator[tuple[str, str]]:
    for statement in module.tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict() as held):
                for key, value in literal_entries(held).items():
                    if isinstance(value, ast.Constant) and isinstance(value.value, str):
                        yield f'{name}["{key}"]', value.value


def _stored(module: Module) -> Iterator[str]:
    for attribute in module.nodes.of(ast.Attribute):
        if not isinstance(attribute.ctx, ast.Load):
            yield attribute.attr
    for call in module.nodes.of(ast.Call) if "setattr" in module.nodes.names else ():
        match call:
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value=str(name)), _]):
                yield name
