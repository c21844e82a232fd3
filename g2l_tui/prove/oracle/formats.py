"""Bytes of CSV and JSON files into plain records, as Glue's own readers do.

Documented: `formats-page` (the options, their defaults, all CSV values being text). Parquet and ORC are read by Spark's
readers in Glue too; whoever supplies the storage reads those.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from g2l_tui.prove.oracle.doubts import touch

_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


@dataclass(frozen=True, slots=True)
class Parsed:
    """Records, and the texts that did not parse: those become error records."""

    records: tuple[dict[str, object], ...]
    unparsable: tuple[str, ...] = ()


def read(content: bytes, text_format: str, options: Mapping[str, object]) -> Parsed:
    """Read a CSV or JSON file. Raises ValueError for other formats and for options that the oracle does not know."""
    text = content.decode("utf-8-sig", "replace")
    if text_format.lower() == "csv":
        return _read_csv(text, options)
    if text_format.lower() == "json":
        return _read_json(text, options)
    raise ValueError(f"The oracle reads csv and json, not {text_format!r}.")


def read_csv_line(text: str, options: Mapping[str, object]) -> list[str]:
    return next(_rows(text, options), [])


def _read_csv(text: str, options: Mapping[str, object]) -> Parsed:
    rows = [row for row in _rows(text, options) if row]
    if is_on(options.get("withHeader")):
        header, rows = (rows[0] if rows else []), rows[1:]
    else:
        touch("csv-without-header")
        header = [f"col{number}" for number in range(max(map(len, rows), default=0))]
    if is_on(options.get("skipFirst")):
        rows = rows[1:]
    return Parsed(tuple(_csv_record(header, row) for row in rows))


def is_on(value: object) -> bool:
    """Options of formats come as booleans and as text."""
    return value if isinstance(value, bool) else str(value).lower() == "true"


def _rows(text: str, options: Mapping[str, object]) -> Iterator[list[str]]:
    separator = str(options.get("separator", ","))
    quote = options.get("quoteChar", '"')
    escaper = options.get("escaper")
    if escaper:
        text = _without_escapes(text, str(escaper))
    lines = text.splitlines(keepends=True)
    if str(quote) == "-1":
        return csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    return csv.reader(lines, delimiter=separator, quotechar=str(quote))


def _without_escapes(text: str, escaper: str) -> str:
    """The text with each escaped character as it is meant. An escaped separator is not told from a plain one."""
    parts = text.split(escaper)
    return parts[0] + "".join(_ESCAPES.get(part[:1], part[:1]) + part[1:] for part in parts[1:])


def _csv_record(header: list[str], row: list[str]) -> dict[str, object]:
    if len(header) != len(row):
        touch("csv-ragged-lines")
    if "" in row:
        touch("csv-empty-fields")
    return dict(zip(header, row, strict=False))


def _read_json(text: str, options: Mapping[str, object]) -> Parsed:
    records: list[dict[str, object]] = []
    unparsable: list[str] = []
    for value in _documents(text, unparsable):
        for found in _at(value, str(options.get("jsonPath") or "$")):
            members = found if isinstance(found, list) else [found]
            records.extend(member for member in members if isinstance(member, dict))
    if unparsable:
        touch("json-unparsable")
    return Parsed(tuple(records), tuple(unparsable))


def _documents(text: str, unparsable: list[str]) -> Iterator[object]:
    """One document over the whole text, or one on each line."""
    try:
        yield json.loads(text)
    except ValueError:
        for line in filter(str.strip, text.splitlines()):
            try:
                yield json.loads(line)
            except ValueError:
                unparsable.append(line)


def _at(value: object, path: str) -> list[object]:
    """What a JSON path names, for paths of field names and `[*]`."""
    found = [value]
    for step in path.removeprefix("$").replace("[*]", ".*").split("."):
        if step == "*":
            found = [inner for outer in found for inner in (outer if isinstance(outer, list) else [])]
        elif step.replace("_", "").isalnum():
            found = [outer[step] for outer in found if isinstance(outer, dict) and step in outer]
        elif step:
            touch("json-path")
            raise ValueError(f"The oracle does not follow the JSON path {path!r}.")
    return found
