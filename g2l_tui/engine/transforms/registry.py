"""The table of transforms, and the place at which one is called."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from g2l_tui.config import Settings
from g2l_tui.engine.kinds.kind import Kind
from g2l_tui.ruleset.template import Text

TRANSFORMS: dict[str, Callable[..., Any]] = {}
"""By name. A transform takes the site and its arguments (`Argument`, None when not given, or a literal), and
returns `Text`, a tuple of `Text` for `$*` holes, or raises CannotRewriteError."""

_Transform = TypeVar("_Transform", bound=Callable[..., Any])


class Site(Protocol):
    """What a transform may ask about the place it works at."""

    @property
    def settings(self) -> Settings:
        """The settings of the workspace."""
        ...

    @property
    def indent(self) -> str:
        """The white space before the statement that is being rewritten."""
        ...

    @property
    def path(self) -> str:
        """The path of the source."""
        ...

    def kind(self, node: ast.expr) -> Kind:
        """The kind of an expression of the source."""
        ...

    def literal(self, node: ast.expr) -> ast.expr:
        """The constant expression that a name surely stands for, or the node itself."""
        ...

    def entries(self, node: ast.expr) -> Mapping[str, tuple[ast.expr, Text]] | None:
        """The keys of a dictionary and what each holds, None when they are not known."""
        ...

    def text(self, node: ast.expr) -> Text:
        """An expression of the source as it reads after the rewrite."""
        ...

    def source(self, node: ast.expr) -> str:
        """An expression as the author wrote it, comments and line ends included."""
        ...

    @property
    def is_guarded(self) -> bool:
        """Whether the call stands in a `try` whose handlers may catch what it raises."""
        ...

    @property
    def untouched_names(self) -> tuple[tuple[str, str], ...]:
        """What to say of the tables that a text of this call names and that stay as they are: code and sentence."""
        ...

    def keys_read(self, node: ast.Call) -> frozenset[str]:
        """The literal keys that the module reads from what this call gives, wherever that is a name."""
        ...

    @property
    def call(self) -> ast.Call:
        """The call that is being rewritten."""
        ...

    def drop(self, option: str, reason: str) -> None:
        """Put a row into the ledger for an option that has no place in the result."""
        ...

    def constant(self, line: str) -> None:
        """Ask for a line `_NAME = value` below the imports of the module."""
        ...

    def caution(self, code: str, sentence: str) -> None:
        """Make the rewrite `approximate`: a reviewer must hear the sentence."""
        ...

    def function_of(self, node: ast.expr) -> ast.Lambda | ast.FunctionDef | None:
        """The lambda or the function of this module that an expression surely is."""
        ...


def transform(function: _Transform) -> _Transform:
    """Make a function callable from rules, by its own name."""
    TRANSFORMS[function.__name__] = function
    return function
