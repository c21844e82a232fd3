"""Decisions, undo, and where the review of a file stands."""

from __future__ import annotations

from g2l_tui.model.change import Change, Decision, Edit, Fidelity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.tui.session import FileState, Result, Session

PATH = "job.py"


def change(name: str, *needs: str) -> Change:
    return Change(name, (Edit(0, 0, b""),), ("rule",), Fidelity.EXACT, 1, 1, needs=frozenset(needs))


def session(*changes: Change, status: Status = Status.MIGRATED) -> Session:
    made = Session(paths=(PATH,))
    migration = Migration(Source(PATH, b"x = 1\n"), status, b"x = 1\n", changes)
    made.take(Result(PATH, 0, migration))
    return made


def test_a_result_that_was_started_before_the_last_save_is_dropped() -> None:
    made = session()
    made.touched([PATH])

    old = made.take(Result(PATH, 0, Migration(Source(PATH, b"old"), Status.UNCHANGED, b"old")))
    new = made.take(Result(PATH, 1, Migration(Source(PATH, b"new"), Status.UNCHANGED, b"new")))

    assert (old, new) == (False, True)
    assert made.migrations[PATH].source.content == b"new"


def test_accepting_takes_along_what_a_change_needs() -> None:
    made = session(change("imports"), change("read", "imports"))

    made.decide(PATH, ["read"], Decision.ACCEPTED)

    assert made.pending(PATH) == ()


def test_rejecting_takes_along_what_needs_it() -> None:
    made = session(change("imports"), change("read", "imports"), change("other"))
    made.decide(PATH, ["imports", "read", "other"], Decision.ACCEPTED)

    made.decide(PATH, ["imports"], Decision.REJECTED)

    assert made.rejected(made.migrations[PATH]) == {"imports", "read"}


def test_undo_and_redo_restore_what_was_decided_before() -> None:
    made = session(change("a"), change("b"))
    made.decide(PATH, ["a"], Decision.ACCEPTED)
    made.decide(PATH, ["a"], Decision.REJECTED)

    made.undo()
    after_undo = made.decision(PATH, "a")
    made.undo()
    after_both = made.decision(PATH, "a")
    made.redo()

    assert (after_undo, after_both) == (Decision.ACCEPTED, Decision.PENDING)
    assert made.decision(PATH, "a") is Decision.ACCEPTED
    assert made.undo() is not None
    assert made.undo() is None


def test_deciding_the_same_again_is_no_step() -> None:
    made = session(change("a"))
    made.decide(PATH, ["a"], Decision.ACCEPTED)

    assert made.decide(PATH, ["a"], Decision.ACCEPTED) is None
    assert len(made.done) == 1


def test_the_state_of_a_file_follows_its_decisions() -> None:
    made = session(change("a"), change("b"))
    states = [made.state(PATH)]
    for name, decision in (("a", Decision.ACCEPTED), ("b", Decision.REJECTED), ("a", Decision.REJECTED)):
        made.decide(PATH, [name], decision)
        states.append(made.state(PATH))

    assert states == [FileState.OPEN, FileState.PARTLY, FileState.ACCEPTED, FileState.REJECTED]


def test_files_without_changes_tell_why() -> None:
    assert session(status=Status.UNCHANGED).state(PATH) is FileState.UNCHANGED
    assert session(status=Status.REFUSED).state(PATH) is FileState.REFUSED
    assert session(status=Status.FAILED).state(PATH) is FileState.FAILED
    assert Session(paths=(PATH,)).state(PATH) is FileState.WAITING


def test_a_save_touches_the_files_that_name_the_module() -> None:
    made = Session(paths=("lib/paths.py", "jobs/a.py", "jobs/b.py"))
    for path, content in (("jobs/a.py", b"from lib import paths\n"), ("jobs/b.py", b"x = 1\n")):
        made.take(Result(path, 0, Migration(Source(path, content), Status.UNCHANGED, content)))

    assert made.touched(["lib/paths.py"]) == ("lib/paths.py", "jobs/a.py")
