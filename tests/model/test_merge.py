from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.model.diff import BlockKind, line_blocks
from g2l_tui.model.merge import merge3

BASE = b"a\nb\nc\nd\ne\n"
LINES = st.lists(
    st.sampled_from(["a\n", "b\n", "c\n", "d\n", "  # g2l: keep\n", "# g2l: end\n", "x\r\n", "\n"]), max_size=12
)
UNMARKED = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\n"]), max_size=12).map(
    lambda lines: "".join(lines).encode()
)
TEXTS = st.builds(lambda lines, end: ("".join(lines) + end).encode(), LINES, st.sampled_from(["", "last"]))


def hand_edited(base: bytes, mine: bytes) -> list[bytes]:
    """Return the lines that a person added or changed."""
    lines = mine.splitlines(keepends=True)
    left = [line.decode("latin-1") for line in base.splitlines(keepends=True)]
    blocks = line_blocks(left, [line.decode("latin-1") for line in lines])
    changed = [block for block in blocks if block.kind in {BlockKind.INSERT, BlockKind.REPLACE}]
    return [line for block in changed for line in lines[block.right_start : block.right_end]]


def is_among(wanted: list[bytes], lines: list[bytes]) -> bool:
    """True when all of `wanted` are in `lines`, in their order."""
    rest = iter(lines)
    return all(line in rest for line in wanted)


def test_edits_in_different_places_are_both_made() -> None:
    merge = merge3(BASE, b"a\nmine\nc\nd\ne\n", b"a\nb\nc\nd\nnew\n")

    assert merge.content == b"a\nmine\nc\nd\nnew\n"
    assert merge.base == b"a\nb\nc\nd\nnew\n"
    assert merge.clashes == ()


def test_where_both_changed_the_same_lines_those_of_the_person_stay() -> None:
    merge = merge3(BASE, b"a\nmine\nc\nd\ne\n", b"a\nnew\nc\nd\nalso new\n")

    assert merge.content == b"a\nmine\nc\nd\nalso new\n"
    assert [(clash.line, clash.mine, clash.generated) for clash in merge.conflicts] == [(2, (b"mine\n",), (b"new\n",))]


def test_an_overruled_person_keeps_what_lies_between_marks() -> None:
    mine = b"a\nmine\nc\n# g2l: keep\nd\n# g2l: end\ne\n"

    merge = merge3(BASE, mine, b"a\nnew\nc\nD\ne\n", overrule=True)

    assert merge.content == b"a\nnew\nc\n# g2l: keep\nd\n# g2l: end\ne\n"
    assert merge.conflicts == ()


def test_a_conflict_is_told_again_until_it_is_settled_and_nothing_else_is() -> None:
    first = merge3(BASE, b"a\nmine\nc\nd\ne\n", b"a\nnew\nc\nd\nalso new\n")

    again = merge3(first.base, first.content, b"a\nnew\nc\nd\nnewest\n")

    assert again.content == b"a\nmine\nc\nd\nnewest\n"
    assert [clash.mine for clash in again.conflicts] == [(b"mine\n",)]


def test_the_same_edit_on_both_sides_is_no_conflict() -> None:
    merge = merge3(BASE, b"a\nB\nc\nd\ne\n", b"a\nB\nc\nd\ne\n")

    assert (merge.content, merge.clashes) == (b"a\nB\nc\nd\ne\n", ())


def test_lines_between_marks_are_kept_even_when_nobody_changed_them() -> None:
    base = b"a\n# g2l: keep\nb\n# g2l: end\nc\n"
    merge = merge3(base, base, b"z\n# g2l: keep\nnew\n# g2l: end\nc\n")

    assert merge.content == b"z\n# g2l: keep\nb\n# g2l: end\nc\n"
    assert merge.conflicts == ()
    assert [clash.protected for clash in merge.clashes] == [True]


def test_marks_that_only_the_target_has_protect_too() -> None:
    mine = b"a\n    # g2l: keep  (ours)\nb\nc\n    # g2l: end\nd\ne\n"

    merge = merge3(BASE, mine, b"a\nb2\nc2\nd\ne2\n")

    assert merge.content == b"a\n    # g2l: keep  (ours)\nb\nc\n    # g2l: end\nd\ne2\n"


def test_a_mark_without_an_end_protects_the_rest() -> None:
    merge = merge3(BASE, b"a\nb\n# g2l: keep\nc\nd\ne\n", b"A\nb\nc\nD\nE\n")

    assert merge.content == b"A\nb\n# g2l: keep\nc\nd\ne\n"


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n"])
def test_line_ends_stay(end: bytes) -> None:
    base, mine, generated = (
        end.join(lines) + end for lines in ([b"a", b"b", b"c"], [b"a", b"b", b"mine"], [b"new", b"b", b"c"])
    )

    assert merge3(base, mine, generated).content == end.join([b"new", b"b", b"mine"]) + end


@given(base=TEXTS, mine=TEXTS, generated=TEXTS)
def test_no_hand_edited_line_is_lost(base: bytes, mine: bytes, generated: bytes) -> None:
    merge = merge3(base, mine, generated)

    assert is_among(hand_edited(base, mine), merge.content.splitlines(keepends=True))


@given(base=TEXTS, other=TEXTS)
def test_who_changed_nothing_gets_what_the_other_made(base: bytes, other: bytes) -> None:
    assert merge3(base, other, base).content == other
    merged = merge3(base, base, other)
    assert merged.content == other or any(clash.protected for clash in merged.clashes)


@given(base=UNMARKED, mine=UNMARKED, generated=UNMARKED)
def test_a_second_merge_changes_nothing_and_tells_the_same_conflicts(
    base: bytes, mine: bytes, generated: bytes
) -> None:
    once = merge3(base, mine, generated)
    twice = merge3(once.base, once.content, generated)

    assert twice.content == once.content
    assert bool(twice.conflicts) == bool(once.conflicts)


@given(edits=st.lists(st.sampled_from(["mine", "generated", "both", ""]), min_size=1, max_size=15))
def test_edits_that_are_apart_merge_and_edits_of_the_same_lines_conflict(edits: list[str]) -> None:
    """Each edit changes a line of its own; a line that nobody changes stands between two of them."""

    def text(sides: set[str], name: str) -> bytes:
        return "".join(
            f"{name if side in sides else 'line'} {at}\nkept {at}\n" for at, side in enumerate(edits)
        ).encode()

    base, mine, generated = text(set(), ""), text({"mine", "both"}, "mine"), text({"generated", "both"}, "generated")

    merge = merge3(base, mine, generated)

    assert len(merge.conflicts) == edits.count("both")
    assert merge.content.count(b"mine") == edits.count("mine") + edits.count("both")
    assert merge.content.count(b"generated") == edits.count("generated")
