"""The JSON Schema of a rule file: `rules/schema.json`, by which editors complete and check rules."""

from __future__ import annotations

import json

import msgspec

from g2l_tui.ruleset.schema import RuleFile


def rule_file_schema() -> str:
    """Return the text of the schema. It follows from `ruleset.schema` alone, so it is never edited by hand."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Rules of g2l-tui",
        **msgspec.json.schema(RuleFile),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
