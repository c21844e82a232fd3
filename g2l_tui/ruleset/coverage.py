"""The coverage table of the README: what becomes of each Glue function, generated from the rules."""

from __future__ import annotations

from collections.abc import Iterator

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
    """Return a Markdown table: the function, how faithful its translation is, the rule, and an example's last line."""
    rows = sorted(_rows(ruleset), key=lambda row: (_family(row[0]), row[0].lower()))
    lines = ["| Glue | fidelity | rule | becomes, for example |", "|---|---|---|---|"]
    lines += [f"| `{name}` | {fidelity} | {rule} | {example} |" for name, fidelity, rule, example in rows]
    return "\n".join(lines) + "\n"


def _rows(ruleset: RuleSet) -> Iterator[tuple[str, str, str, str]]:
    for rule in ruleset.rules:
        for callee in rule.callees:
            yield callee.name, rule.fidelity.value, rule.id, _example(rule)


def _family(name: str) -> int:
    return next((at for at, family in enumerate(_FAMILIES) if name.startswith(f"{family}.")), len(_FAMILIES))


def _example(rule: Rule) -> str:
    shown = next((line for example in rule.examples if (line := _last_line(example))), "")
    if rule.delete:
        return "goes"
    return f"`{shown}`" if shown and not rule.refuses else "left, with a finding" if rule.refuses else ""


def _last_line(example: Example) -> str:
    """The last line of the result that is new, if it reads well in a table."""
    before = set(example.before.splitlines())
    new = [line.strip() for line in (example.after or "").splitlines() if line not in before and line.strip()]
    fitting = [line for line in new if len(line) <= _LONGEST and "|" not in line and line not in ("(", ")", "pass")]
    return fitting[-1] if fitting else ""
