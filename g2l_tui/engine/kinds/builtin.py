"""What Python's own functions give, where frames go through them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from g2l_tui.engine.kinds.kind import Kind, Many, Nothing, common

_ORDERED = frozenset({
    "list", "tuple", "set", "frozenset", "sorted", "reversed", "iter", "collections.deque",
    "concurrent.futures.as_completed",
})  # fmt: skip
_EMPTY = frozenset({
    "list", "tuple", "set", "dict", "collections.defaultdict", "collections.deque", "collections.OrderedDict",
})  # fmt: skip


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
        case "enumerate", Many():
            return Many(Many(None, (None, first.iterated)))
        case (("zip" | "itertools.chain"), _) if any(isinstance(each, Many) for each in arguments):
            elements = tuple(each.iterated if isinstance(each, Many) else None for each in arguments)
            return Many(common(elements) if name == "itertools.chain" else Many(common(elements), elements))
        case ("asyncio.gather", _):
            return Many(common(tuple(arguments)), tuple(arguments))
        case (("copy.copy" | "copy.deepcopy" | "copy.replace" | "dataclasses.replace" | "asyncio.run"), _):
            return first
        case _ if name in _ORDERED and isinstance(first, Many):
            return Many(first.iterated)
        case (("next" | "max" | "min"), Many()):
            return first.iterated
        case _ if name in _EMPTY and (not arguments or name == "collections.defaultdict"):
            return Many(Nothing(), is_mapping=name.lower().endswith("dict"))
        case _:
            return None
