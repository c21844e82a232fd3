"""What modules pass to functions can be asked for without that of one, and replaced."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.engine.kinds.kind import Either, Instance, Kind
from g2l_tui.engine.kinds.taught import Taught

PATHS, SYMBOLS, PARAMETERS = ("a.py", "b.py", "c.py"), ("lib.py:f", "lib.py:g"), ("x", "y")
EITHER = Either(frozenset({Instance("A"), Instance("B")}))
KINDS: list[Kind] = [None, Instance("A"), Instance("B"), EITHER]

ARGUMENTS = st.dictionaries(
    st.sampled_from(SYMBOLS), st.dictionaries(st.sampled_from(PARAMETERS), st.sampled_from(KINDS), min_size=1)
)
LESSONS = st.lists(st.tuples(st.sampled_from(PATHS), ARGUMENTS), max_size=8)

Arguments = dict[str, dict[str, Kind]]


def passed(lessons: list[tuple[str, Arguments]]) -> dict[str, Arguments]:
    """Return what each module passes after these lessons, the one that taught last behind the others."""
    found: dict[str, Arguments] = {}
    for path, arguments in lessons:
        found.pop(path, None)
        found[path] = arguments
    return found


@given(LESSONS)
def test_what_others_pass_is_what_they_passed_last_each_kind_once(lessons: list[tuple[str, Arguments]]) -> None:
    taught = Taught()
    for path, arguments in lessons:
        taught.replace(path, arguments)

    now = passed(lessons)
    for symbol in SYMBOLS:
        for parameter in PARAMETERS:
            for path in (*PATHS, "other.py"):
                others = [each.get(symbol, {}) for other, each in now.items() if other != path]
                kinds = dict.fromkeys(each[parameter] for each in others if parameter in each)
                assert taught.by_others(symbol, parameter, path) == tuple(kinds)


@given(LESSONS)
def test_what_is_unsure_is_what_somebody_passes_now(lessons: list[tuple[str, Arguments]]) -> None:
    taught = Taught()
    for path, arguments in lessons:
        taught.replace(path, arguments)

    kinds = [kind for each in passed(lessons).values() for table in each.values() for kind in table.values()]
    assert set(taught.unsure()) == ({EITHER} if EITHER in kinds else set())
