"""The rules that hold in a workspace: the shipped ones, and its own after them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from g2l_tui.config import Settings
from g2l_tui.engine.codes import CODES, Code
from g2l_tui.engine.examples import check_example
from g2l_tui.engine.rewriting.unruled import UNRULED
from g2l_tui.engine.transforms import TRANSFORMS
from g2l_tui.errors import ConfigurationError
from g2l_tui.paths import builtin_rules, new_rule_template, user_rules
from g2l_tui.plugins import rule_folders
from g2l_tui.ruleset.load import load_rule_file, load_rules, rule_files
from g2l_tui.ruleset.rule import Rule
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.store.named_file import write_named_file
from g2l_tui.store.safe_paths import shown

SCHEMA = 1

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A rule file of the workspace's own and the rule folder it lies in; its rules, and what is wrong with others."""

    path: Path
    folder: Path
    rules: tuple[Rule, ...] = ()
    problems: tuple[str, ...] = ()


def rules_of(root: Path, settings: Settings) -> tuple[RuleSet, tuple[str, ...]]:
    """Return the rules without the disabled ones, and what is wrong with those left out, a sentence each."""
    folders = own_rule_folders(root, settings)
    missing = [
        f"rules: there is no folder {name}; create it, or remove it from the configuration."
        for name in settings.rules
        if not (root / name).is_dir()
    ]
    installed, broken = rule_folders()
    ruleset, problems = load_rules([builtin_rules(), *installed, *_present(folders)], TRANSFORMS)
    unknown = [f"disable: {_unknown(name, ruleset)}" for name in settings.disable if ruleset.by_id(name) is None]
    return ruleset.without(settings.disable), (*missing, *broken, *problems, *unknown)


def own_rule_folders(root: Path, settings: Settings) -> tuple[Path, ...]:
    """Return where the workspace keeps rules, `.g2l/rules` first. Raises ConfigurationError if outside."""
    folders = (user_rules(root), *(root / name for name in settings.rules))
    for folder in folders:
        if not folder.resolve().is_relative_to(root):
            raise ConfigurationError(f"rules: {folder} lies outside the workspace {root}.", folder=folder)
    return folders


def all_rule_files(root: Path, settings: Settings) -> tuple[Path, ...]:
    """Return the files of all rules that hold, the shipped ones first."""
    folders = (builtin_rules(), *rule_folders()[0], *_present(own_rule_folders(root, settings)))
    return tuple(path for folder in folders for path in rule_files(folder))


def own_files(root: Path, settings: Settings) -> tuple[OwnFile, ...]:
    """Read the rule files of the workspace's own, in the order of their precedence."""
    return tuple(
        OwnFile(path, folder, *load_rule_file(path, folder, TRANSFORMS))
        for folder in _present(own_rule_folders(root, settings))
        for path in rule_files(folder)
    )


def file_of(rule: Rule) -> Path | None:
    """Return the file of a rule that is not the workspace's own."""
    folders = (*rule_folders()[0], builtin_rules())
    return next((folder / rule.origin for folder in folders if (folder / rule.origin).is_file()), None)


def rule_named(ruleset: RuleSet, rule_id: str) -> Rule:
    """Return the rule of that id. Raises ConfigurationError that names the nearest one."""
    rule = ruleset.by_id(rule_id)
    if rule is None:
        raise ConfigurationError(_unknown(rule_id, ruleset))
    return rule


def new_rule(root: Path, ruleset: RuleSet, rule_id: str) -> Path:
    """Write a rule to begin with into the workspace's own folder and return the file.

    Raises ConfigurationError for an id that no rule can have, or that one has.
    """
    if not _ID.fullmatch(rule_id):
        raise ConfigurationError(f"{shown(rule_id)} is no id; write small letters, digits and - between them.")
    if ruleset.by_id(rule_id) is not None:
        raise ConfigurationError(f"There is a rule {rule_id} already; see `g2l-tui rules show {rule_id}`.")
    path = user_rules(root) / f"{rule_id}.toml"
    template = new_rule_template().read_text(encoding="utf-8")
    write_named_file(path, template.replace("{id}", rule_id).encode(), overwrite=False)
    return path


def rules_as_values(ruleset: RuleSet) -> dict[str, Any]:
    """Return every rule in force as plain values, without its examples and rewrites."""
    return {"schema": SCHEMA, "rules": [_values(rule) for rule in ruleset.rules]}


def _values(rule: Rule) -> dict[str, Any]:
    assumes = dict.fromkeys((*rule.assumes, *(sentence for case in rule.cases for sentence in case.assumes)))
    return {
        "id": rule.id,
        "summary": rule.summary,
        "why": rule.why,
        "match": rule.match,
        "functions": [callee.name for callee in rule.callees],
        "fidelity": rule.fidelity.value,
        "assumes": list(assumes),
        "drop": dict(rule.drop),
        "move": dict(rule.move),
        "code": rule.code,
        "hint": rule.hint,
        "examples": len(rule.examples),
        "origin": str(rule.origin),
    }


def described(rule: Rule) -> Iterator[str]:
    """Yield what a person wants to know of a rule, with its examples."""
    yield f"{rule.id}  ({rule.fidelity.value}, {shown(str(rule.origin))})"
    texts = (rule.summary, f"matches {rule.match}", rule.why, *rule.assumes)
    yield from (shown(line) for text in texts for line in text.strip().splitlines())
    for example in rule.examples:
        yield ""
        yield from _code("before", example.before)
        if example.after is not None:
            yield from _code("after", example.after)
        if example.finding:
            yield f"finding: {shown(example.finding)}"


def explained(code: str, ruleset: RuleSet) -> Iterator[str] | None:
    """Yield what a finding's code stands for and which rules give it, or what a change without a rule does.

    None for what is neither.
    """
    if code in UNRULED:
        return iter((f"{code}  (no rule)", UNRULED[code]))
    known = CODES.get(code.upper())
    return _explained(code.upper(), known, ruleset) if known else None


def _explained(code: str, known: Code, ruleset: RuleSet) -> Iterator[str]:
    yield f"{code}  {known.title} ({known.severity.value})"
    yield f"what to do: {known.hint}"
    rules = [rule for rule in ruleset.rules if rule.code == code]
    if rules:
        yield "given by:"
        yield from (f"    {rule.id}: {shown(rule.summary)}" for rule in rules)


def failing_examples(rules: Iterable[Rule], ruleset: RuleSet) -> Iterator[str]:
    """Run the examples of `rules` and yield a sentence for each that does not come out as it says."""
    for rule in rules:
        for number, example in enumerate(rule.examples, 1):
            difference = check_example(rule, example, ruleset)
            if difference is not None:
                name = example.name or f"example {number}"
                yield f"{rule.id}: {shown(name)}: " + "\n".join(map(shown, difference.splitlines()))


def _present(folders: Iterable[Path]) -> list[Path]:
    return [folder for folder in folders if folder.is_dir()]


def _code(heading: str, text: str) -> Iterator[str]:
    yield f"{heading}:"
    yield from (f"    {shown(line)}".rstrip() for line in text.strip().splitlines())


def _unknown(name: str, ruleset: RuleSet) -> str:
    near = difflib.get_close_matches(name, [rule.id for rule in ruleset.rules], n=1)
    hint = f"did you mean {near[0]}?" if near else "see `g2l-tui rules list`."
    return f"There is no rule {shown(name)}; {hint}"
