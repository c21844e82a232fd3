"""Rules while they are being written: their examples, and what they would do to the repository. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from g2l_tui.engine.examples import check_example, migrate_example
from g2l_tui.engine.transforms import TRANSFORMS
from g2l_tui.model.change import Fidelity
from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Migration
from g2l_tui.model.source import Source
from g2l_tui.ruleset.load import parse_rules
from g2l_tui.ruleset.rule import Rule
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.workspace.rules import OwnFile

NEW_RULE = """\
[[rule]]
id       = "my-rule"
summary  = "What becomes of the call, in one sentence."
why      = "Why that means the same."
match    = "DynamicFrame.count(self) -> int"
fidelity = "exact"
rewrite  = "$self.count()"

[[rule.example]]
before = '''
from awsglue.dynamicframe import DynamicFrame


def rows(frame: DynamicFrame):
    return frame.count()
'''
after = '''
from pyspark.sql import DataFrame


def rows(frame: DataFrame):
    return frame.count()
'''
"""
"""A complete rule to begin with."""

_BLOCK = re.compile(r"^\[\[rule\]\]\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one example of a rule; `problem` is empty when it holds."""

    name: str
    before: str
    expected: str
    got: str
    problem: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule file as it would be read: its rules, what is wrong with others, and the rule set with them."""

    rules: tuple[Rule, ...]
    problems: tuple[str, ...]
    ruleset: RuleSet


@dataclass(frozen=True, slots=True)
class Site:
    """A place where a rule is used: the 1-based line, and how faithful the change is; None where it refuses."""

    path: str
    line: int
    fidelity: Fidelity | None


@dataclass(frozen=True, slots=True)
class Effect:
    """One file that other rules make something else of."""

    path: str
    before: Migration
    after: Migration

    @property
    def changes(self) -> int:
        """How many changes there are more, or fewer."""
        return len(self.after.changes) - len(self.before.changes)

    @property
    def findings(self) -> int:
        """How many findings there are more, or fewer."""
        return len(self.after.findings) - len(self.before.findings)


def trials(rule: Rule, ruleset: RuleSet) -> Iterator[Trial]:
    """Run the examples of a rule."""
    for number, example in enumerate(rule.examples, 1):
        expected = example.before if example.after is None else example.after
        problem = check_example(rule, example, ruleset)
        got = migrate_example(example, ruleset).result.decode()
        first = (problem or "").removeprefix(f"{rule.id}: ").partition("\n")[0]
        reason = "the result is another one" if first == "expected" else first
        yield Trial(example.name or f"example {number}", example.before, expected, got, reason)


def drafted(text: str, own: OwnFile, ruleset: RuleSet) -> Draft:
    """Return the rules as they would be if a file of the workspace's own held `text`."""
    rules, problems = parse_rules(text.encode("utf-8", "surrogatepass"), own.path, own.folder, TRANSFORMS)
    kept = tuple(rule for rule in ruleset.rules if rule not in own.rules)
    return Draft(rules, problems, RuleSet((*kept, *rules)))


def concerned(sources: Iterable[Source], rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return the paths of the sources that name anything of what the rules match."""
    names = {each.name.rpartition(".")[2].encode() for rule in rules for each in (*rule.callees, *rule.gather)}
    return tuple(source.path for source in sources if any(name in source.content for name in names))


def effect_of(before: Migration, after: Migration) -> Effect | None:
    """Return what is different between two migrations of a source; None when a reviewer would see no difference."""
    same = (before.result, before.findings, before.changes) == (after.result, after.findings, after.changes)
    return None if same else Effect(before.source.path, before, after)


def sites(migrations: Iterable[Migration]) -> Mapping[str, tuple[Site, ...]]:
    """Return where each rule is used, by its id."""
    found: dict[str, list[Site]] = {}
    for migration in migrations:
        path = migration.source.path
        for change in migration.changes:
            for name in dict.fromkeys(change.rules):
                found.setdefault(name, []).append(Site(path, change.line, change.fidelity))
        for finding in migration.findings:
            if finding.rule and finding.severity is Severity.ERROR:
                found.setdefault(finding.rule, []).append(Site(path, finding.line, None))
    return {name: tuple(sorted(places, key=lambda site: (site.path, site.line))) for name, places in found.items()}


def text_of_rule(text: str, rule_id: str) -> str:
    """Return the part of a rule file that is about one rule, with what the file says about all; else all of it."""
    starts = [match.start() for match in _BLOCK.finditer(text)]
    head = "\n".join(line for line in text[: starts[0] if starts else 0].splitlines() if not line.startswith("#:"))
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        if re.search(rf'^id\s*=\s*["\']{re.escape(rule_id)}["\']', text[start:end], re.MULTILINE):
            return f"{head.strip()}\n\n{text[start:end].strip()}\n".lstrip()
    return text


def line_of_rule(text: str, rule_id: str) -> int:
    """Return the 0-based line at which a rule begins in its file, 0 when it is not there."""
    for number, line in enumerate(text.splitlines()):
        if re.match(rf'id\s*=\s*["\']{re.escape(rule_id)}["\']', line):
            return max(number - 1, 0)
    return 0
