"""A source, parsed: text as UTF-8, syntax tree, and where every node stands in the bytes."""

from __future__ import annotations

import ast
import re
import warnings
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

from g2l_tui.engine.text.scopes import Scopes, scopes_of
from g2l_tui.engine.text.tree import Nodes, nodes_below
from g2l_tui.engine.text.units import line_starts
from g2l_tui.engine.text.versions import Latest
from g2l_tui.errors import ParseError
from g2l_tui.model.change import Edit
from g2l_tui.model.source import Source, decode

_NEWLINE = re.compile(rb"\r\n|\r|\n")
_BARE = re.compile(rb"(?<!\r)\n")
_ADDING = frozenset({"append", "add", "insert", "setdefault", "extend", "update"})
_BOM = "utf-8-sig"
_LATEST = Latest()


def parse_tree(text: str) -> ast.Module:
    """Parse Python. Raises ParseError, never anything else: deep nesting and odd bytes included."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        line = error.lineno or _line_of_null(text)
        raise ParseError(error.msg or "invalid syntax", line=line, column=error.offset or 1) from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ParseError(str(error) or "nested too deeply", line=_line_of_null(text), column=1) from error


def _line_of_null(text: str) -> int:
    """The line of the first null character, which the parser does not tell; 1 without any."""
    return text.count("\n", 0, max(text.find("\0"), 0)) + 1


@dataclass(frozen=True)
class Module:
    """A parsed source. `code` is its text in UTF-8 without a byte order mark; offsets are into `code`."""

    path: str
    content: bytes = field(repr=False)
    code: bytes = field(repr=False)
    encoding: str
    tree: ast.Module = field(repr=False)

    @cached_property
    def nodes(self) -> Nodes:
        """Every node of the tree."""
        return nodes_below(self.tree)

    @cached_property
    def scopes(self) -> Scopes:
        """Who binds the names of the module."""
        return scopes_of(self.nodes)

    @cached_property
    def free(self) -> Mapping[str, Sequence[ast.Name]]:
        """The reads of names that nothing binds: builtins, star imports, mistakes."""
        return self.scopes.free

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """The offset at which each line begins."""
        return line_starts(self.code)

    @cached_property
    def newline(self) -> str:
        """The first line end of the file, a line feed when it has none."""
        found = _NEWLINE.search(self.code)
        return found[0].decode() if found else "\n"

    @cached_property
    def rebound(self) -> tuple[frozenset[str], frozenset[str]]:
        """The names that functions declare, or add elements to, as those of the module or of a function around them."""
        of_module = {name for each in self.nodes.of(ast.Global) for name in each.names}
        of_function = {name for each in self.nodes.of(ast.Nonlocal) for name in each.names}
        for name in self._added_to():
            owner = self.scopes.resolved.get(name)
            if owner is not self.scopes.scope_of_load(name):
                (of_module if owner is self.scopes.module else of_function).add(name.id)
        return frozenset(of_module), frozenset(of_function)

    def _added_to(self) -> Iterator[ast.Name]:
        """Yield the names of containers that get an element: `x["a"] = …`, `x.append(…)`."""
        for item in self.nodes.of(ast.Subscript):
            if isinstance(item.value, ast.Name) and isinstance(item.ctx, ast.Store):
                yield item.value
        for method in self.nodes.of(ast.Attribute):
            if isinstance(method.value, ast.Name) and method.attr in _ADDING:
                yield method.value

    @cached_property
    def names_read(self) -> frozenset[str]:
        """Every name that some expression of the module reads, and every text, as `__all__` has them."""
        texts = {node.value for node in self.nodes.of(ast.Constant) if isinstance(node.value, str)}
        return self.nodes.names | texts

    def start(self, node: ast.expr | ast.stmt) -> int:
        """The offset of the first byte of a node."""
        return self.line_starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        """The offset behind the last byte of a node."""
        return self.line_starts[(node.end_lineno or 1) - 1] + (node.end_col_offset or 0)

    def text(self, node: ast.expr | ast.stmt) -> str:
        """The source text of a node."""
        return self.code[self.start(node) : self.end(node)].decode()

    def line_of(self, offset: int) -> int:
        """The 1-based line in which an offset lies."""
        return bisect_right(self.line_starts, offset)

    def column_of(self, node: ast.expr | ast.stmt) -> int:
        """The 1-based column of a node, in characters."""
        line = self.line_starts[node.lineno - 1]
        return len(self.code[line : line + node.col_offset].decode(errors="replace")) + 1

    def line_bounds(self, line: int) -> tuple[int, int]:
        """The offsets of a 1-based line, its line end included."""
        starts = self.line_starts
        return starts[line - 1], starts[line] if line < len(starts) else len(self.code)

    def indent_of(self, node: ast.stmt | ast.expr) -> str:
        """The white space in front of the line in which a statement or an expression begins."""
        start, end = self.line_bounds(node.lineno)
        line = self.code[start:end].decode()
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def in_content(self, edit: Edit) -> Edit:
        """Return an edit of `code` as one of the file's own bytes. Raises UnicodeEncodeError, ValueError."""
        edit = self._with_own_line_ends(edit)
        if self.encoding == "utf-8":
            return edit
        if self.encoding == _BOM:
            return replace(edit, start=edit.start + 3, end=edit.end + 3)
        start = len(self.code[: edit.start].decode().encode(self.encoding))
        old = self.code[edit.start : edit.end].decode().encode(self.encoding)
        if self.content[start : start + len(old)] != old:
            raise ValueError(f"the encoding {self.encoding} has more than one spelling for the same text")
        new = edit.replacement.decode().encode(self.encoding)
        return replace(edit, start=start, end=start + len(old), replacement=new)

    def _with_own_line_ends(self, edit: Edit) -> Edit:
        if self.newline == "\n" or not _BARE.search(edit.replacement) or _BARE.search(self.code):
            return edit
        return replace(edit, replacement=_BARE.sub(self.newline.encode(), edit.replacement))


@lru_cache(maxsize=2)  # the rewriting and the validators ask for the same source and result, one after the other
def parse_module(source: Source) -> Module:
    """Decode and parse a source. Raises ParseError with `line` and `column` in its details."""
    try:
        text, encoding = decode(source.content)
    except UnicodeDecodeError as error:
        line = len(_NEWLINE.findall(source.content, 0, error.start)) + 1
        raise ParseError(f"cannot be decoded: {error}", line=line, column=1) from error
    except (SyntaxError, LookupError) as error:
        raise ParseError(f"cannot be decoded: {getattr(error, 'msg', error)}", line=1, column=1) from error
    code = text.encode("utf-8", "surrogatepass")
    return Module(source.path, source.content, code, encoding, _LATEST.tree(source.path, code, text, parse_tree))


def parses(source: Source) -> bool:
    """Say whether a source is Python that can be read."""
    try:
        parse_module(source)
    except ParseError:
        return False
    return True
