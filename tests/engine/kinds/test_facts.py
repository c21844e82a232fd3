"""When a loop needs another lap: where it would read something that it did not read before."""

from __future__ import annotations

from g2l_tui.engine.kinds.facts import Names
from g2l_tui.engine.kinds.kind import Instance, join

FRAME, OTHER = Instance("DynamicFrame"), Instance("DataFrame")


def test_a_name_that_nobody_asked_for_changes_nothing() -> None:
    names = Names()
    names.bind("y", FRAME)
    names.get("y")

    assert names.reads_the_same({"x": FRAME})


def test_a_name_that_was_asked_for_before_it_was_bound_does() -> None:
    names = Names()
    names.get("x")

    assert not names.reads_the_same({"x": FRAME})


def test_a_name_that_was_only_looked_for_does_too() -> None:
    names = Names()
    names.has("x")

    assert not names.reads_the_same({"x": FRAME})


def test_a_name_that_holds_something_else_by_now_does() -> None:
    names = Names(held={"x": None})

    assert not names.reads_the_same({"x": FRAME})


def test_a_name_that_functions_bind_as_well_does() -> None:
    names = Names(shared=frozenset({"x"}))

    assert not names.reads_the_same({"x": FRAME})


def test_what_a_comprehension_asks_for_is_asked_of_the_scope_around() -> None:
    names = Names()
    names.inner("").get("x")

    assert not names.reads_the_same({"x": FRAME})


def test_at_the_end_of_a_way_names_hold_what_they_held_before() -> None:
    names = Names(held={"x": None})
    names.enter()
    names.bind("x", FRAME)
    names.bind("y", FRAME)

    assert names.leave() == {"x": FRAME, "y": FRAME}
    assert names.held == {"x": None}


def test_where_ways_come_together_a_name_holds_what_it_held_or_what_one_of_them_bound() -> None:
    names = Names(held={"x": OTHER})

    assert names.merged([{"x": FRAME}, {"y": FRAME}]) == {"x": join(FRAME, OTHER), "y": FRAME}
