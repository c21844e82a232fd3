"""What leads to what, in a graph that maps each node to those it leads to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence


def reached(start: Iterable[str], graph: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return `start` and all that it leads to; a node that the graph does not map leads to nothing."""
    found = set(start)
    waiting = list(found)
    while waiting:
        fresh = set(graph.get(waiting.pop(), ())) - found
        found |= fresh
        waiting += fresh
    return frozenset(found)


def components(graph: Mapping[str, Iterable[str]]) -> Iterator[Sequence[str]]:
    """Yield the strongly connected components, what is led to first.

    This is Tarjan's algorithm, without recursion: imports may make a longer chain than Python's stack is deep.
    """
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    walk: list[tuple[str, Iterator[str]]] = []

    def enter(node: str) -> None:
        walk.append((node, iter(sorted(graph[node]))))
        order[node] = lowest[node] = len(order)
        stack.append(node)
        on_stack.add(node)

    for root in sorted(graph):
        if root not in order:
            enter(root)
        while walk:
            node, others = walk[-1]
            other = next(others, None)
            if other is None:
                walk.pop()
                if walk:
                    above = walk[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == order[node]:
                    component = _popped(stack, node)
                    on_stack.difference_update(component)
                    yield component
            elif other not in order:
                enter(other)
            elif other in on_stack:
                lowest[node] = min(lowest[node], order[other])


def _popped(stack: list[str], last: str) -> Sequence[str]:
    found = [stack.pop()]
    while found[-1] != last:
        found.append(stack.pop())
    return found[::-1]
