"""The coverage table of the README: what becomes of each Glue function, generated from the rules."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from g2l_tui.ruleset.callee import Callee
from g2l_tui.ruleset.rule import Example, Rule
from g2l_tui.ruleset.ruleset import RuleSet

_FAMILIES = (
    "GlueContext",
    "DynamicFrame",
    "awsglue.transforms",
    "DynamicFrameCollection",
    "DataSink",
    "DataSource",
    "Job",
)
_LONGEST = 90


def coverage_table(ruleset: RuleSet) -> str:
    """Return a Markdown table: the function, how faithful its translation is, the rule, and an example's statement."""
    rows = sorted(_rows(ruleset), key=lambda row: (_family(row[0]), row[0].lower()))
    lines = ["| Glue | fidelity | rule | becomes, for example |", "|---|---|---|---|"]
    lines += [f"| `{name}` | {fidelity} | {rule} | {example} |" for name, fidelity, rule, example in rows]
    return "\n".join(lines) + "\n"


def _rows(ruleset: RuleSet) -> Iterator[tuple[str, str, str, str]]:
    for rule in ruleset.rules:
        for callee in rule.callees:
            yield callee.name, rule.fidelity.value, rule.id, _outcome(rule, callee)


def _family(name: str) -> int:
    return next((at for at, family in enumerate(_FAMILIES) if name.startswith(f"{family}.")), len(_FAMILIES))


def _outcome(rule: Rule, callee: Callee) -> str:
    if rule.delete:
        return "goes"
    if rule.refuses:
        return "left, with a finding"
    names = [callee, *rule.callees]
    shown = (line for name in names for example in rule.examples for line in _translations(example, name))
    first = next(shown, "")
    return f"`{_shortened(first)}`" if first else "see the rule"


def _translations(example: Example, callee: Callee) -> Iterator[str]:
    """What stands in the result where the source names the function, each on one line."""
    before, after = example.before.splitlines(), (example.after or "").splitlines()
    spelled = _spelling(callee)
    for _, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = _statements(before, first, last), _statements(after, start, end)
        named = [at for at, statement in enumerate(old) if spelled.search(statement)]
        if named and new:
            yield new[named[0]] if len(new) == len(old) else new[-1]


def _spelling(callee: Callee) -> re.Pattern[str]:
    name = callee.name.removesuffix(".apply")
    spelled = name.removeprefix(f"{callee.receiver}.") if callee.receiver else callee.member
    return re.compile(rf"\b{re.escape(spelled)}\b")


def _statements(lines: list[str], start: int, end: int) -> list[str]:
    """The statements that begin in these lines, but for imports; of a `def` or `for` only its head."""
    text = "\n".join(lines)
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.stmt) and start < node.lineno <= end]
    nodes = [node for node in nodes if not isinstance(node, (ast.Import, ast.ImportFrom))]
    return [_on_one_line(lines[node.lineno - 1 : _end_of_head(node)]) for node in sorted(nodes, key=_line)]


def _line(node: ast.stmt) -> int:
    return node.lineno


def _end_of_head(node: ast.stmt) -> int | None:
    body: list[ast.stmt] = getattr(node, "body", [])
    return body[0].lineno - 1 if body else node.end_lineno


def _on_one_line(lines: list[str]) -> str:
    joined = " ".join(line.strip() for line in lines if not line.lstrip().startswith("#"))
    return re.sub(r"(?<=[(\[{]) | (?=\.\w)|,? (?=[)\]}])", "", joined)


def _shortened(line: str) -> str:
    line = line.replace("|", "\\|")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
