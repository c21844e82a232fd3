from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.model.graph import components

NODES = st.sampled_from("abcdefg")
GRAPHS = st.fixed_dictionaries({node: st.sets(NODES) for node in "abcdefg"})


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        fresh = graph[waiting.pop()] - found
        found |= fresh
        waiting += fresh
    return found


@given(GRAPHS)
def test_a_component_is_what_leads_to_each_other(graph: dict[str, set[str]]) -> None:
    found = {node: frozenset(each) for each in components(graph) for node in each}

    behind = {node: reached(graph, node) for node in graph}
    assert found == {node: frozenset(each for each in behind[node] if node in behind[each]) for node in graph}


@given(GRAPHS)
def test_what_a_component_leads_to_comes_before_it(graph: dict[str, set[str]]) -> None:
    seen: set[str] = set()
    for component in components(graph):
        assert seen.isdisjoint(component)
        seen.update(component)
        assert all(graph[node] <= seen for node in component)


def test_a_chain_may_be_longer_than_the_stack_is_deep() -> None:
    graph = {f"{number:05}": [f"{number + 1:05}"] for number in range(20_000)} | {"20000": []}

    assert [len(each) for each in components(graph)] == [1] * 20_001
