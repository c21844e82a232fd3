"""Glue's join: both keys stay, and a name of the right side that the left has too gets a dot before it."""

from __future__ import annotations

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.fields import parse_path, reference
from g2l_tui.engine.transforms.literals import quoted, strings
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.ruleset.binds import Binds
from g2l_tui.ruleset.template import Text

JOIN = "G2L152"

_PERMUTATIONS = (
    "Glue is reported to match several keys in any order, so its join may have given more rows than this one"
)


@transform
def join_condition(
    site: Site, left_keys: Argument | None, right_keys: Argument | None, left: Text, right: Text
) -> Text:
    """Return the condition of an inner join on keys that are written out."""
    of_left, of_right = _keys(site, left_keys), _keys(site, right_keys)
    if len(of_left) != len(of_right):
        raise CannotRewriteError("the two sides have different numbers of keys", code=JOIN)
    if len(of_left) > 1:
        site.caution(JOIN, _PERMUTATIONS)
    pairs = [_pair(*keys, left.code, right.code) for keys in zip(of_left, of_right, strict=True)]
    if len(pairs) == 1:
        return Text(pairs[0], Binds.COMPARISON)
    return Text(" & ".join(f"({pair})" for pair in pairs), Binds.ARITHMETIC)


def _keys(site: Site, argument: Argument | None) -> tuple[str, ...]:
    found = strings(site, argument.node) if argument else None
    if not found:
        raise CannotRewriteError("the keys are known only when the job runs", code=JOIN)
    for key in found:
        if len(parse_path(key)) > 1:
            raise CannotRewriteError(f"the key `{key}` is nested", code=JOIN)
    return tuple(parse_path(key)[0] for key in found)


def _pair(left_key: str, right_key: str, left: str, right: str) -> str:
    dotted = quoted(f"`.{right_key}`")
    plain = quoted(reference((right_key,)))
    name = dotted if left_key == right_key else f"{dotted} if {quoted(right_key)} in {left}.columns else {plain}"
    return f"{left}[{quoted(reference((left_key,)))}] == {right}[{name}]"
