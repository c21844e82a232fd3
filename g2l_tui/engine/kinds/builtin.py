"""What Python's own functions give, where frames go through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from g2l_tui.engine.kinds.kind import Kind, Many, Nothing, common

_ORDERED = frozenset({
    "list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "collections.deque",
    "concurrent.futures.as_completed", "asyncio.as_completed", "itertools.islice", "itertools.cycle",
    "itertools.accumulate",
})  # fmt: skip
_EMPTY = frozenset({
    "list", "tuple", "set", "dict", "collections.defaultdict", "collections.deque", "collections.OrderedDict",
    *(f"{module}.{name}" for module in ("asyncio", "multiprocessing", "queue")
      for name in ("LifoQueue", "PriorityQueue", "Queue", "SimpleQueue")),
})  # fmt: skip
_THE_SAME = frozenset({
    "copy.copy", "copy.deepcopy", "copy.replace", "dataclasses.replace", "asyncio.run", "asyncio.create_task",
    "asyncio.ensure_future", "asyncio.shield", "asyncio.wait_for", "contextlib.closing", "contextlib.nullcontext",
    "staticmethod",
})  # fmt: skip
_SIDE_BY_SIDE = frozenset({"zip", "itertools.zip_longest", "itertools.product"})


def given_back(name: str, arguments: Sequence[Kind], keywords: Mapping[str | None, Kind]) -> Kind:
    """Return what a function of Python's gives for what it is given; None where nothing is known."""
    first = arguments[0] if arguments else None
    match name, first:
        case (("dict" | "collections.OrderedDict"), _) if keywords:
            is_whole = not arguments and None not in keywords
            named = {name: kind for name, kind in keywords.items() if name}
            return Many.named(named) if is_whole else Many(common(tuple(keywords.values())), is_mapping=True)
        case (("dict" | "collections.OrderedDict"), Many(is_mapping=True)):
            return first
        case (("dict" | "collections.OrderedDict"), Many(Many(items=(_, value)))):
            return Many(value, is_mapping=True)
        case ("asyncio.gather", _):
            return Many(common(tuple(arguments)), tuple(arguments))
        case _ if name in _THE_SAME:
            return first
        case _ if name in _ORDERED and isinstance(first, Many):
            return Many(first.iterated)
        case (("next" | "max" | "min"), Many()):
            return first.iterated
        case _ if name in _EMPTY and (not arguments or name == "collections.defaultdict"):
            return Many(Nothing(), is_mapping=name.lower().endswith("dict"))
        case _:
            return _gone_through(name, arguments)


def _gone_through(name: str, arguments: Sequence[Kind]) -> Kind:
    """Return what comes out of functions that go through lists."""
    match name, arguments[0] if arguments else None:
        case "sum", Many(Many() as inner):
            return inner
        case "enumerate", Many() as listed:
            return Many(Many(None, (None, listed.iterated)))
        case "itertools.groupby", Many() as listed:
            return Many(Many(None, (None, Many(listed.iterated))))
        case "itertools.chain.from_iterable", Many(Many() as inner):
            return Many(inner.iterated)
        case (("itertools.chain" | "collections.ChainMap"), Many()):
            held = common(tuple(each.element for each in arguments if isinstance(each, Many)))
            return Many(held, is_mapping=name.endswith("Map"))
        case _ if name in _SIDE_BY_SIDE and any(isinstance(each, Many) for each in arguments):
            elements = tuple(each.iterated if isinstance(each, Many) else None for each in arguments)
            return Many(Many(common(elements), elements))
        case _:
            return None


def given_back_for_all(name: str, spread: Many) -> Kind:
    """Return what a function gives for all elements of one list, `zip(*pairs)`; None where nothing is known."""
    match name, spread.iterated:
        case "zip", Many(items=items):
            columns = tuple(Many(each) for each in items)
            return Many(common(columns), columns)
        case "asyncio.gather", each:
            return Many(each)
        case _:
            return None
