"""Rules: what becomes of one Glue function, class or property; built from a rule file's shape and checked."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from g2l_tui.errors import RuleError
from g2l_tui.model.change import Fidelity
from g2l_tui.ruleset.callee import Callee, parse_callee
from g2l_tui.ruleset.schema import RewriteShape, RuleShape
from g2l_tui.ruleset.template import Template, parse_template

_SPARK = frozenset({
    "Catalog", "DataFrame", "DataFrameReader", "DataFrameWriter", "DataStreamReader", "DataStreamWriter", "DeltaTable",
    "DeltaTableBuilder", "GlueClient", "RuntimeConfig",
    "SparkContext", "SparkSession",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hole:
    """An argument of a transform that is filled at the call: the name of a parameter or of `self`."""

    name: str


@dataclass(frozen=True, slots=True)
class TransformCall:
    """`result = function(arguments)`: computes a filling by looking into arguments."""

    result: str
    function: str
    arguments: tuple[Hole | str | bool | int | None, ...]

    @property
    def holes(self) -> frozenset[str]:
        """The parameters it looks into."""
        return frozenset(argument.name for argument in self.arguments if isinstance(argument, Hole))


@dataclass(frozen=True, slots=True)
class SetupLine:
    """A statement put before the rewritten one: `target = template`, a bare template, or a list of statements."""

    target: str | None
    template: Template | None
    splice: str | None = None


@dataclass(frozen=True)
class Case:
    """One way to rewrite: the first whose `when` is given and whose transforms succeed is taken."""

    when: frozenset[str]
    template: Template
    setup: tuple[SetupLine, ...]
    transforms: tuple[TransformCall, ...]
    fidelity: Fidelity
    assumes: tuple[str, ...]
    extra: tuple[str, ...] = ()

    @property
    def fresh(self) -> frozenset[str]:
        """Variables that it introduces: those its setup binds, and `extra` ones; they get names of their own."""
        return frozenset(line.target for line in self.setup if line.target) | set(self.extra)

    @cached_property
    def uses(self) -> frozenset[str]:
        """The arguments that it puts into the result or looks into."""
        used = set(self.template.holes)
        for line in self.setup:
            used |= line.template.holes if line.template else set()
        for call in self.transforms:
            used |= call.holes
        return frozenset(used)


@dataclass(frozen=True, slots=True)
class Example:
    """Before and, unless the code must stay, after; `finding` are words of the finding that is expected."""

    name: str
    before: str
    after: str | None
    finding: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `callees` are its `match` and the other names of the same function; `gather` are the calls
    that prepared the receiver and whose arguments join those of the call. `checks` are what must hold before a
    call is deleted. `drop` and `move` give, for each argument without a place in the result, the reason.
    `origin` is the file it stands in.
    """  # noqa: D205

    id: str
    summary: str
    why: str
    match: str
    fidelity: Fidelity
    callees: tuple[Callee, ...]
    gather: tuple[Callee, ...]
    cases: tuple[Case, ...]
    delete: bool
    checks: tuple[TransformCall, ...]
    boilerplate: bool
    drop: Mapping[str, str]
    move: Mapping[str, str]
    imports: tuple[str, ...]
    assumes: tuple[str, ...]
    code: str
    hint: str
    examples: tuple[Example, ...]
    origin: Path

    @property
    def callee(self) -> Callee:
        """The callee of `match` itself."""
        return self.callees[0]

    @property
    def is_of_glue(self) -> bool:
        """False for a rule about Spark's own calls: those are only touched beside Glue's, and never refused."""
        return self.callee.name.partition(".")[0] not in _SPARK

    @property
    def writes(self) -> bool:
        """True for a writer of Glue's: it gives a frame of error records, where Spark's give None."""
        return self.is_of_glue and self.callee.result == "None"

    @property
    def refuses(self) -> bool:
        """True for a rule that only reports."""
        return not self.cases and not self.delete


def build_rule(shape: RuleShape, common_drop: Mapping[str, str], origin: Path) -> Rule:
    """Check a rule's shape and compile it. Raises RuleError naming the file and the rule."""
    try:
        return _build(shape, common_drop, origin)
    except ValueError as error:
        raise RuleError(f"{origin}: rule {shape.id}: {error}", path=origin, rule=shape.id) from error


def _build(shape: RuleShape, common_drop: Mapping[str, str], origin: Path) -> Rule:
    callee = parse_callee(shape.match)
    gather = tuple(parse_callee(text) for text in shape.gather)
    known = {parameter.name for each in (callee, *gather) for parameter in each.parameters}
    drop = {name: reason for name, reason in common_drop.items() if name in known} | shape.drop
    rule = Rule(
        id=shape.id,
        summary=shape.summary,
        why=shape.why,
        match=shape.match.strip(),
        fidelity=shape.fidelity,
        callees=(callee, *(_renamed(callee, name) for name in shape.alias)),
        gather=gather,
        cases=tuple(_case(shape, rewrite) for rewrite in _rewrites(shape)),
        delete=shape.delete,
        checks=_transform_calls(shape.transform) if shape.delete else (),
        boilerplate=shape.boilerplate,
        drop=drop,
        move=dict(shape.move),
        imports=tuple(shape.imports),
        assumes=tuple(shape.assumes),
        code=shape.code,
        hint=shape.hint,
        examples=tuple(Example(e.name, e.before, e.after, e.finding) for e in shape.example),
        origin=origin,
    )
    _check(rule, shape, known)
    return rule


def _renamed(callee: Callee, name: str) -> Callee:
    receiver = name.partition(".")[0] if callee.receiver else None
    return Callee(name, callee.parameters, receiver, callee.result, callee.is_call)


def _rewrites(shape: RuleShape) -> list[RewriteShape]:
    match shape.rewrite:
        case None:
            return []
        case str():
            return [RewriteShape(to=shape.rewrite)]
        case list():
            return shape.rewrite


def _case(rule: RuleShape, shape: RewriteShape) -> Case:
    transforms = {**rule.transform, **shape.transform}
    return Case(
        when=frozenset(shape.when),
        template=parse_template(shape.to),
        setup=tuple(_setup_line(line) for line in shape.setup.strip().splitlines()),
        transforms=_transform_calls(transforms),
        fidelity=shape.fidelity or rule.fidelity,
        assumes=tuple(shape.assumes or rule.assumes),
        extra=tuple(shape.fresh),
    )


def _setup_line(line: str) -> SetupLine:
    line = line.strip()
    if splice := re.fullmatch(r"\$\*(\w+)", line):
        return SetupLine(None, None, splice[1])
    if assignment := re.fullmatch(r"\$(\w+) = (.+)", line):
        return SetupLine(assignment[1], parse_template(assignment[2]))
    return SetupLine(None, parse_template(line))


def _transform_calls(transforms: Mapping[str, str]) -> tuple[TransformCall, ...]:
    return tuple(_transform_call(result, text) for result, text in transforms.items())


def _transform_call(result: str, text: str) -> TransformCall:
    marked = re.sub(r"\$(\w+)", r"__hole_\1", text)
    try:
        tree = ast.parse(marked, mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"transform `{text}` is not a call: {error.msg}") from error
    except (ValueError, RecursionError, MemoryError) as error:
        raise ValueError(
            f"transform `{text[:40]}…` is not a call: it nests too deeply, or holds a null byte"
        ) from error
    match tree:
        case ast.Call(func=ast.Name(id=function), args=arguments, keywords=[]):
            return TransformCall(result, function, tuple(_transform_argument(each, text) for each in arguments))
        case _:
            raise ValueError(f"transform `{text}` must be a call like name($argument)")


def _transform_argument(node: ast.expr, text: str) -> Hole | str | bool | int | None:
    match node:
        case ast.Name(id=name) if name.startswith("__hole_"):
            return Hole(name.removeprefix("__hole_"))
        case ast.Constant(value=str() | bool() | int() | None as value):
            return value
        case _:
            raise ValueError(f"transform `{text}` takes $arguments and literals only")


def _check(rule: Rule, shape: RuleShape, known: set[str]) -> None:
    if rule.delete and rule.cases:
        raise ValueError("`delete` and `rewrite` exclude each other")
    if rule.refuses and rule.fidelity is not Fidelity.MANUAL:
        raise ValueError("a rule without `rewrite` or `delete` only reports: its fidelity must be `manual`")
    if not rule.examples:
        raise ValueError("at least one example is needed")
    if rule.fidelity in (Fidelity.APPROXIMATE, Fidelity.MANUAL) and not any(e.finding for e in rule.examples):
        raise ValueError(f"a rule of fidelity `{rule.fidelity.value}` needs an example that shows its finding")
    if rule.fidelity is not Fidelity.EXACT and not (rule.assumes or rule.delete or all(c.assumes for c in rule.cases)):
        raise ValueError(f"fidelity `{rule.fidelity.value}` needs `assumes`: the sentence a reviewer must hear")
    for name in (*shape.drop, *rule.move):
        if name not in known:
            raise ValueError(f"`{name}` is dropped or moved but is no parameter of `match`")
    for case in rule.cases:
        defined = known | {"self", "member"} | {call.result for call in case.transforms} | case.fresh
        splices = {line.splice for line in case.setup if line.splice}
        for name in (case.uses | case.when | splices) - defined:
            raise ValueError(f"`${name}` is neither a parameter nor a transform")
