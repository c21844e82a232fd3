"""The transforms that Glue Studio puts next to a job: `import gs_…` adds a method to DynamicFrame."""

from __future__ import annotations

import ast

from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.fields import column, parse_path
from g2l_tui.engine.transforms.literals import quoted, required_string, strings, truth
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.ruleset.template import Text

STUDIO = "G2L174"

_UNITS = {
    "seconds": 'F.timestamp_seconds({column}.cast("bigint"))',
    "milliseconds": 'F.timestamp_millis({column}.cast("bigint"))',
    "microseconds": 'F.timestamp_micros({column}.cast("bigint"))',
}


@transform
def studio_name(site: Site, name: Argument | None, other: Argument | None = None) -> Text:
    """Return the name of the column to make, back-quotes taken off: the first that is given."""
    return Text(quoted(_top(site, name or other)))


@transform
def studio_column(site: Site, name: Argument | None) -> Text:
    """Return the column of a name."""
    return Text(column((_top(site, name),)))


@transform
def studio_columns(site: Site, names: Argument | None) -> tuple[Text, ...]:
    """Return the columns of a list of names."""
    found = strings(site, names.node) if names else None
    if not found:
        raise CannotRewriteError("the names of the columns are known only when the job runs", code=STUDIO)
    return tuple(Text(column(parse_path(text))) for text in found)


@transform
def studio_elements(site: Site, name: Argument | None, names: Argument | None) -> Text:
    """Return the calls that take the first elements of an array into columns of their own."""
    array = column((_top(site, name),))
    targets = enumerate(_words(required_string(site, names, "the list of columns")))
    return Text("".join(f".withColumn({quoted(target)}, F.get({array}, F.lit({place})))" for place, target in targets))


@transform
def studio_groups(site: Site, name: Argument | None, regex: Argument | None, names: Argument | None) -> Text:
    """Return the calls that take the groups of a regular expression into columns of their own."""
    source = column((_top(site, name),))
    pattern = regex.text.code if regex else ""
    targets = _words(required_string(site, names, "the list of columns"))
    calls = [
        f".withColumn({quoted(target)}, F.regexp_extract({source}, {pattern}, {group}))"
        for group, target in enumerate(targets, 1)
    ]
    return Text("".join(calls))


@transform
def studio_timestamp(site: Site, name: Argument | None, unit: Argument | None) -> Text:
    """Return the column that makes a timestamp of a number; texts have formats that Glue guesses."""
    word = required_string(site, unit, "the unit")
    if word not in _UNITS:
        raise CannotRewriteError(
            f"`{word}` leaves the format of the text to Glue",
            code=STUDIO,
            hint='say it: F.try_to_timestamp(F.col("x"), F.lit("yyyy-MM-dd HH:mm:ss"))',
        )
    return Text(_UNITS[word].format(column=column((_top(site, name),))))


@transform
def studio_explode(site: Site, outer: Argument | None) -> Text:
    """Return the function that makes a row of each element, and keeps rows without one when told to."""
    is_outer = truth(site, outer.node) if outer else False
    if is_outer is None:
        raise CannotRewriteError("`outer` is known only when the job runs", code=STUDIO)
    return Text("F.explode_outer" if is_outer else "F.explode")


@transform
def whole_number(site: Site, number: Argument | None) -> Text:
    """Return a number that may be written as text."""
    node = site.literal(number.node) if number else None
    match node:
        case ast.Constant(value=int() as found) if not isinstance(found, bool):
            return Text(str(found))
        case ast.Constant(value=str() as word) if word.strip().isdecimal():
            return Text(str(int(word)))
        case _:
            raise CannotRewriteError("the number is known only when the job runs", code=STUDIO)


def _top(site: Site, argument: Argument | None) -> str:
    text = required_string(site, argument, "the name of the column")
    path = parse_path(text)
    if len(path) > 1:
        raise CannotRewriteError(f"`{text}` is nested", code=STUDIO)
    return path[0]


def _words(text: str) -> list[str]:
    words = [word.strip() for word in text.split(",")]
    if not all(words) or len(set(words)) < len(words):
        raise CannotRewriteError(f"`{text}` is not a list of different names", code=STUDIO)
    return [parse_path(word)[0] for word in words]
