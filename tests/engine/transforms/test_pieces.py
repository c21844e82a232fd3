"""Sources that are made, given a format and read in statements of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.ledger import Outcome
from g2l_tui.model.migration import Migration, Status

Migrated = Callable[..., Migration]

JOB = """\
from awsglue.context import GlueContext


def read(context: GlueContext, path, more):
{lines}
"""

MAKE = 'source = context.getSource("s3", paths=[path])'
FORMAT = 'source.setFormat("parquet")'
READ = "frame = source.getFrame()"


def _migrated(migrated: Migrated, *lines: str) -> Migration:
    return migrated(JOB.format(lines="\n".join(f"    {line}" for line in lines)))


@pytest.mark.parametrize(
    ("lines", "read"),
    [
        ((MAKE, FORMAT, "return source.getFrame()"), "return context.read"),
        ((MAKE, FORMAT, "return show(source.getFrame().toDF(), more)"), "return show(context.read"),
        ((MAKE.replace(")", ', format="parquet")'), "return source.getFrame()"), "return context.read"),
        ((MAKE.replace(")", ', transformation_ctx="s")'), FORMAT, READ, "return frame"), "frame = context.read"),
    ],
)
def test_a_source_in_pieces_is_one_read(migrated: Migrated, lines: tuple[str, ...], read: str) -> None:
    migration = _migrated(migrated, *lines)

    text = migration.result.decode()
    assert f'{read}.format("parquet").load([path])' in text
    assert "source" not in text
    assert migration.status is Status.MIGRATED


@pytest.mark.parametrize(
    "lines",
    [
        (MAKE, FORMAT, "print(source)", READ),
        (MAKE, FORMAT, READ, "other = source.getFrame()"),
        (MAKE, FORMAT, FORMAT, READ),
        (MAKE, "path = more", FORMAT, READ),
        (MAKE, "if more:", f"    {FORMAT}", READ),
        (MAKE, FORMAT, "for each in more:", f"    {READ}"),
        (MAKE, 'source.setFormat("parquet", **more)', READ),
        (MAKE, "source.setFormat(more)", READ),
        (MAKE, FORMAT, "frame = source.getFrame(**more)"),
        (MAKE.replace("[path]", "list_of(path)"), FORMAT, READ),
        (MAKE.replace("paths", "paths=[path], exclusions"), FORMAT, READ),
        (MAKE.replace(")", ', push_down_predicate="a > 1")'), FORMAT, READ),
        (MAKE.replace(")", ', format="csv")'), FORMAT, READ),
        (MAKE.replace('"s3"', '"dynamodb"'), FORMAT, READ),
        (MAKE.replace('"s3"', "more"), FORMAT, READ),
        (MAKE, FORMAT, READ, "source = more"),
    ],
)
def test_a_source_that_is_used_otherwise_stays_as_a_whole(migrated: Migrated, lines: tuple[str, ...]) -> None:
    migration = _migrated(migrated, *lines)

    assert all(f"    {line}\n" in migration.result.decode() for line in lines)


def test_what_is_given_to_a_source_stands_in_the_ledger_once(migrated: Migrated) -> None:
    migration = _migrated(migrated, MAKE.replace(")", ', groupFiles="none")'), FORMAT, "return source.getFrame()")

    outcomes = [(row.argument, row.outcome) for row in migration.ledger if row.argument]
    assert sorted(outcomes) == sorted([
        ("connection_type", Outcome.MOVED), ("paths", Outcome.MOVED), ("groupFiles", Outcome.MOVED),
        ("format", Outcome.MOVED), ("groupFiles", Outcome.DROPPED),
    ])  # fmt: skip


def test_the_statements_of_a_source_are_decided_together(migrated: Migrated) -> None:
    migration = _migrated(migrated, MAKE, FORMAT, "return source.getFrame()")

    pieces = {change.id: change for change in migration.changes if change.line >= 5}
    for piece in pieces.values():
        needed = {piece.id}
        while more := {need for each in needed & pieces.keys() for need in pieces[each].needs} - needed:
            needed |= more
        assert pieces.keys() <= needed
    assert len(pieces) == 3


def test_a_column_that_names_the_file_brings_what_it_needs(migrated: Migrated) -> None:
    migration = _migrated(migrated, MAKE, FORMAT.replace(")", ', attachFilename="source")'), READ)

    assert migration.status is Status.MIGRATED
    assert "from pyspark.sql import functions as F" in migration.result.decode()
