"""What holds for every source, whatever is in it."""

from __future__ import annotations

import ast
import io
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from g2l_tui.config import Settings
from g2l_tui.engine.awsglue import CLASSES, is_glue
from g2l_tui.engine.kinds.infer import infer
from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import Project, survey
from g2l_tui.engine.text.module import parse_module
from g2l_tui.errors import ParseError
from g2l_tui.model.change import Change, compose, with_needed, without_rejected
from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.paths import builtin_rules, demo_repository
from g2l_tui.ruleset.load import load_rules
from g2l_tui.validators.undefined import undefined_names

RULESET, _ = load_rules([builtin_rules()])

ADVERSARIAL: dict[str, str] = tomli.loads(Path(__file__).with_name("adversarial.toml").read_text(encoding="utf-8"))


def demo() -> dict[str, str]:
    root = demo_repository()
    return {path.relative_to(root).as_posix(): path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py"))}


def examples() -> Iterator[tuple[str, Source, Project]]:
    for rule in RULESET.rules:
        for number, example in enumerate(rule.examples, 1):
            source = Source("example.py", example.before.encode())
            yield f"{rule.id}: {example.name or number}", source, survey([source], RULESET)


def demo_files() -> Iterator[tuple[str, Source, Project]]:
    sources = [Source(path, text.encode()) for path, text in demo().items()]
    project = survey(sources, RULESET)
    yield from ((f"demo: {source.path}", source, project) for source in sources)


def adversarial() -> Iterator[tuple[str, Source, Project]]:
    for name, text in ADVERSARIAL.items():
        source = Source("job.py", text.encode())
        yield f"adversarial: {name}", source, survey([source], RULESET)


ALL = {name: (source, project) for make in (examples, demo_files, adversarial) for name, source, project in make()}
DONE: dict[str, Migration] = {}

every_source = pytest.mark.parametrize("name", ALL)
KINDS_OF_GLUE = {kind for symbol, kind in CLASSES.items() if is_glue(symbol)} | {"DynamicRecord", "GlueLogger"}


def of_glue(callee: str) -> bool:
    return is_glue(callee) or callee.partition(".")[0] in KINDS_OF_GLUE


def done(name: str) -> Migration:
    if name not in DONE:
        source, project = ALL[name]
        DONE[name] = migrate(source, RULESET, Settings(), project)
    return DONE[name]


@every_source
def test_all_changes_give_the_result_and_none_gives_the_source(name: str) -> None:
    migration = done(name)

    assert compose(migration.source.content, migration.changes) == migration.result
    assert compose(migration.source.content, ()) == migration.source.content


@every_source
def test_the_result_parses_where_the_source_did(name: str) -> None:
    migration = done(name)
    try:
        ast.parse(migration.source.content)
    except SyntaxError:
        assert migration.status in (Status.FAILED, Status.UNCHANGED)
        return

    assert migration.status is not Status.FAILED
    ast.parse(migration.result)


@every_source
def test_ids_are_unique_and_needs_name_changes(name: str) -> None:
    migration = done(name)

    ids = [change.id for change in migration.changes]
    assert len(ids) == len(set(ids))
    assert all(change.needs <= set(ids) - {change.id} for change in migration.changes)


@every_source
def test_every_subset_that_has_what_it_needs_parses(name: str) -> None:
    migration = done(name)
    if not migration.changes:
        return

    @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(st.sets(st.sampled_from(migration.changes)))
    def parses(chosen: set[Change]) -> None:
        wanted = [change for change in migration.changes if change in chosen]
        accepted = with_needed(wanted, migration.changes)
        kept = without_rejected(migration.changes, [change.id for change in wanted])
        ast.parse(compose(migration.source.content, accepted))
        ast.parse(compose(migration.source.content, kept))

    parses()


@every_source
def test_no_subset_that_has_what_it_needs_uses_a_name_that_nothing_defines(name: str) -> None:
    migration = done(name)
    if not migration.changes:
        return
    before = parse_module(migration.source)

    def undefined(changes: tuple[Change, ...]) -> list[str]:
        after = parse_module(Source(migration.source.path, compose(migration.source.content, changes)))
        return [finding.message for finding in undefined_names(before, after)]

    for change in migration.changes:
        assert undefined(with_needed([change], migration.changes)) == []
        assert undefined(without_rejected(migration.changes, [change.id])) == []


@every_source
def test_lines_that_no_edit_touches_are_the_same_bytes(name: str) -> None:
    migration = done(name)
    content = migration.source.content
    edits = sorted({edit for change in migration.changes for edit in change.edits})

    position, rest = 0, migration.result
    for edit in edits:
        kept = content[position : edit.start]
        assert rest.startswith(kept + edit.replacement)
        rest, position = rest[len(kept) + len(edit.replacement) :], edit.end
    assert rest == content[position:]


@every_source
def test_a_change_says_what_it_touches_and_why(name: str) -> None:
    migration = done(name)
    content = migration.source.content

    for change in migration.changes:
        assert 1 <= change.line <= change.end_line <= content.count(b"\n") + 1
        assert change.edits
        assert change.rules


@every_source
def test_migrating_the_result_changes_nothing_more(name: str) -> None:
    migration = done(name)
    if migration.status is not Status.MIGRATED:
        return
    source = Source(migration.source.path, migration.result)

    again = migrate(source, RULESET, Settings(), survey([source], RULESET))

    assert again.result == migration.result
    assert again.changes == ()


@every_source
def test_migrating_a_partial_result_again_loses_nothing(name: str) -> None:
    migration = done(name)
    if migration.status is not Status.PARTIAL:
        return
    source = Source(migration.source.path, migration.result)

    again = migrate(source, RULESET, Settings(), survey([source], RULESET))

    ast.parse(again.result)
    assert again.status is not Status.FAILED


@every_source
def test_an_unchanged_source_is_the_same_bytes(name: str) -> None:
    migration = done(name)

    if migration.status in (Status.UNCHANGED, Status.REFUSED):
        assert migration.result == migration.source.content
        assert migration.changes == ()
    if migration.status is Status.UNCHANGED:
        assert migration.findings == ()


@every_source
def test_the_ledger_has_a_row_for_every_argument_of_every_call(name: str) -> None:
    source, project = ALL[name]
    migration = done(name)
    if migration.status is Status.UNCHANGED and source.path not in project.related:
        return
    try:
        module = parse_module(source)
    except ParseError:
        return
    facts, _ = infer(module, RULESET, project.knowledge)
    known = [call for call in ast.walk(module.tree) if isinstance(call, ast.Call) and call in facts.callees]
    glue = [call for call in known if of_glue(facts.callees[call])]
    expected: Counter[int] = Counter()
    for call in glue:
        expected[call.lineno] += max(1, len(call.args) + len(call.keywords))

    rows = Counter(row.line for row in migration.ledger)

    assert migration.calls == len(glue)
    assert {line: count for line, count in expected.items() if rows[line] < count} == {}
    assert set(rows) <= {call.lineno for call in known}


@every_source
def test_a_row_that_is_not_translated_says_why(name: str) -> None:
    rows = done(name).ledger

    assert [row for row in rows if row.outcome is not Outcome.TRANSLATED and not row.reason.strip()] == []


@every_source
def test_a_refused_call_has_a_finding(name: str) -> None:
    migration = done(name)

    refused = any(row.outcome is Outcome.REFUSED for row in migration.ledger)
    assert not refused or migration.findings
    assert (migration.status is Status.MIGRATED) <= (migration.calls == migration.calls_translated)


@every_source
def test_a_finding_points_into_source_and_result(name: str) -> None:
    migration = done(name)
    before = migration.source.text.splitlines() or [""]
    after = migration.result.decode().splitlines() or [""]

    for finding in migration.findings:
        assert 1 <= finding.line <= len(before)
        assert 1 <= finding.column <= len(before[finding.line - 1]) + 1
        assert finding.target_line is None or 1 <= finding.target_line <= len(after)


@every_source
def test_no_comment_is_lost(name: str, comments: Callable[[str], Counter[str]]) -> None:
    migration = done(name)

    assert comments(migration.source.text) - comments(migration.result.decode()) == Counter()


@every_source
def test_the_same_source_gives_the_same_ids_further_down(name: str) -> None:
    source, project = ALL[name]
    moved = Source(source.path, b"# a new first line\n" + source.content)
    if source.content.startswith((b"#", b'"""', b"'''")) or len(project.related) > 1:
        return

    later = migrate(moved, RULESET, Settings(), survey([moved], RULESET))

    assert [change.id for change in later.changes] == [change.id for change in done(name).changes]


@pytest.fixture
def comments() -> Callable[[str], Counter[str]]:
    """Counts the comments of a text, but for those that only speak to tools."""

    def count(text: str) -> Counter[str]:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        found = [token.string.rstrip() for token in tokens if token.type == tokenize.COMMENT]
        return Counter(comment for comment in found if not comment.startswith(("# noqa", "# type:")))

    return count
