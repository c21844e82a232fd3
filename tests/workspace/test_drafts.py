"""Rules that are being written: examples, effects, and where rules are used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from g2l_tui.config import Settings
from g2l_tui.model.migration import Migration
from g2l_tui.model.source import Source
from g2l_tui.paths import user_rules
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.workspace.drafts import (
    NEW_RULE,
    concerned,
    drafted,
    effect_of,
    line_of_rule,
    sites,
    text_of_rule,
    trials,
)
from g2l_tui.workspace.rules import OwnFile, file_of, own_files
from g2l_tui.workspace.workspace import Workspace

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
print(orders.count())
"""
OTHER_COUNT = NEW_RULE.replace('rewrite  = "$self.count()"', 'rewrite  = "$self.distinct().count()"')


def own_file(root: Path, text: str = "", name: str = "mine.toml") -> Path:
    file = user_rules(root) / name
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return file


def test_the_rule_to_begin_with_holds(ruleset: RuleSet, tmp_path: Path) -> None:
    draft = drafted(NEW_RULE, OwnFile(tmp_path / "new.toml", tmp_path), ruleset)

    assert draft.problems == ()
    assert [trial.problem for rule in draft.rules for trial in trials(rule, draft.ruleset)] == [""]


def test_an_example_that_does_not_hold_shows_what_came_instead(ruleset: RuleSet, tmp_path: Path) -> None:
    draft = drafted(OTHER_COUNT, OwnFile(tmp_path / "new.toml", tmp_path), ruleset)

    (trial,) = trials(draft.rules[0], draft.ruleset)
    assert trial.problem
    assert "frame.count()" in trial.expected
    assert "frame.distinct().count()" in trial.got


def test_text_that_is_no_rule_is_a_problem_with_its_reason(ruleset: RuleSet, tmp_path: Path) -> None:
    own = OwnFile(tmp_path / "new.toml", tmp_path)

    assert "new.toml" in drafted("[[rule]]\nid = 3\n", own, ruleset).problems[0]
    assert drafted("[[rule", own, ruleset).problems
    assert drafted("", own, ruleset).ruleset == ruleset


def test_a_draft_takes_the_place_of_what_its_file_held(tmp_path: Path) -> None:
    own_file(tmp_path, NEW_RULE)
    workspace = Workspace.open(tmp_path)
    (own,) = own_files(workspace.root, workspace.settings)

    draft = drafted(OTHER_COUNT, own, workspace.ruleset)
    empty = drafted("", own, workspace.ruleset)

    assert [rule.id for rule in own.rules] == ["my-rule"]
    assert len(draft.ruleset.rules) == len(workspace.ruleset.rules)
    assert len(empty.ruleset.rules) == len(workspace.ruleset.rules) - 1


def test_the_effect_names_the_files_that_become_something_else(tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(JOB)
    (tmp_path / "plain.py").write_text("x = 1\n")
    workspace = Workspace.open(tmp_path)
    draft = drafted(OTHER_COUNT, OwnFile(user_rules(tmp_path) / "mine.toml", user_rules(tmp_path)), workspace.ruleset)
    sources = [workspace.source(path) for path in workspace.paths()]

    paths = concerned(sources, draft.rules)
    effects = [
        effect_of(workspace.migrate(each.source.path), each) for each in workspace.migrate_with(draft.ruleset, paths)
    ]

    (effect,) = effects
    assert paths == ("job.py",)
    assert effect is not None
    assert b"distinct" in effect.after.result
    assert effect_of(effect.before, workspace.migrate("job.py")) is None


def test_sites_are_the_changes_and_refusals_of_a_rule(
    migrated_workspace: Callable[[dict[str, str]], dict[str, Migration]],
) -> None:
    refused = JOB + 'glueContext.purge_s3_path("s3://landing/orders/", {})\n'
    found = sites(migrated_workspace({"b.py": refused, "a.py": JOB}).values())

    used = [(site.path, site.line) for places in found.values() for site in places if site.fidelity]
    assert ("a.py", 5) in used
    assert [site.path for places in found.values() for site in places if site.fidelity is None] == ["b.py"]


def test_a_shipped_rule_is_copied_with_what_its_file_says_about_all(ruleset: RuleSet) -> None:
    for rule in ruleset.rules:
        file = file_of(rule)
        assert file is not None
        whole = file.read_text()
        text = text_of_rule(whole, rule.id)
        draft = drafted(text, OwnFile(Path("x/mine.toml"), Path("x")), RuleSet())

        assert [(each.id, each.drop, each.examples) for each in draft.rules] == [(rule.id, rule.drop, rule.examples)]
        assert f'"{rule.id}"' in whole.splitlines()[line_of_rule(whole, rule.id) + 1]


def test_own_files_are_read_with_what_is_wrong_in_them(tmp_path: Path) -> None:
    own_file(tmp_path, "[[rule]]\nid = 3\n", "broken.toml")
    (user_rules(tmp_path) / "sub").mkdir()
    (user_rules(tmp_path) / "sub" / "good.toml").write_text(NEW_RULE)

    broken, good = own_files(tmp_path, Settings())

    assert broken.problems
    assert good.problems == ()
    assert good.rules[0].origin == Path("sub/good.toml")


def test_nothing_is_concerned_by_no_rule() -> None:
    assert concerned([Source("a.py", JOB.encode())], ()) == ()
