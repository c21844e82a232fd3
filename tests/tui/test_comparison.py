"""Both sides of a file: each line stands where it belongs, whatever was decided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.model.change import Change, Edit, Fidelity, compose
from g2l_tui.tui.comparison import Comparison, compare_contents, compare_migration
from g2l_tui.tui.diff_view import change_starts, overview
from g2l_tui.tui.rows import Row, RowKind, RowOptions, row_at, rows_of, scope_of

PIECES = st.sampled_from(
    [b"", b"x", b"x\n", b"\n", b"a\nb", b"    y = 1\n", b"\r\n", b"\xff", b"\x0c", "\u2028".encode()]
)


def change(name: str, *edits: Edit) -> Change:
    return Change(name, edits, ("rule",), Fidelity.EXACT, 1, 1)


@st.composite
def changed_sources(draw: st.DrawFn) -> tuple[bytes, list[Change], frozenset[str]]:
    content = b"".join(draw(st.lists(PIECES, max_size=30)))
    cuts = sorted(draw(st.lists(st.integers(0, len(content)), max_size=8)))
    edits = [Edit(start, end, draw(PIECES)) for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    distinct = [edit for i, edit in enumerate(edits) if i == 0 or edit.start > edits[i - 1].start]
    changes = [change(str(i), edit) for i, edit in enumerate(distinct)]
    rejected = draw(st.sets(st.sampled_from([c.id for c in changes]))) if changes else set()
    return content, changes, frozenset(rejected)


@given(changed_sources(), st.builds(RowOptions, split=st.booleans(), fold=st.booleans()))
def test_every_line_of_both_sides_stands_on_exactly_one_row(
    changed: tuple[bytes, list[Change], frozenset[str]], options: RowOptions
) -> None:
    content, changes, rejected = changed
    result = compose(content, [c for c in changes if c.id not in rejected])

    comparison = compare_migration(content, changes, rejected)
    rows = rows_of(comparison, options)

    assert lines_shown(rows, 0) == list(range(len(content.splitlines())))
    assert lines_shown(rows, 1) == list(range(len(result.splitlines())))
    assert all(
        comparison.raw_left[row.left] == comparison.raw_right[row.right] for row in rows if row.kind is RowKind.EQUAL
    )


def lines_shown(rows: tuple[Row, ...], side: int) -> list[int]:
    shown: list[int] = []
    for row in rows:
        line = row.right if side else row.left
        if line >= 0:
            shown += range(line, line + (row.hidden or 1))
    return sorted(shown)


CONTENT = b"a = 1\nb = glue(a,\n    2)\nc = 3\nd = toDF(c)\n"
FIRST = change("first", Edit(10, 24, b"spark(a)"))
SECOND = change("second", Edit(35, 42, b"c"))


def test_a_rejected_change_shows_glue_on_both_sides_and_keeps_its_id() -> None:
    comparison = compare_migration(CONTENT, [FIRST, SECOND], frozenset({"first"}))
    rows = rows_of(comparison, RowOptions())

    assert [row.kind for row in rows if row.changes == ("first",)] == [RowKind.EQUAL, RowKind.EQUAL]
    assert [row.kind for row in rows if row.changes == ("second",)] == [RowKind.CHANGED]


def test_neighbouring_changes_are_told_apart() -> None:
    content = b"import a\nimport b\nx = 1\n"
    changes = [change("one", Edit(0, 9, b"")), change("two", Edit(9, 18, b""))]

    rows = rows_of(compare_migration(content, changes, frozenset()), RowOptions())

    assert [row.changes for row in rows] == [("one",), ("two",), ()]
    assert change_starts(rows) == (0, 1)


def test_an_insertion_between_lines_touches_neither() -> None:
    rows = rows_of(compare_migration(b"a\nb\n", [change("new", Edit(2, 2, b"x\n"))], frozenset()), RowOptions())

    assert [(row.left, row.right, row.changes) for row in rows] == [(0, 0, ()), (-1, 1, ("new",)), (1, 2, ())]


@pytest.mark.parametrize("rejected", [frozenset(), frozenset({"a"}), frozenset({"a", "b"})])
def test_lines_that_several_changes_put_between_two_are_theirs_together(rejected: frozenset[str]) -> None:
    first, second = (Edit(2, 2, b"%d\n" % number, order=number) for number in (0, 1))
    changes = [
        change("a", first, second, Edit(2, 4, b"x\n")),
        change("b", second, Edit(4, 6, b"y\n")),
    ]

    comparison = compare_migration(b"a\nb\nc\nd\n", changes, rejected)

    assert {name for span in comparison.spans for name in span.changes} == {"a", "b"}
    assert [span.right_end for span in comparison.spans][-1] == len(comparison.right)


def test_a_rejected_insertion_can_still_be_reached() -> None:
    changes = [change("new", Edit(2, 2, b"x\n"))]

    rows = rows_of(compare_migration(b"a\nb\n", changes, frozenset({"new"})), RowOptions())

    assert [(row.left, row.right, row.changes) for row in rows] == [(0, 0, ()), (1, 1, ("new",))]


def test_unchanged_lines_fold_but_for_their_context_and_findings() -> None:
    before = b"".join(b"line %d\n" % n for n in range(40))
    comparison = compare_contents(before, before.replace(b"line 5\n", b"LINE\n"))

    folded = rows_of(comparison, RowOptions())
    kept = rows_of(comparison, RowOptions(kept=frozenset({30})))
    opened = rows_of(comparison, RowOptions(opened=frozenset({9})))

    assert [row.hidden for row in folded if row.kind is RowKind.FOLD] == [31]
    assert [row.hidden for row in kept if row.kind is RowKind.FOLD] == [18, 6]
    assert not [row for row in opened if row.kind is RowKind.FOLD]


def test_a_fold_names_the_last_scope_that_begins_in_it() -> None:
    lines = ["import x", "def first():", "    pass", "class Second:", "    y = 1"]

    assert scope_of(lines, 0, 5) == "class Second"
    assert scope_of(lines, 0, 3) == "def first"
    assert scope_of(lines, 4, 5) == ""


def test_a_line_is_found_in_the_fold_that_hides_it() -> None:
    before = b"".join(b"line %d\n" % n for n in range(40))
    rows = rows_of(compare_contents(before, before.replace(b"line 5\n", b"LINE\n")), RowOptions())

    assert rows[row_at(rows, left=20)].kind is RowKind.FOLD
    assert rows[row_at(rows, left=5)].kind is RowKind.CHANGED


def test_lines_that_are_alike_stand_beside_each_other() -> None:
    before = b"df = a.toDF()\nwrite(df, 's3://x')\n"
    after = b"print(1)\nwrite(df, 'table')\n"

    rows = rows_of(compare_contents(before, after), RowOptions())

    assert (1, 1) in [(row.left, row.right) for row in rows]


def test_the_ruler_tells_removed_from_added() -> None:
    rows = rows_of(compare_contents(b"a\nb\nc\n", b"a\nc\nd\n"), RowOptions())

    assert overview(rows, len(rows)) == (" ", "▖", " ", "▘")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"# coding: nonsense\nx\n", b"\x1b[2J\n", b"\r\r\n"])
def test_any_content_can_be_compared(content: bytes) -> None:
    comparison = compare_contents(content, content + b"x = 1\n")

    assert isinstance(comparison, Comparison)
    assert not any("\x1b" in line for line in comparison.left)
