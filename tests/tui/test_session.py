"""Decisions, undo, and where the review of a file stands."""

from __future__ import annotations

from dataclasses import replace

from g2l_tui.model.change import Change, Decision, Edit, Fidelity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.rests import Rests
from g2l_tui.model.source import Source
from g2l_tui.tui.file_state import FileState
from g2l_tui.tui.session import Result, Session

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

    made.decide({PATH: ["read"]}, Decision.ACCEPTED)

    assert made.pending(PATH) == ()


def test_rejecting_takes_along_what_needs_it() -> None:
    made = session(change("imports"), change("read", "imports"), change("other"))
    made.decide({PATH: ["imports", "read", "other"]}, Decision.ACCEPTED)

    made.decide({PATH: ["imports"]}, Decision.REJECTED)

    assert made.rejected(made.migrations[PATH]) == {"imports", "read"}


def test_deciding_tells_what_is_different_now() -> None:
    made = session(change("a"), change("b"))

    first = made.decide({PATH: ["a", "b"]}, Decision.ACCEPTED)
    again = made.decide({PATH: ["a"]}, Decision.ACCEPTED)

    assert first == {PATH: {"a": Decision.ACCEPTED, "b": Decision.ACCEPTED}}
    assert again == {}


def test_decisions_made_elsewhere_are_taken_over_as_they_are() -> None:
    made = session(change("imports"), change("read", "imports"))

    made.apply({PATH: {"read": Decision.ACCEPTED}, "gone.py": {"x": Decision.REJECTED}})

    assert made.decision(PATH, "read") is Decision.ACCEPTED
    assert [each.id for each in made.pending(PATH)] == ["imports"]


def test_what_must_be_seen_is_never_among_what_is_accepted_unseen() -> None:
    unsafe = replace(change("unsafe"), fidelity=Fidelity.APPROXIMATE)
    made = session(unsafe, change("needs it", "unsafe"), change("safe"))

    assert made.unseen(PATH) == {"safe"}
    assert [made.held_by(PATH, [name]) for name in ("unsafe", "needs it", "safe")] == [(), ((PATH, "unsafe"),), ()]

    made.decide({PATH: ["unsafe"]}, Decision.ACCEPTED)
    assert made.unseen(PATH) == {"needs it", "safe"}
    assert made.held_by(PATH, ["needs it"]) == ()


def test_changes_that_need_each_other_do_not_hold_each_other() -> None:
    first, second = (replace(change(*each), fidelity=Fidelity.APPROXIMATE) for each in (("a", "b"), ("b", "a")))

    assert session(first, second).held_by(PATH, ["a"]) == ()


def tied_session(fidelity: Fidelity = Fidelity.EXACT) -> Session:
    made = session(replace(change("caller"), ties=frozenset({"lib.py:read"})), change("alone"))
    maker = replace(change("maker"), ties=frozenset({"lib.py:read"}), fidelity=fidelity)
    made.paths = (PATH, "lib.py")
    made.take(Result("lib.py", 0, Migration(Source("lib.py", b"x = 1\n"), Status.MIGRATED, b"", (maker,))))
    return made


def test_what_is_tied_over_files_is_decided_together() -> None:
    made = tied_session()

    decided = made.decide({PATH: ["caller"]}, Decision.ACCEPTED)

    assert decided == {PATH: {"caller": Decision.ACCEPTED}, "lib.py": {"maker": Decision.ACCEPTED}}


def test_what_is_tied_to_an_unsure_change_is_not_accepted_unseen() -> None:
    made = tied_session(Fidelity.APPROXIMATE)

    assert made.unseen(PATH) == {"alone"}


def test_a_text_of_a_person_takes_the_place_of_the_rules_until_it_is_taken_back() -> None:
    made = session(Change("a", (Edit(4, 5, replacement=b"2"),), ("rule",), Fidelity.EXACT, 1, 1))

    made.reword(PATH, {"a": "x = 3\n"})
    edited = made.migrations[PATH]
    made.take(Result(PATH, 0, Migration(Source(PATH, b"# new\nx = 1\n"), Status.MIGRATED, b"", edited.changes[:0])))
    made.reword(PATH, {"a": None})

    assert edited.result == b"x = 3\n"
    assert edited.changes[0].edited
    assert made.texts[PATH] == {}


def test_the_state_of_a_file_follows_its_decisions() -> None:
    made = session(change("a"), change("b"))
    states = [made.state(PATH)]
    for name, decision in (("a", Decision.ACCEPTED), ("b", Decision.REJECTED), ("a", Decision.REJECTED)):
        made.decide({PATH: [name]}, decision)
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


def test_a_save_touches_those_that_use_what_rests_on_the_file_too() -> None:
    session = Session(paths=("base.py", "mid.py", "job.py"))
    for path, content, used in (("mid.py", b"import base\n", "base.py:a"), ("job.py", b"import mid\n", "mid.py:b")):
        rests = Rests(uses=((used, 1),))
        session.take(Result(path, 0, Migration(Source(path, content), Status.UNCHANGED, content, rests=rests)))

    assert session.touched(["base.py"]) == ("base.py", "mid.py", "job.py")
    assert session.touched(["base.py"], shown="job.py") == ("job.py", "base.py", "mid.py")
    session.list_paths(("base.py", "job.py"))
    assert session.touched(["base.py"]) == ("base.py",)


def test_files_that_may_import_what_was_saved_are_touched_too() -> None:
    sources = {
        "lib/helper.py": b"a = 1\n",
        "lib/pack/__init__.py": b"b = 1\n",
        "job.py": b"from lib.helper import a\n",
        "other.py": b"import lib.pack as pack\n",
        "plain.py": b"print('helper')\n",
    }
    session = Session()
    session.list_paths(tuple(sources))
    for path, content in sources.items():
        session.take(Result(path, 0, Migration(Source(path, content), Status.UNCHANGED, content)))

    assert session.touched(["lib/helper.py", "lib/helper.py", "elsewhere.py"]) == ("lib/helper.py", "job.py")
    assert session.touched(["lib/pack/__init__.py"]) == ("lib/pack/__init__.py", "other.py")
    assert session.revisions == {"lib/helper.py": 1, "job.py": 1, "lib/pack/__init__.py": 1, "other.py": 1}
