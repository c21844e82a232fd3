"""Sums over all files, with only what changed counted again."""

from __future__ import annotations

from collections import Counter

from g2l_tui.model.change import Change, Decision, Edit, Fidelity
from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.tui.session import Result, Session
from g2l_tui.tui.tallies import NOTHING, Tallies, Tally


def job(path: str, *names: str) -> Result:
    changes = tuple(Change(name, (Edit(0, 0, b""),), ("rule",), Fidelity.EXACT, 1, 1) for name in names)
    findings = (Finding("G2L001", Severity.WARNING, 1, 1, "look", "at it"),)
    return Result(path, 0, Migration(Source(path, b"x = 1\n"), Status.PARTIAL, b"x = 1\n", changes, findings))


def test_only_what_was_forgotten_is_counted_again() -> None:
    counted: list[str] = []

    def count(path: str) -> Tally:
        counted.append(path)
        return Tally(changes=2, pending=1)

    tallies = Tallies(count)
    for path in ("a.py", "b.py", "a.py"):
        tallies.forget(path)
        tallies.progress()

    assert tallies.progress() == (2, 4)
    assert counted == ["a.py", "b.py", "a.py"]


def test_a_file_that_adds_nothing_any_more_is_in_no_sum() -> None:
    found = {"a.py": Tally(2, 1, (), ((Severity.ERROR, 3),))}
    tallies = Tallies(lambda path: found.pop(path, NOTHING))
    tallies.forget("a.py")
    before = tallies.severities()
    tallies.forget("a.py")

    assert before == Counter({Severity.ERROR: 3})
    assert (tallies.progress(), tallies.severities()) == ((0, 0), Counter())


def test_progress_and_findings_follow_decisions_results_and_files_that_go() -> None:
    session = Session(paths=("a.py", "b.py"))
    session.take(job("a.py", "one", "two"))
    session.take(job("b.py", "three"))
    session.decide({"a.py": ["one"]}, Decision.ACCEPTED)

    assert session.progress() == (1, 3)
    assert session.severities() == {Severity.WARNING: 2}
    assert [migration.source.path for migration, _ in session.to_write()] == ["a.py"]

    session.list_paths(("b.py",))

    assert session.progress() == (0, 1)
    assert session.severities() == {Severity.WARNING: 1}
    assert session.to_write() == ()
