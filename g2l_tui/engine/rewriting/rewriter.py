"""Rewrites the expressions of one statement: all of them, or none and a finding."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from g2l_tui.engine.awsglue import CLASSES, ONLY_GLUE, is_glue
from g2l_tui.engine.codes import hint_of, hint_without_rule, severity_of
from g2l_tui.engine.kinds.callables import is_glue_callee
from g2l_tui.engine.kinds.kind import Instance, Member, Symbol
from g2l_tui.engine.rewriting import doubts
from g2l_tui.engine.rewriting.accounting import dropped_with, glue_arguments, refused_with
from g2l_tui.engine.rewriting.annotated import is_aliased, is_annotation, is_surely, renamed_in_quotes
from g2l_tui.engine.rewriting.calls import CallRewrite
from g2l_tui.engine.rewriting.caught import is_caught
from g2l_tui.engine.rewriting.context_classes import (
    INITIALISED,
    Classes,
    changed_class,
    is_initialised,
    is_only_base,
    made_of,
    underivable,
)
from g2l_tui.engine.rewriting.context_classes import RULE as CONTEXT_CLASS
from g2l_tui.engine.rewriting.draft import Draft, as_statement
from g2l_tui.engine.rewriting.fstrings import within_quotes
from g2l_tui.engine.rewriting.held_classes import rule_of_held
from g2l_tui.engine.rewriting.imitations import told_of_imitation
from g2l_tui.engine.rewriting.java import check_java, is_java, named_class
from g2l_tui.engine.rewriting.locations import OLD_PATH, STAYS, mentions_old_scheme, relocated
from g2l_tui.engine.rewriting.patches import RULE as PATCH
from g2l_tui.engine.rewriting.patches import called_behind, check_patch, function_behind, patched_by
from g2l_tui.engine.rewriting.places import place_of, runs_first
from g2l_tui.engine.rewriting.queries import RULE as QUERY
from g2l_tui.engine.rewriting.queries import query_functions, with_frames
from g2l_tui.engine.rewriting.refusal import CannotRewriteError, Refused, sentence_of
from g2l_tui.engine.rewriting.suspects import suspects
from g2l_tui.engine.rewriting.tables import table_names
from g2l_tui.engine.rewriting.taken import check_free, secure_names
from g2l_tui.engine.rewriting.tidied import tidy
from g2l_tui.engine.rewriting.touched import new_arguments
from g2l_tui.engine.rewriting.unread import handed_on, unread
from g2l_tui.engine.text.chains import long_chain
from g2l_tui.engine.text.scopes import Scope
from g2l_tui.engine.text.tree import expressions_below
from g2l_tui.engine.view import View, own_expressions
from g2l_tui.model.change import Edit, Fidelity
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.ledger import LedgerRow, Outcome
from g2l_tui.ruleset.binds import Binds, ast_binds
from g2l_tui.ruleset.rule import Rule
from g2l_tui.ruleset.template import Text

Sessions = Mapping[tuple[Scope, str], str]
"""For a context variable, by its scope and name, the session variable that takes its place."""

Reads = frozenset[ast.Name]


class Rewriter:
    """Drafts the statements of one module, one by one. The reads of contexts that are `kept` do not become sessions."""

    def __init__(
        self, view: View, sessions: Sessions, renames: Mapping[str, str], classes: Classes, kept: Reads = frozenset()
    ) -> None:
        self.view = view
        self.renames = renames
        self.aliases = {name: alias for name, alias in renames.items() if name != alias}
        self.sessions = sessions
        self.classes = classes
        self.kept = kept
        self.queries = query_functions(view)
        self.tables = table_names(view)
        self.suspects = suspects(view, [*self.queries, *self.tables.texts], {name for _, name in sessions})
        self._bound_here: set[str] = set()
        self._defined: set[str] = set()
        self._draft = Draft(ast.Pass())
        self._done: dict[ast.expr, Text | None] = {}
        self._ready: dict[ast.expr, list[Edit]] = {}

    def draft(self, statement: ast.stmt) -> Draft | None:
        """Return what becomes of a statement, or None when nothing of Glue is in it."""
        self._draft = Draft(statement)
        self._done, self._ready, self._bound_here = {}, {}, set()
        expressions = list(own_expressions(statement))
        try:
            if isinstance(statement, ast.ClassDef) and statement in self.classes.values():
                return changed_class(self.view, statement)
            if callee := patched_by(self.view, statement):
                check_patch(self.view, statement, callee)
                return Draft(statement, deleted=True, boilerplate=False, rules=[PATCH])
            for expression in expressions:
                self._draft.edits += self.edits(expression)
            self._defined.update(_DEFINED.findall(tidy(self.view, self._draft, self.text)))
            secure_names(self.view, self._draft)
        except Refused as refused:
            return self._refused(statement, expressions, told_of_imitation(self.view, refused))
        draft, self._draft = self._draft, Draft(statement)  # what is asked from here on is no part of it
        return draft if draft.changes_text or draft.findings or draft.rows else None

    def text(self, node: ast.expr) -> Text:
        """Return an expression as it reads after the rewrite of its parts."""
        edits = self.edits(node)
        start, end = self.view.module.start(node), self.view.module.end(node)
        if len(edits) == 1 and (edits[0].start, edits[0].end) == (start, end):
            replaced = self._done[node]
            if replaced is not None:
                return replaced
        code = self.view.module.code[start:end]
        for edit in sorted(edits, reverse=True) if edits else ():
            code = code[: edit.start - start] + edit.replacement + code[edit.end - start :]
        text = code.decode()
        return Text(text, Binds.ATOM if text[:1] == "(" and isinstance(node, ast.Tuple) else ast_binds(node))

    def edits(self, node: ast.expr) -> list[Edit]:
        """Return the edits that rewrite an expression. Raises Refused."""
        if node not in self.suspects and node not in self._done:
            return []
        if node in self._ready:
            return self._ready[node]
        for link in long_chain(node, self._ready):
            self._ready[link] = self.edits(link)
        replaced = self._replacement(node)
        if replaced is not None:
            module = self.view.module
            place = place_of(self.view.parents.get(node), node)
            code = within_quotes(self.view, node, replaced.at(place))
            if code is None:
                raise Refused(node, "the new code does not fit into an f-string", "G2L108", "bind it to a name before")
            return [Edit(module.start(node), module.end(node), code.encode())]
        return [*self._named(node), *(edit for child in expressions_below(node) for edit in self.edits(child))]

    def _named(self, node: ast.expr) -> list[Edit]:
        """The edits of a text in which tables get their catalog."""
        if named := self.tables.texts.get(node):
            self._use(named.rule, Fidelity.EQUIVALENT, named.rule.assumes)
            self._draft.imports += [line for line in named.constants if line not in self._draft.imports]
        return list(named.edits) if named else []

    def _replacement(self, node: ast.expr) -> Text | None:
        if node not in self._done:
            self._done[node] = self._replaced(node)
        return self._done[node]

    def _replaced(self, node: ast.expr) -> Text | None:
        match node:
            case ast.Call() if callee := self.view.facts.callees.get(node):
                return self._call(node, callee)
            case ast.Call() if function := self.queries.get(node):
                self._draft.rules += [QUERY] if QUERY not in self._draft.rules else []
                self._draft.weaken(Fidelity.EQUIVALENT)
                return with_frames(self.view, node, function, self.text)
            case ast.Call() if made_of(self.view, node, self.classes):
                self._draft.rules += [CONTEXT_CLASS] if CONTEXT_CLASS not in self._draft.rules else []
                return Text(f"{self.text(node.func).code}()")
            case ast.Call():
                doubts.check_call(self.view, node)
                if doubt := doubts.doubtful_union(self.view, node):
                    self._draft.findings.append(self.find(node, "G2L114", doubt))
                return None
            case ast.Compare():
                doubts.check_compared(node)
                return None
            case ast.Attribute(ctx=ast.Load()):
                return self._attribute(node)
            case ast.Name(ctx=ast.Load()):
                return self._name(node)
            case ast.Constant(value=str()) if is_annotation(self.view, node):
                return self._quoted_annotation(node)
            case ast.Constant(value=str()) | ast.JoinedStr():
                doubts.check_text(self.view, node)
                return self._path(node) if self.view.has_paths else None
            case _:
                return None

    def _call(self, node: ast.Call, callee: str) -> Text | None:
        self._draft.calls += is_glue_callee(callee)
        doubts.check_foreign(self.view, node)
        rule = self.view.ruleset.for_call(callee)
        if rule is None:
            return self._without_rule(node, callee)
        if rule.refuses:
            raise Refused(node, f"{callee}: {rule.why}", rule.code or "G2L191", rule.hint, rule.id)
        try:
            done = CallRewrite(self, node, callee, rule).run()
        except CannotRewriteError as error:
            if not rule.is_of_glue:
                return None
            code = error.code or rule.code or "G2L108"
            raise Refused(node, error.reason, code, error.hint or rule.hint, rule.id) from error
        only = None if rule.is_of_glue else new_arguments(node, done.text.code, self.text)
        if only == {} and not done.cautions:
            return None
        self._draft.rows += done.rows if rule.is_of_glue else []
        self._draft.setup += map(as_statement, done.setup)
        self._draft.imports += [line for line in done.constants if line not in self._draft.imports]
        self._use(rule, done.fidelity, done.assumes)
        for inner, rows in dropped_with(self.view, node, self._done.keys()):
            self._draft.calls += is_glue_callee(inner)
            self._draft.rows += rows
        returned = handed_on(self._draft.statement, node, rule)
        self._draft.weaken(Fidelity.APPROXIMATE if returned else done.fidelity)
        for code, sentence in (*done.cautions, *returned):
            caution = self.find(node, code, sentence, rule=rule.id)
            self._draft.findings.append(replace(caution, severity=Severity.WARNING, hint=hint_of("G2L190")))
        if rule.writes:
            self._draft.edits += unread(self.view, self._draft.statement, node, rule)
        if only is not None:
            self._done |= {argument: Text(code, ast_binds(argument)) for argument, code in only.items()}
            return None
        return self._removed(node, rule) if rule.delete else done.text

    def _without_rule(self, node: ast.Call, callee: str) -> Text:
        if function := function_behind(self.view, node, callee):
            self._account(PATCH, node, callee, Outcome.TRANSLATED)
            return called_behind(self.view, node, function, self.text)
        if callee == INITIALISED and is_initialised(self.view, node, self.classes):
            self._account(CONTEXT_CLASS, node, callee, Outcome.DROPPED, "there is no context to make")
            self._draft.deleted = True
            return Text("")
        if held := rule_of_held(self.view, self._draft.statement, node):
            self._account(held.id, node, callee, Outcome.DROPPED, "its calls do without the object")
            return self._unbound(held)
        if is_java(callee):
            raise Refused(node, f"`{ast.unparse(node.func)}` reaches into the Java side of Spark", "G2L123")
        raise Refused(node, f"no rule translates {callee}", "G2L101", hint_without_rule(callee))

    def _account(self, rule: str, node: ast.Call, callee: str, outcome: Outcome, reason: str = "") -> None:
        draft = self._draft
        draft.boilerplate = False
        draft.rules += [rule] if rule not in draft.rules else []
        names = glue_arguments(node, callee, self.view.ruleset)
        draft.rows += [LedgerRow(node.lineno, callee, name, outcome, reason) for name in names]

    def _use(self, rule: Rule, fidelity: Fidelity, assumes: tuple[str, ...]) -> None:
        draft = self._draft
        draft.rules += [rule.id] if rule.id not in draft.rules else []
        draft.boilerplate = draft.boilerplate and rule.boilerplate
        draft.imports += [line for line in self._import_lines(rule) if line not in draft.imports]
        draft.weaken(fidelity)
        draft.assume(assumes)

    def _import_lines(self, rule: Rule) -> Iterator[str]:
        for line in rule.imports:
            name = line.rpartition(" ")[2]
            if name not in self.renames:
                check_free(self.view, self._draft.statement, line, rule.id)
            alias = self.renames.get(name, name)
            yield line if alias == name else f"{line.removesuffix(name)}{alias}"

    def _removed(self, node: ast.Call, rule: Rule) -> Text:
        """Take the statement away; an attribute that held the object holds None from now on."""
        match self._draft.statement:
            case ast.Expr(value=value) if value is node:
                self._draft.deleted = True
            case ast.Assign(targets=[ast.Name()], value=value) if value is node:
                self._draft.deleted = self._draft.unbinds = True
            case ast.Assign(targets=[ast.Attribute()], value=value) if value is node:
                return Text("None")
            case ast.Assign(value=ast.Call() as call) if node in call.args and self.view.is_deleted(call):
                pass
            case _:
                reason = f"`{ast.unparse(node.func)}(…)` has no counterpart, and its value is used"
                raise Refused(node, reason, "G2L102", "", rule.id)
        return Text("")

    def _attribute(self, node: ast.Attribute) -> Text | None:
        doubts.check_member(self.view, node)
        owner = self.view.kind(node.value)
        if rule := named_class(self.view, self._draft.statement, node):
            return self._unbound(rule)
        check_java(self.view, node)
        if isinstance(owner, Instance) and (rule := self.view.ruleset.for_member(f"{owner.name}.{node.attr}")):
            if rule.refuses:
                raise Refused(node, f"{owner.name}.{node.attr}: {rule.why}", rule.code or "G2L191", rule.hint, rule.id)
            self._use(rule, rule.fidelity, rule.assumes)
            case = rule.cases[0]
            return case.template.fill({"self": self.text(node.value), "member": Text(f".{node.attr}")})
        return self._reference(node)

    def _unbound(self, rule: Rule) -> Text:
        """Take the statement away that only gives a name to what its uses do without."""
        self._draft.deleted = self._draft.unbinds = True
        self._use(rule, rule.fidelity, ())
        return Text("")

    def _path(self, node: ast.Constant | ast.JoinedStr) -> Text | None:
        """A path that lies elsewhere now, wherever it stands: readers and writers must agree on it."""
        parent = self.view.parents.get(node)
        if isinstance(parent, ast.Expr | ast.JoinedStr):
            return None  # a docstring, or a part of a literal that is looked at as a whole
        found = relocated(node, self.view.module.text(node), parent, self.view.settings.paths)
        if found is None and mentions_old_scheme(node):
            self._draft.findings.append(self.find(node, OLD_PATH, STAYS))
        if found is None or any(self.edits(child) for child in expressions_below(node)):
            return None
        self._draft.rules += [found.rule] if found.rule not in self._draft.rules else []
        self._draft.weaken(Fidelity.EQUIVALENT)
        self._draft.assume((found.assumption,))
        return Text(found.code)

    def _name(self, node: ast.Name) -> Text | None:
        scope = self.view.scope_of(node)
        if (
            scope is None
            and node.id in ONLY_GLUE
            and self.view.kind(node) is None
            and not doubts.has_other_star(self.view)
        ):
            raise Refused(node, f"`{node.id}` is a name of Glue that nothing in this file defines", "G2L106")
        if scope and node not in self.kept and (session := self.sessions.get((scope, node.id))):
            if self.view.owner_at(node, session) not in (scope, None):
                raise Refused(node, f"`{session}`, which takes its place, means something else here", "G2L108")
            if rule := self.view.ruleset.for_member("awsglue.context.GlueContext"):
                self._use(rule, rule.fidelity, rule.assumes)
            return Text(session)
        return self._reference(node)

    def _reference(self, node: ast.Name | ast.Attribute) -> Text | None:
        """A name or attribute that is not called: a class in an annotation, or Glue where no rule can follow."""
        match self.view.kind(node):
            case Symbol(name) if is_glue(name):
                return self._glue_symbol(node, name)
            case Member(owner) as member if (owner in _GLUE or is_glue(owner)) and not self._is_called(node):
                reason = f"{member.name} is used as a value; no single Spark call has its signature"
                raise Refused(node, reason, "G2L102")
            case _:
                return None

    def _glue_symbol(self, node: ast.Name | ast.Attribute, name: str) -> Text | None:
        parent = self.view.parents.get(node)
        if isinstance(parent, ast.Attribute) and isinstance(self.view.kind(parent), Symbol):
            return None
        if self._is_called(node):
            return None
        if held := rule_of_held(self.view, self._draft.statement, node):
            return self._unbound(held)
        rule = self.view.ruleset.for_member(name)
        if is_annotation(self.view, node) and is_aliased(self.view, node):
            return None
        is_named = is_annotation(self.view, node) or is_caught(self.view, node, name) or is_surely(self.view, node)
        if rule and (is_named or is_only_base(parent, node, rule)):
            self._use(rule, rule.fidelity, rule.assumes)
            return rule.cases[0].template.fill({})
        if isinstance(parent, ast.ClassDef):
            raise Refused(node, *underivable(parent, name))
        new = rule.cases[0].template.source if rule and rule.cases else "object"
        hint = f"write `{new}` where the class itself is meant" if new != "object" else ""
        raise Refused(node, f"`{ast.unparse(node)}` is {name} itself, used as a value", "G2L111", hint)

    def _is_called(self, node: ast.expr) -> bool:
        parent = self.view.parents.get(node)
        while isinstance(parent, ast.Attribute) and isinstance(self.view.kind(parent), Member | Symbol):
            node, parent = parent, self.view.parents.get(parent)
        return isinstance(parent, ast.Call) and parent.func is node and parent in self.view.facts.callees

    def _quoted_annotation(self, node: ast.Constant) -> Text | None:
        """`"DynamicFrame"` and the like: names inside the quotes are replaced one by one."""
        written, rules = renamed_in_quotes(self.view, node)
        for rule in rules:
            self._use(rule, rule.fidelity, rule.assumes)
        return Text(written) if rules else None

    def find(self, node: ast.expr, code: str, message: str, hint: str = "", rule: str = "") -> Finding:
        """Return a finding about a node."""
        column = self.view.module.column_of(node)
        return Finding(code, severity_of(code), node.lineno, column, message, hint or hint_of(code), rule)

    def _refused(self, statement: ast.stmt, expressions: list[ast.expr], refused: Refused) -> Draft:
        rows, calls = refused_with(self.view, expressions, refused.reason)
        finding = self.find(refused.node, refused.code, sentence_of(refused.reason), refused.hint, refused.rule)
        return Draft(statement, refused=True, rows=rows, findings=[finding], calls=calls, boilerplate=False)

    def fresh(self, base: str) -> str:
        """Return a name that nothing of the author's has, nor a function that is defined, beginning as `base` does.

        Other statements may get the same one: what is bound before a statement is read in it and never after.
        """
        name, number = base, 2
        while name in self.view.taken or name in self._bound_here or name in self._defined:
            name, number = f"{base}{number}", number + 1
        self._bound_here.add(name)
        return name

    def allows_setup(self, node: ast.expr) -> bool:
        """True when lines put before the statement run exactly when the node would."""
        return runs_first(self.view, self._draft.statement, node)


_DEFINED = re.compile(r"^def (\w+)", re.MULTILINE)
_GLUE = frozenset(kind for symbol, kind in CLASSES.items() if symbol.startswith("awsglue."))
