"""What the patterns of a `match` bind."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import zip_longest

from g2l_tui.engine.kinds.containers import parts
from g2l_tui.engine.kinds.evaluate import Evaluator
from g2l_tui.engine.kinds.kind import Instance, Kind, Many, contradicts


def captures(  # noqa: C901, PLR0912 -- one case for each form of pattern
    evaluator: Evaluator, pattern: ast.pattern, subject: Kind
) -> Iterator[tuple[str, Kind]]:
    """Yield each name that a pattern binds, with what it holds when `subject` matches."""
    match pattern:
        case ast.MatchAs(pattern=inner, name=name):
            if inner:
                yield from captures(evaluator, inner, subject)
            if name:
                yield name, class_of(evaluator, inner, subject)
        case ast.MatchSequence(patterns=inner):
            for each, part in zip(inner, parts(evaluator.unpacked(subject), len(inner)), strict=True):
                yield from captures(evaluator, each, part)
        case ast.MatchStar(name=str(name)):
            yield name, Many(subject)
        case ast.MatchMapping(keys=keys, patterns=inner, rest=rest):
            for key, each in zip(keys, inner, strict=True):
                evaluator.kind(key)
                yield from captures(evaluator, each, subject.element if isinstance(subject, Many) else None)
            if rest:
                yield rest, subject
        case ast.MatchOr(patterns=inner):
            for each in inner:
                yield from captures(evaluator, each, subject)
        case ast.MatchClass(cls=cls, patterns=places, kwd_patterns=named):
            held = class_of(evaluator, pattern, subject)
            evaluator.kind(cls)
            fields = evaluator.knowledge.fields(held.name) if isinstance(held, Instance) else ()
            for each, name in zip_longest(places, fields[: len(places)]):
                yield from captures(evaluator, each, evaluator.attribute(held, name) if name else None)
            for name, each in zip(pattern.kwd_attrs, named, strict=True):
                yield from captures(evaluator, each, evaluator.attribute(held, name))
        case ast.MatchValue(value=value):
            evaluator.kind(value)


def class_of(evaluator: Evaluator, pattern: ast.pattern | None, subject: Kind) -> Kind:
    """Return what a value is that matches a pattern: what its class says, or what it was known to be."""
    if not isinstance(pattern, ast.MatchClass):
        return subject
    said = evaluator.annotated(pattern.cls)
    return said if said is not None and (subject is None or contradicts(said, subject)) else subject


def matches_all(case: ast.match_case) -> bool:
    """True for a case that nothing gets past."""
    return case.guard is None and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
