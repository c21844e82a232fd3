"""SQL as text: what does not parse here will not parse on Databricks."""

from __future__ import annotations

import ast
import logging
import re
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.text.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L209"

_ONLY_SPARKS = re.compile(
    r"\s*(?:table\s|insert\s+overwrite\s+(?:local\s+)?directory\b)|.*\btablesample\b", re.IGNORECASE | re.DOTALL
)
"""What Spark's own parser takes, and the one here may not."""


def unparsable_queries(_before: Module, after: Module) -> Iterator[Finding]:
    """Find literal texts given to `sql` that are no SQL of Databricks. Text that is put together is not looked at."""
    for node in after.nodes.calls_of({"sql"}):
        match node:
            case ast.Call(args=[ast.Constant(value=str(text))], keywords=[]) if "{" not in text:
                if not _ONLY_SPARKS.match(text) and (reason := _mistake(text)):
                    message = f"The SQL text does not parse: {reason}"
                    yield Finding(
                        CODE, severity_of(CODE), node.lineno, 1, message, hint_of(CODE), target_line=node.lineno
                    )


def _mistake(text: str) -> str | None:
    import sqlglot  # noqa: PLC0415 -- a seventh of a second that files without SQL need not wait

    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        sqlglot.parse(text, dialect="databricks")
    except sqlglot.errors.ParseError as error:
        first = error.errors[0] if error.errors else {}
        return f"{first.get('description') or 'a mistake'} (its line {first.get('line') or 1})"
    except sqlglot.errors.SqlglotError:
        return "it ends within a text or a comment"
    except RecursionError:
        return None
    return None
