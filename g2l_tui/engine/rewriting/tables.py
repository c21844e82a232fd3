"""Names of tables in texts: those that calls of Spark's read as SQL, or as the name of a table.

A literal is changed where it stands, which may be far from the call; it must have no other use than such calls.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from g2l_tui.engine.rewriting.elsewhere import elsewhere
from g2l_tui.engine.rewriting.iceberg import procedure
from g2l_tui.engine.rewriting.naming import ICEBERG, NAMES, Composed, Naming, Placed, Told
from g2l_tui.engine.rewriting.text_sinks import Sink, names_alone, sinks_of
from g2l_tui.engine.rewriting.texts import Texts
from g2l_tui.engine.text.sql import Named, glue_catalogs, mentioned
from g2l_tui.engine.text.written import Part
from g2l_tui.engine.view import View
from g2l_tui.model.change import Edit
from g2l_tui.ruleset.rule import Rule

REGISTER = frozenset({"createOrReplaceTempView", "createTempView", "registerTempTable"})
"""Methods of a frame that make it a view by a name."""

_BEGINS = re.compile(r"\s*\(?\s*(?:select|with)\b", re.IGNORECASE)


@dataclass(frozen=True)
class NamedText:
    """What a rule does inside a literal, and the lines below the imports that this needs."""

    rule: Rule
    edits: tuple[Edit, ...]
    constants: tuple[str, ...]


@dataclass(frozen=True)
class TableNames:
    """What becomes of the literals of a module, and what is to be told at which calls."""

    texts: Mapping[ast.expr, NamedText] = field(default_factory=dict)
    told: Mapping[ast.Call, tuple[Told, ...]] = field(default_factory=dict)


def table_names(view: View) -> TableNames:
    """Return what becomes of the names of tables in the texts of a module."""
    sinks = list(sinks_of(view))
    return _Search(view).result(sinks) if sinks else TableNames()


class _Search:
    """Composes every text first, so that it is known what each literal is used for; then looks at the names."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.texts = Texts(view)
        self.naming = Naming(view.settings, glue_catalogs(view.module.code), self._known)
        self.wanted: dict[ast.expr, list[_Wanted]] = defaultdict(list)
        self.told: dict[ast.Call, dict[Told, None]] = defaultdict(dict)
        self.constants: dict[ast.expr, NamedText] = {}

    def result(self, sinks: list[Sink]) -> TableNames:
        """Return what becomes of the names in the texts that these sinks read."""
        uses = [use for sink in sinks for use in self._uses(sink, sinks)]
        for use in uses:
            self._place(use)
        texts = {owner: self._settled(owner, wanted) for owner, wanted in self.wanted.items()}
        told = {call: tuple(sentences) for call, sentences in self.told.items()}
        return TableNames({owner: found for owner, found in texts.items() if found} | self.constants, told)

    def _uses(self, sink: Sink, sinks: list[Sink]) -> Iterator[_Use]:
        """Compose the texts that a sink may read, and those of the variables that are whole names in them."""
        self.texts.followed.add(sink.node)
        ways = self._ways(sink)
        if ways is None and not (self._is_passed_on(sink, sinks) or self._put_before_constant(sink)):
            self._tell_elsewhere(sink)
        for parts in ways or ():
            text = Composed(parts, self.view.module.code)
            names = sink.names(text)
            if sink.is_query and (called := procedure(text.text)):
                self._tell_procedure(sink, text, *called)
            elif names is None:
                self._tell_mentioned(sink, text)
            yield _Use(sink, text, names or (), {name: self._variable(text, name) for name in names or ()})
            yield from self._inner_uses(sink, text)

    def _inner_uses(self, sink: Sink, text: Composed, seen: frozenset[ast.expr] = frozenset()) -> Iterator[_Use]:
        """Queries within a query: texts that are filled in. A piece that is none by itself is told."""
        holes = text.holes.values() if sink.is_query and not sink.has_fields else ()
        for hole in (each for each in holes if each.expression not in seen):
            for parts in self.texts.looked_at(hole.expression) or ():
                inner = Composed(parts, self.view.module.code)
                if not _BEGINS.match(inner.text) or (names := sink.names(inner)) is None:
                    self._tell_mentioned(sink, inner)
                    continue
                self.texts.of(hole.expression)
                yield _Use(sink, inner, names, {name: self._variable(inner, name) for name in names})
                yield from self._inner_uses(sink, inner, seen | {hole.expression})

    def _put_before_constant(self, sink: Sink) -> bool:
        """Put the catalog before a table that another module names; False where that cannot be."""
        node = sink.node
        is_plain = isinstance(node, ast.Name | ast.Attribute) and not self._is_inside_text(node)
        if sink.is_query or sink.through or not (is_plain and self._lacks_only_a_catalog(node)):
            return False
        start, end = self.view.module.start(node), self.view.module.end(node)
        named = f'f"{self.naming.catalog}{{{ast.unparse(node)}}}"'
        self.constants[node] = NamedText(sink.rule, (Edit(start, end, named.encode()),), ())
        return True

    def _is_inside_text(self, node: ast.AST) -> bool:
        while (parent := self.view.parents.get(node)) is not None and not isinstance(parent, ast.FormattedValue):
            node = parent
        return parent is not None

    def _lacks_only_a_catalog(self, node: ast.expr) -> bool:
        """True for a table of another module's, behind its database, before which the catalog may be put."""
        found = elsewhere(self.view, node)
        text = Composed(found.parts(node), self.view.module.code) if found and found.text else None
        names = names_alone(text) if text else ()
        return text is not None and any(
            len(name.parts) == 2 and self.naming.before(text, name) is not None
            and isinstance(self.naming.outcome(text, name), Placed) for name in names
        )  # fmt: skip

    def _ways(self, sink: Sink) -> list[list[Part]] | None:
        if sink.has_fields:
            return self.texts.formatted(sink.node, sink.call, skip=1)
        return self.texts.of(sink.node, sink.through)

    def _is_passed_on(self, sink: Sink, sinks: list[Sink]) -> bool:
        """True for a parameter of which every call is known."""
        return any(other.call is sink.call and other.is_only for other in sinks if other.through) and not sink.through

    def _variable(self, text: Composed, name: Named) -> list[Composed] | None:
        """What a name may be that is one variable as a whole."""
        hole = text.hole(name.parts[0]) if len(name.parts) == 1 and not name.is_schema else None
        if hole is None:
            return None
        self.texts.followed.add(hole.expression)
        ways = self.texts.of(hole.expression)
        return [Composed(parts, self.view.module.code) for parts in ways or ()]

    def _place(self, use: _Use) -> None:
        """Note what a use wants of each literal, be it nothing: another use may want something else."""
        found = [each for name in use.names for each in self._outcomes(use, name)]
        advices = tuple(dict.fromkeys(advice for _, advice in found))
        for owner in use.text.owners:
            placed = frozenset(each for each, _ in found if each.owner is owner)
            self.wanted[owner].append(_Wanted(use.sink, placed, advices))

    def _outcomes(self, use: _Use, name: Named) -> Iterator[tuple[Placed, str]]:
        if (ways := use.variables[name]) is not None:
            yield from self._of_variable(use, name, ways)
            return
        match self.naming.outcome(use.text, name):
            case Placed() as placed:
                yield placed, self.naming.advice(use.text, name)
            case Told(sentence, code):
                self._tell(use.sink, sentence, code)

    def _of_variable(self, use: _Use, name: Named, ways: list[Composed]) -> Iterator[tuple[Placed, str]]:
        """A name that a variable holds is changed where the variable is bound, or gets its catalog put before it."""
        shown = use.text.shown(name.parts[0])
        hole = use.text.hole(name.parts[0])
        is_constant = hole and not use.sink.has_fields and self._lacks_only_a_catalog(hole.expression)
        if is_constant and (before := self.naming.before(use.text, name)):
            yield before, self.naming.advice(use.text, name)
            return
        is_told = use.sink.has_fields or (hole and self._is_there(use.sink, f"`{shown}`", hole.expression))
        if not (ways or is_told or (hole and self._is_a_view(hole.expression))):
            self._tell(use.sink, f"`{shown}` is known only when the job runs: where it names a database, write "
                                 f"`{self.view.settings.catalog}.{shown}`")  # fmt: skip
        for way in ways:
            names = names_alone(way)
            if not names:
                continue  # a query, or a piece of one
            found = [(each, self.naming.outcome(way, each)) for each in names]
            placed = frozenset(each for _, each in found if isinstance(each, Placed))
            advices = tuple(self.naming.advice(way, each) for each, what in found if what)
            may_change = all(self.texts.may_change(owner) for owner in way.owners)
            before = self.naming.before(use.text, name) if placed and not may_change and len(ways) == 1 else None
            if before and len(found[0][0].parts) == 2:
                yield before, advices[0]
                continue
            for owner in way.owners:
                own = frozenset(each for each in placed if each.owner is owner)
                self.wanted[owner].append(_Wanted(use.sink, own, advices))
            for _, what in found:
                if isinstance(what, Told):
                    self._tell(use.sink, what.sentence, what.code)

    def _settled(self, owner: ast.expr, wanted: list[_Wanted]) -> NamedText | None:
        """What all uses of a literal want of it; else each is told what to write."""
        first = wanted[0]
        if all(each.placed == first.placed for each in wanted) and self.texts.may_change(owner):
            constants = tuple(dict.fromkeys(each.constant for each in first.placed if each.constant))
            edits = tuple(sorted(each.edit for each in first.placed))
            return NamedText(first.sink.rule, edits, constants) if edits else None
        for each in wanted:
            if each.placed:
                self._tell(each.sink, f"The text has other uses as well: for this one, write {', '.join(each.advices)}")
        return None

    def _is_a_view(self, node: ast.expr) -> bool:
        """True for a name that a view is registered by."""
        scope = self.view.scope_of(node) if isinstance(node, ast.Name) else None
        if scope is None or not isinstance(node, ast.Name) or not scope.bound_once(node.id):
            return False
        names = [call.args[0] for call in self.view.module.nodes.calls_of(REGISTER) if call.args]
        return any(
            isinstance(each, ast.Name) and each.id == node.id and self.view.scope_of(each) is scope for each in names
        )

    def _tell_elsewhere(self, sink: Sink) -> None:
        """Say where a text stands that is none of this module's, and what to write there as far as it is known."""
        if self._is_a_view(sink.node):
            return
        what = sink.what
        if not self._is_there(sink, what, sink.node):
            found = elsewhere(self.view, sink.node)
            place = found.place if found else "is known only when the job runs"
            catalog = self.view.settings.catalog
            needs = f"a table in it needs its catalog, as `{catalog}.database.table` has"
            if sink.is_schema:
                needs = f"it needs its catalog, as `{catalog}.database` has"
            self._tell(sink, f"{what} {place}: {needs}")

    def _is_there(self, sink: Sink, what: str, node: ast.expr) -> bool:
        """Say what to write in a text that stands elsewhere; False where it is not known, or not understood."""
        found = elsewhere(self.view, node)
        if found is None or found.text is None:
            return False
        if not (sink.is_query and node is sink.node) and self._lacks_only_a_catalog(node):
            named = f"{self.naming.catalog}{{{ast.unparse(node)}}}"
            self._tell(sink, f'{what} {found.place}: write `f"{named}"` for it here')
            return True
        text = Composed(found.parts(node), self.view.module.code)
        names = sink.names(text) if node is sink.node else names_alone(text)
        advices = [self.naming.advice(text, name) for name in names or () if self.naming.outcome(text, name)]
        if advices:
            self._tell(sink, f"{what} {found.place}: there, write {', '.join(dict.fromkeys(advices))}")
        return names is not None

    def _tell_procedure(self, sink: Sink, text: Composed, called: str, instead: str, named: Named | None) -> None:
        table = self.naming.name(text, named) if named else "the table"
        self._tell(sink, f"`{called}` is a procedure of Iceberg's: {instead.format(table=table)}", ICEBERG)

    def _tell_mentioned(self, sink: Sink, text: Composed) -> None:
        for name in mentioned(text.text):
            is_variable = len(name.parts) == 1 and text.hole(name.parts[0]) is not None
            if is_variable or (len(name.parts) > 1 and self.naming.outcome(text, name)):
                self._tell(sink, f"The SQL text is not understood here: write {self.naming.advice(text, name)}")

    def _tell(self, sink: Sink, sentence: str, code: str = NAMES) -> None:
        line = sink.node.lineno
        place = "" if line == sink.call.lineno else f" (line {line})"
        self.told[sink.call][Told(f"{sentence}{place}", code)] = None

    def _known(self, node: ast.expr) -> list[str]:
        """What an expression is known to say, with a word in each place that is filled in."""
        if (text := self.view.settled_text(node)) is not None:
            return [text]
        ways = self.texts.looked_at(node) or ()
        return [text.shown((0, len(text.text))) for text in (Composed(parts, self.view.module.code) for parts in ways)]


@dataclass(frozen=True, eq=False)
class _Use:
    """A text that a sink reads, and the names in it, some of which variables hold."""

    sink: Sink
    text: Composed
    names: tuple[Named, ...]
    variables: Mapping[Named, list[Composed] | None]


@dataclass(frozen=True)
class _Wanted:
    """What one use wants of a literal, and in words."""

    sink: Sink
    placed: frozenset[Placed]
    advices: tuple[str, ...]
