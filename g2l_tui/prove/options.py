"""How two jobs write: mode, format, partitions and the options that change bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from g2l_tui.prove.record import Written

_SAME_FORMAT = {"glueparquet": "parquet", "": "delta"}
_TEXT_FORMATS = frozenset({"csv"})
_DEFAULTS = {"header": "false", "sep": ",", "quote": '"', "encoding": "utf-8", "multiline": "false", "nullvalue": ""}
_NO_QUOTE = {"-1": ""}
"""What Glue's `quoteChar` calls no quote at all, in Spark's word."""
_GLUE_NAMES = {
    "separator": "sep",
    "delimiter": "sep",
    "writeheader": "header",
    "withheader": "header",
    "quotechar": "quote",
    "escaper": "escape",
    "charset": "encoding",
}


def options_differences(original: Sequence[Written], migrated: Sequence[Written]) -> Iterator[str]:
    """Yield what differs in how the two sides write to one target, a sentence each."""
    left, right = original[0], migrated[0]
    if left.is_state or right.is_state:
        return
    modes = _modes(original), _modes(migrated)
    if modes[0] != modes[1]:
        yield f"mode is {' then '.join(modes[0])} in the original and {' then '.join(modes[1])} in the migrated job"
    formats = _format(left), _format(right)
    is_table = "delta" in formats or any(":" not in name for name in right.targets)
    if formats[0] != formats[1] and not is_table:
        yield f"format is {formats[0]} in the original and {formats[1]} in the migrated job"
    if _lower(left.partitions) != _lower(right.partitions):
        partitions = _listed(left.partitions), _listed(right.partitions)
        yield f"partitioned by {partitions[0]} in the original and {partitions[1]} in the migrated job"
    if formats[0] == formats[1] and formats[0] in _TEXT_FORMATS:
        yield from _text_differences(text_options(left.options), text_options(right.options))


def text_options(options: Mapping[str, str]) -> dict[str, str]:
    """Return the options of a text format under Spark's names, with the defaults of those that are not given."""
    given = {_GLUE_NAMES.get(name.lower(), name.lower()): str(value) for name, value in options.items()}
    known = {name: given.get(name, default) for name, default in _DEFAULTS.items()}
    return {
        **known,
        "header": known["header"].lower(),
        "encoding": known["encoding"].lower().replace("_", "-"),
        "quote": _NO_QUOTE.get(known["quote"], known["quote"]),
    }


def _text_differences(left: Mapping[str, str], right: Mapping[str, str]) -> Iterator[str]:
    for name, value in left.items():
        if value != right[name]:
            yield f"option {name} is {value!r} in the original and {right[name]!r} in the migrated job"


def _modes(written: Sequence[Written]) -> tuple[str, ...]:
    """The modes in their order; a mode that is repeated counts once, so that one write may become two."""
    modes = [each.mode for each in written]
    return tuple(mode for place, mode in enumerate(modes) if place == 0 or modes[place - 1] != mode)


def _format(written: Written) -> str:
    name = written.format.lower()
    return _SAME_FORMAT.get(name, name)


def _lower(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name.lower() for name in names)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names) or "nothing"
