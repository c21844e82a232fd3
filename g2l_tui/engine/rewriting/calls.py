"""Rewrites one Glue call by its rule: bind, take the first case that fits, account for every argument."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from g2l_tui.config import Settings
from g2l_tui.engine.kinds.kind import Either, Instance, Kind, in_words, instance_name
from g2l_tui.engine.rewriting.binding import Argument, bind
from g2l_tui.engine.rewriting.context_classes import is_context, session_behind
from g2l_tui.engine.rewriting.effects import lost_calls
from g2l_tui.engine.rewriting.refusal import CannotRewriteError, Refused, UnaccountedError
from g2l_tui.engine.transforms import TRANSFORMS
from g2l_tui.engine.view import View
from g2l_tui.model.change import Fidelity
from g2l_tui.model.ledger import LedgerRow, Outcome
from g2l_tui.ruleset.rule import Case, Hole, Rule, SetupLine, TransformCall
from g2l_tui.ruleset.template import Filling, Text

if TYPE_CHECKING:
    from g2l_tui.engine.rewriting.rewriter import Rewriter

DEFAULT = "it is the default"
"""Why an argument is dropped that says what leaving it out would say."""

_APART = "its sink is not prepared in the same block of code, once and for this write only"

Given: TypeAlias = "Mapping[str, tuple[Argument, ...]]"


@dataclass
class Rewritten:
    """A call in its new text, and what to say about it."""

    text: Text
    rows: list[LedgerRow]
    fidelity: Fidelity
    assumes: tuple[str, ...] = ()
    setup: list[str] = field(default_factory=list)
    cautions: list[tuple[str, str]] = field(default_factory=list)
    constants: list[str] = field(default_factory=list)


class CallRewrite:
    """The rewriting of one call; also the site at which transforms work."""

    def __init__(self, rewriter: Rewriter, call: ast.Call, callee: str, rule: Rule) -> None:
        self._rewriter = rewriter
        self._callee_name = callee
        self._rule = rule
        self._callee = next(each for each in rule.callees if each.name == callee)
        self._call = call
        self._dropped: list[LedgerRow] = []
        self._cautions: list[tuple[str, str]] = []
        self._constants: list[str] = []
        self._fresh: dict[str, str] = {}
        self._without_counterpart: dict[ast.expr, Refused] = {}

    def run(self, more: Given | None = None) -> Rewritten:
        """Rewrite the call. `more` are arguments that other calls have gathered for it.

        Raises CannotRewriteError with the reason of the last case that had a place for every argument.
        """
        given = {**bind(self._call, self._callee, self._argument, self._unfold), **(more or {})}
        self._check_counterparts(given)
        if self._rule.delete:
            self._check_deletion(given)
            self._note_lost_calls(given, frozenset())
            if self._rule.fidelity is Fidelity.APPROXIMATE:
                self.caution(self._rule.code or "G2L190", " ".join(self._rule.assumes))
            fidelity = Fidelity.APPROXIMATE if self._cautions else self._rule.fidelity
            rows = self._rows(given, frozenset())
            return Rewritten(Text(""), rows, fidelity, self._rule.assumes, cautions=self._cautions)
        chosen = {name for name, arguments in given.items() if not all(each.default for each in arguments)}
        return self._first_fitting([case for case in self._rule.cases if case.when <= chosen], given)

    def _argument(self, node: ast.expr) -> Text:
        try:
            return self.text(node)
        except Refused as refused:
            if not isinstance(node, ast.Attribute):
                raise
            self._without_counterpart[node] = refused
            return Text(self.source(node))

    def _check_counterparts(self, given: Given) -> None:
        """What has no counterpart may still be named by an argument that is dropped in any case. Raises Refused."""
        for name, arguments in given.items():
            is_dropped = name in self._rule.drop and not any(name in case.uses for case in self._rule.cases)
            for argument in arguments:
                if argument.node in self._without_counterpart and not is_dropped:
                    raise self._without_counterpart[argument.node]

    def _first_fitting(self, cases: Iterable[Case], given: Given) -> Rewritten:
        receiver = self._receiver()
        reasons: list[CannotRewriteError] = []
        try:
            for case in cases:
                try:
                    return self._apply(case, given, receiver)
                except CannotRewriteError as error:
                    reasons.append(error)
            nothing = CannotRewriteError(
                _APART if self._rule.gather else "no case of the rule fits the arguments given"
            )
            raise min(reversed(reasons), key=lambda reason: reason.unplaced, default=nothing)
        finally:
            reasons.clear()  # an error holds the frame that it went through, and that frame all of the module

    def _check_deletion(self, given: Given) -> None:
        """What a deleted call is made on goes with it, so it must do nothing of its own."""
        node = self._checked_receiver()
        while isinstance(node, ast.Attribute):
            node = node.value
        match node:
            case ast.Call(func=ast.Name(id="super"), args=[]):
                pass
            case ast.Call() if not self.view.is_deleted(node):
                raise CannotRewriteError(f"`{ast.unparse(node)}` would go with it, and may do more")
        for check in self._rule.checks:
            self._transformed(check, given, {})

    def _apply(self, case: Case, given: Given, receiver: Text | None) -> Rewritten:
        self._dropped, self._cautions, self._constants = [], [], []
        self._check_accounted(case, given)
        if case.setup and not self._rewriter.allows_setup(self._call):
            raise CannotRewriteError("it needs a line of its own before it, which cannot be put there")
        fillings = self._fillings(given)
        fillings["member"] = Text(f".{self._callee.member}")
        if receiver:
            fillings["self"] = receiver
        for line in case.setup:
            if line.target:
                fillings[line.target] = self._already_named(line, fillings) or self._variable(line.target)
        for name in case.extra:
            fillings[name] = self._variable(name)
        for call in case.transforms:
            fillings[call.result] = self._transformed(call, given, fillings)
        self._note_lost_calls(given, case.uses)
        setup = list(self._setup(case, fillings))
        missing = case.template.holes - fillings.keys()
        if missing:
            raise CannotRewriteError(f"`{min(missing)}` is not given")
        text = case.template.fill(self._opened(case, fillings))
        text, setup = self._renamed(text, setup, given)
        fidelity = Fidelity.APPROXIMATE if self._cautions and case.fidelity.rank < 2 else case.fidelity
        all_of_them = " ".join(case.assumes)
        if fidelity is Fidelity.APPROXIMATE and not self._cautions:
            self._cautions = [(self._rule.code or "G2L190", all_of_them)]
        more = (sentence for _, sentence in self._cautions if sentence not in (*case.assumes, all_of_them))
        assumes = (*case.assumes, *more)
        rows = self._rows(given, case.uses)
        return Rewritten(text, rows, fidelity, assumes, setup, self._cautions, self._constants)

    def _note_lost_calls(self, given: Given, used: frozenset[str]) -> None:
        """What is called in an argument that goes is not called any more."""
        for name, arguments in given.items():
            for argument in arguments if name not in used else ():
                for call in lost_calls(self.view, argument.node):
                    sentence = f"`{ast.unparse(call)}` is not called any more: it stood in `{name}`, which goes"
                    self.caution("G2L190", sentence)

    def _renamed(self, text: Text, setup: list[str], given: Given) -> tuple[Text, list[str]]:
        """Call the functions module what this file calls it."""
        for name, alias in self._rewriter.aliases.items():
            mention = re.compile(rf"(?<![\w.]){name}(?=\.)")
            if alias == f"_{name}" and any(mention.search(each.text.code) for all_ in given.values() for each in all_):
                raise CannotRewriteError(f"`{name}` means something else in this file", code="G2L108")
            text = Text(mention.sub(alias, text.code), text.binds)
            setup = [mention.sub(alias, line) for line in setup]
        return text, setup

    def _fillings(self, given: Given) -> dict[str, Filling]:
        fillings: dict[str, Filling] = {}
        for parameter in self._callee.parameters:
            arguments = given.get(parameter.name, ())
            if parameter.kind == "variadic":
                fillings[parameter.name] = tuple(argument.text for argument in arguments)
            elif parameter.kind == "keywords":
                fillings[parameter.name] = tuple(Text(f"{each.name}={each.text.code}") for each in arguments)
        for name, arguments in given.items():
            if name not in fillings:
                fillings[name] = arguments[0].text
        return fillings

    def _opened(self, case: Case, fillings: Mapping[str, Filling]) -> Mapping[str, Filling]:
        """Give a template that begins with the receiver the author's line break before the dot."""
        if case.template.opening != "self" or not isinstance(self._call.func, ast.Attribute):
            return fillings
        receiver = self._receiver_node()
        accessor: ast.expr = self._call.func
        while isinstance(accessor, ast.Attribute) and accessor.value is not receiver:
            accessor = accessor.value
        module = self.view.module
        gap = module.code[module.end(receiver) : module.end(accessor)].decode() if receiver else ""
        before_dot = gap.partition(".")[0] if gap.lstrip(" \t\r\n\\)").startswith(".") else ""
        own = fillings["self"]
        if not before_dot.strip(" \t") or ")" in before_dot or not isinstance(own, Text):
            return fillings
        return {**fillings, "self": Text(own.code + before_dot, own.binds)}

    def _check_accounted(self, case: Case, given: Given) -> None:
        known = {*case.uses, *self._rule.drop, *self._rule.move}
        left = [name for name, each in given.items() if name not in known and not all(one.default for one in each)]
        if left:
            raise UnaccountedError(left)

    def _rows(self, given: Given, used: frozenset[str]) -> list[LedgerRow]:
        rows = [self._row(argument, name, used) for name, arguments in given.items() for argument in arguments]
        told = {row.argument for row in self._dropped}
        rows = [row for row in rows if row.argument not in told] + self._dropped
        return rows or [LedgerRow(self._call.lineno, self._callee_name, "", Outcome.TRANSLATED)]

    def _row(self, argument: Argument, name: str, used: frozenset[str]) -> LedgerRow:
        line = self._call.lineno
        if name in used:
            return LedgerRow(line, self._callee_name, argument.name, Outcome.TRANSLATED)
        if name in self._rule.move:
            return LedgerRow(line, self._callee_name, argument.name, Outcome.MOVED, self._rule.move[name])
        reason = DEFAULT if argument.default else self._rule.drop.get(name) or self._rule.why
        return LedgerRow(line, self._callee_name, argument.name, Outcome.DROPPED, reason)

    def _setup(self, case: Case, fillings: Mapping[str, Filling]) -> Iterator[str]:
        for line in case.setup:
            if line.splice:
                filling = fillings[line.splice]
                yield from (text.code for text in (filling if isinstance(filling, tuple) else (filling,)))
            elif line.template:
                target = fillings.get(line.target or "")
                value = line.template.fill(fillings).code
                if isinstance(target, Text) and target.code == value:
                    continue
                yield f"{target.code} = {value}" if isinstance(target, Text) else value

    def _variable(self, name: str) -> Text:
        """A new variable of this call; another case gets the same one."""
        if name not in self._fresh:
            self._fresh[name] = self._rewriter.fresh(f"_{name}")
        return Text(self._fresh[name])

    @staticmethod
    def _already_named(line: SetupLine, fillings: Mapping[str, Filling]) -> Text | None:
        """What a setup line would only give a second name: a plain variable of the author's."""
        match line.template.pieces if line.template else ():
            case ((str(hole), _),):
                held = fillings.get(hole)
                return held if isinstance(held, Text) and held.code.isidentifier() else None
            case _:
                return None

    def _transformed(self, call: TransformCall, given: Given, fillings: Mapping[str, Filling]) -> Filling:
        arguments: list[object] = []
        for argument in call.arguments:
            match argument:
                case Hole(name) if name in given:
                    arguments.append(given[name][0])
                case Hole(name):
                    arguments.append(fillings.get(name))
                case literal:
                    arguments.append(literal)
        filling: Filling = TRANSFORMS[call.function](self, *arguments)
        return filling

    def _receiver_node(self) -> ast.expr | None:
        """The expression a method is called on; the callee's name says how many attributes lie between."""
        node: ast.expr = self._call.func
        for _ in range(self._callee.name.removeprefix(self._callee.receiver or "").count(".")):
            if not isinstance(node, ast.Attribute):
                return None
            node = node.value
        return node

    def _receiver(self) -> Text | None:
        node = self._checked_receiver()
        return (session_behind(self.view, node, self.text) or self.text(node)) if node else None

    def _checked_receiver(self) -> ast.expr | None:
        if self._callee.receiver is None:
            return None
        node = self._receiver_node()
        kind = self.kind(node) if node else None
        own, receiver, inherits = instance_name(kind), self._callee.receiver, self.view.knowledge.inherits
        goes = self._rule.delete and own is not None and inherits(own, receiver, self._callee.member)
        is_context_too = own is not None and receiver == "GlueContext" and is_context(self.view.knowledge, own)
        if node is None or not (own == receiver or goes or is_context_too):
            raise self._not_its_receiver(node, kind)
        return node

    def _not_its_receiver(self, node: ast.expr | None, kind: Kind) -> CannotRewriteError:
        called_on = f"`{ast.unparse(node or self._call.func)}`"
        if isinstance(kind, Either):
            reason = f"{called_on} may be a {in_words(kind)}, and `{self._callee.member}` differs"
            return CannotRewriteError(reason, code="G2L107")
        is_what = f"of kind {in_words(kind)}" if isinstance(kind, Instance) else "a bound method"
        return CannotRewriteError(f"{self._callee.name} is called on {called_on}, which is {is_what}", code="G2L102")

    def _unfold(self, node: ast.expr) -> Mapping[str, Argument] | None:
        entries = self.entries(node)
        if entries is None:
            return None
        return {key: Argument(key, value, text) for key, (value, text) in entries.items()}

    # What transforms may ask: see transforms.registry.Site.

    @property
    def view(self) -> View:
        """The module."""
        return self._rewriter.view

    @property
    def settings(self) -> Settings:
        """The settings of the workspace."""
        return self.view.settings

    @property
    def indent(self) -> str:
        """The white space before the statement."""
        node: ast.AST = self._call
        while not isinstance(node, ast.stmt):
            node = self.view.parents[node]
        return self.view.module.indent_of(node)

    @property
    def path(self) -> str:
        """The path of the source."""
        return self.view.module.path

    @property
    def call(self) -> ast.Call:
        """The call itself."""
        return self._call

    def kind(self, node: ast.expr) -> Kind:
        """The kind of an expression."""
        return self.view.kind(node)

    def literal(self, node: ast.expr) -> ast.expr:
        """The constant that a name surely stands for."""
        return self.view.literal(node)

    def text(self, node: ast.expr) -> Text:
        """An expression after the rewrite of its parts."""
        return self._rewriter.text(node)

    def source(self, node: ast.expr) -> str:
        """An expression as written."""
        return self.view.module.text(node)

    @property
    def untouched_names(self) -> tuple[tuple[str, str], ...]:
        """What to say of tables that the call names."""
        return tuple((told.code, told.sentence) for told in self._rewriter.tables.told.get(self._call, ()))

    def keys_read(self, node: ast.Call) -> frozenset[str]:
        """The literal keys read from what the call gives."""
        return self.view.keys_read(node)

    @property
    def is_guarded(self) -> bool:
        """Whether an error of the call is caught."""
        return self.view.is_guarded(self._call)

    def function_of(self, node: ast.expr) -> ast.Lambda | ast.FunctionDef | None:
        """The function that an expression surely is."""
        return self.view.function_of(node)

    def drop(self, option: str, reason: str) -> None:
        """Note an option that has no place in the result."""
        self._dropped.append(LedgerRow(self._call.lineno, self._callee_name, option, Outcome.DROPPED, reason))

    def constant(self, line: str) -> None:
        """Ask for a line below the imports."""
        self._constants.append(line)

    def caution(self, code: str, sentence: str) -> None:
        """Make the rewrite approximate."""
        self._cautions.append((code, sentence))

    def entries(self, node: ast.expr) -> Mapping[str, tuple[ast.expr, Text]] | None:
        """The entries of a dictionary that is written here or assigned once."""
        literal = self.literal(node)
        match literal:
            case ast.Dict(keys=keys, values=values):
                names = [key.value if isinstance(key, ast.Constant) else None for key in keys]
            case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
                names, values = [keyword.arg for keyword in keywords], [keyword.value for keyword in keywords]
            case _:
                return None
        found = {name: value for name, value in zip(names, values, strict=True) if isinstance(name, str)}
        if len(found) != len(names):
            return None
        if literal is node:
            return {name: (value, self.text(value)) for name, value in found.items()}
        owner = self.text(node).code
        return {name: (value, Text(f'{owner}["{name}"]')) for name, value in found.items()}
