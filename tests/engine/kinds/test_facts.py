"""When a loop needs another lap: where it would read something that it did not read before."""

from __future__ import annotations

from g2l_tui.engine.kinds.facts import Names
from g2l_tui.engine.kinds.kind import Instance

FRAME = Instance("DynamicFrame")


def test_a_name_that_is_bound_before_it_is_read_changes_nothing() -> None:
    names = Names()
    names.bind("x", FRAME)
    names.get("x")

    assert names.reads_the_same({})


def test_a_name_that_was_asked_for_before_it_was_bound_does() -> None:
    names = Names()
    names.get("x")
    names.bind("x", FRAME)

    assert not names.reads_the_same({})


def test_a_name_that_was_only_looked_for_does_too() -> None:
    names = Names()
    names.has("x")
    names.bind("x", FRAME)

    assert not names.reads_the_same({})


def test_a_name_that_holds_something_else_by_now_does() -> None:
    names = Names(held={"x": None})
    names.bind("x", FRAME)

    assert not names.reads_the_same({"x": None})


def test_a_name_that_functions_bind_as_well_does() -> None:
    names = Names(shared=frozenset({"x"}))
    names.bind("x", FRAME)

    assert not names.reads_the_same({})


def test_what_a_comprehension_asks_for_is_asked_of_the_scope_around() -> None:
    names = Names()
    names.inner("").get("x")
    names.bind("x", FRAME)

    assert not names.reads_the_same({})
