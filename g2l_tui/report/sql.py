"""The tables that SQL text reads and writes, as far as it can be parsed. Pure."""

from __future__ import annotations

import logging
from collections.abc import Iterator


def tables_in(text: str) -> Iterator[tuple[str, bool]]:
    """Yield each table that is named with its database, and whether it is written; the job's own views have none."""
    if "." not in text:
        return
    import sqlglot  # noqa: PLC0415 -- a seventh of a second that files without SQL need not wait
    from sqlglot import exp  # noqa: PLC0415

    logging.getLogger("sqlglot").setLevel(logging.ERROR)
    try:
        statements = sqlglot.parse(text, dialect="spark")
    except (sqlglot.errors.SqlglotError, RecursionError):
        return
    for statement in statements:
        written = statement.args.get("this") if isinstance(statement, exp.Insert | exp.Create | exp.Merge) else None
        target = written.find(exp.Table) if isinstance(written, exp.Expression) else None
        for table in statement.find_all(exp.Table) if statement else ():
            if table.db:
                yield ".".join(part.name for part in table.parts), table is target
