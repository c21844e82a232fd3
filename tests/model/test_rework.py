from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.model.change import Change, Edit, Fidelity, compose
from g2l_tui.model.rework import reworked

SOURCE = b"import glue\nread()\nkeep()\nwrite()\nend()\n"


def change(name: str, start: int, end: int, text: bytes, *needs: str) -> Change:
    line = SOURCE.count(b"\n", 0, start) + 1
    edit = Edit(start, end, replacement=text)
    return Change(name, (edit,), (f"rule-{name}",), Fidelity.EXACT, line, line, needs=frozenset(needs))


READ = change("read", 12, 18, b"spark.read()")
WRITE = change("write", 26, 33, b"spark.write()", "read")
CHANGES = (READ, WRITE)


def test_a_change_that_was_not_touched_stays_what_it_is() -> None:
    wanted = compose(SOURCE, CHANGES).replace(b"spark.write()", b"spark.write(1)")

    first, second = reworked(SOURCE, CHANGES, wanted, "plugin:acme")

    assert first == READ
    assert second.rules == ("rule-write", "plugin:acme")
    assert second.fidelity is Fidelity.APPROXIMATE
    assert second.needs == {"read"}
    assert compose(SOURCE, (first, second)) == wanted


def test_lines_that_no_rule_touched_become_a_change_of_their_own() -> None:
    wanted = compose(SOURCE, CHANGES).replace(b"end()", b"finish()")

    found = reworked(SOURCE, CHANGES, wanted, "plugin:acme")

    assert found[:2] == CHANGES
    assert (found[2].rules, found[2].line) == (("plugin:acme",), 5)


def test_who_needed_a_change_needs_what_it_became() -> None:
    wanted = compose(SOURCE, CHANGES).replace(b"spark.read()", b"session.read()")

    first, second = reworked(SOURCE, CHANGES, wanted, "plugin:acme")

    assert second.needs == {first.id}
    assert first.id != "read"


def test_the_same_rework_has_the_same_id() -> None:
    wanted = compose(SOURCE, CHANGES).replace(b"end()", b"finish()")

    assert reworked(SOURCE, CHANGES, wanted, "plugin:acme") == reworked(SOURCE, CHANGES, wanted, "plugin:acme")


def test_the_same_rework_in_two_places_is_two_changes() -> None:
    first, second = reworked(b"a\nb\na\n", (), b"b\n", "plugin:acme")

    assert (first.line, second.line) == (1, 3)
    assert first.id != second.id


LINES = st.lists(st.sampled_from([b"a\n", b"b\n", b"c\n", b"\n", b"d"]), max_size=10)


@given(
    source=LINES, wanted=LINES, points=st.lists(st.tuples(st.integers(0, 20), st.sampled_from([b"", b"x", b"y\nz\n"])))
)
def test_whatever_was_made_of_the_result_comes_out_exactly(
    source: list[bytes], wanted: list[bytes], points: list[tuple[int, bytes]]
) -> None:
    content = b"".join(source)
    ends = sorted({min(at, len(content)) for at, _ in points})
    spans = list(zip(ends[::2], ends[1::2], strict=False))
    changes = tuple(
        Change(f"c{number}", (Edit(start, end, replacement=points[number][1]),), ("r",), Fidelity.EXACT, 1, 1)
        for number, (start, end) in enumerate(spans)
    )

    found = reworked(content, changes, b"".join(wanted), "plugin:acme")

    assert compose(content, found) == b"".join(wanted)
    assert len({each.id for each in found}) == len(found)
