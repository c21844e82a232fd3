"""The JSON Schema of a rule file: `rules/schema.json`, by which editors complete and check rules."""

from __future__ import annotations

import inspect
import json
from typing import Any

import msgspec

from g2l_tui.ruleset.schema import RuleFile


def rule_file_schema() -> str:
    """Return the text of the schema. It follows from `ruleset.schema` alone, so it is never edited by hand."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rules of g2l-tui",
        **_evened(msgspec.json.schema(RuleFile)),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _evened(part: Any) -> Any:
    """The same without the indentation of docstrings, which Python 3.13 removes and older ones keep."""
    match part:
        case dict():
            return {key: _evened(value) for key, value in part.items()}
        case list():
            return [_evened(value) for value in part]
        case str():
            return inspect.cleandoc(part)
        case _:
            return part
