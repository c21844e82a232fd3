"""The lines of a change, and what a person writes in their place."""

from __future__ import annotations

import pytest

from g2l_tui.model.change import Change, Edit, Fidelity, compose
from g2l_tui.model.excerpt import Excerpts, with_texts
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source

CONTENT = b"import glue\na = glue.read(1)\n\nb = glue.read(2)\nc = 3\n"
IMPORT = Edit(0, 0, replacement=b"import spark\n")


def change(name: str, line: int, *edits: Edit) -> Change:
    return Change(name, edits, ("rule",), Fidelity.EXACT, line, line)


def migration(*changes: Change) -> Migration:
    return Migration(Source("job.py", CONTENT), Status.MIGRATED, compose(CONTENT, changes), changes)


FIRST = change("first", 2, Edit(16, 25, replacement=b"spark.table"), IMPORT)
SECOND = change("second", 4, Edit(34, 43, replacement=b"spark.table"), IMPORT)


def test_an_excerpt_has_whole_lines_and_nothing_from_elsewhere() -> None:
    part = Excerpts(migration(FIRST, SECOND)).of(FIRST)

    assert (part.before, part.after) == (b"a = glue.read(1)\n", b"a = spark.table(1)\n")
    assert CONTENT[part.start : part.end] == part.before


def test_an_excerpt_grows_with_the_edits_that_touch_it() -> None:
    gap = change("gap", 2, Edit(12, 30, replacement=b""))

    part = Excerpts(migration(gap)).of(gap)

    assert (part.before, part.after) == (b"a = glue.read(1)\n\n", b"")


def test_the_last_line_needs_no_end() -> None:
    content = b"a = 1\nb = 2"
    last = change("last", 2, Edit(10, 11, replacement=b"3"))

    part = Excerpts(Migration(Source("job.py", content), Status.MIGRATED, b"", (last,))).of(last)

    assert (part.before, part.after) == (b"b = 2", b"b = 3")


def test_what_a_person_writes_replaces_the_lines_and_keeps_what_is_done_elsewhere() -> None:
    edited = with_texts(migration(FIRST, SECOND), {"second": "b = spark.sql('two')\n"})

    assert edited.result == b"import spark\nimport glue\na = spark.table(1)\n\nb = spark.sql('two')\nc = 3\n"
    assert [each.edited for each in edited.changes] == [False, True]
    assert edited.changes[1].id == "second"


def test_a_text_for_a_change_that_is_gone_is_not_heard_of() -> None:
    offered = migration(FIRST)

    assert with_texts(offered, {"second": "b = 2\n"}) is offered


def test_lines_into_which_another_change_reaches_cannot_be_written_by_hand() -> None:
    over = change("over", 2, Edit(20, 31, replacement=b"x"))
    offered = migration(change("first", 2, Edit(12, 13, replacement=b"z")), over)

    with pytest.raises(ValueError, match="another change"):
        Excerpts(offered).reworded(offered.changes[0], b"a = 1\n")
    assert with_texts(offered, {"first": "a = 1\n"}).changes == offered.changes


def test_what_a_person_writes_gets_the_line_ends_and_the_encoding_of_the_file() -> None:
    content = "# coding: latin-1\r\na = 'gr\u00fc\u00df'\r\nb = 2".encode("latin-1")
    source = Source("job.py", content)
    offered = Migration(source, Status.MIGRATED, content, (change("a", 2), change("b", 3)))

    assert with_texts(offered, {"a": "a = '\u00e4'\nc = 1"}).result.decode("latin-1").splitlines(keepends=True)[1:] == [
        "a = '\u00e4'\r\n",
        "c = 1\r\n",
        "b = 2",
    ]
    assert with_texts(offered, {"b": "b = 3"}).result.endswith(b"\r\nb = 3")
    assert with_texts(offered, {"a": "a = '\u4e2d'"}).result == content
