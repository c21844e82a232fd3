"""What keeps a change from being accepted together with others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from g2l_tui.model.change import Change, Fidelity
from g2l_tui.model.hazard import hazards, lost_rows
from g2l_tui.model.ledger import LedgerRow, Outcome

CHANGE = Change("id", (), ("rule",), Fidelity.EXACT, 3, 4)


@pytest.mark.parametrize("fidelity", [Fidelity.EXACT, Fidelity.EQUIVALENT])
def test_what_means_the_same_may_go_together(fidelity: Fidelity) -> None:
    change = replace(CHANGE, fidelity=fidelity)

    assert hazards(change, "a = glue.read()\n", 'a = spark.table("t").drop("x")\n', []) == ()


@pytest.mark.parametrize("fidelity", [Fidelity.APPROXIMATE, Fidelity.MANUAL])
def test_what_may_differ_is_seen_by_itself(fidelity: Fidelity) -> None:
    assert hazards(replace(CHANGE, fidelity=fidelity), "a = 1\n", "a = 1\n", [])


def test_what_a_person_wrote_is_seen_by_itself() -> None:
    assert hazards(replace(CHANGE, edited=True), "a = 1\n", "a = 2\n", [])


@pytest.mark.parametrize(
    "after",
    [
        'frame.write.mode("overwrite").save(path)',
        "frame.write.insertInto(t, overwrite=True)",
        "frame.writeTo(t).overwritePartitions()",
        "frame.writeTo(t).createOrReplace()",
        'spark.sql("DROP TABLE main.raw.orders")',
        'spark.sql(f"delete from {table}")',
        'spark.sql("TRUNCATE TABLE t")',
        "dbutils.fs.rm(path, True)",
        "DeltaTable.forName(spark, t).delete()",
        'spark.sql("GRANT SELECT ON t TO everyone")',
    ],
)
def test_what_writes_more_destructively_is_seen_by_itself(after: str) -> None:
    (sentence,) = hazards(CHANGE, "glueContext.write(frame, path)", after, [])

    assert "more destructively" in sentence
    assert hazards(CHANGE, after, after, []) == ()


def test_a_comment_destroys_nothing() -> None:
    assert hazards(CHANGE, "write(frame)", "frame.write.save()  # never overwrite", []) == ()


def test_a_lost_predicate_reads_more_widely() -> None:
    dropped = LedgerRow(3, "GlueContext.read", "push_down_predicate", Outcome.DROPPED)

    (sentence,) = hazards(CHANGE, "read(t, push_down_predicate=p)", "spark.table(t)", lost_rows([dropped]))

    assert "push_down_predicate is gone" in sentence
    assert hazards(CHANGE, "a", "a", [replace(dropped, line=9)]) == ()
    assert hazards(CHANGE, "a", "a", lost_rows([replace(dropped, outcome=Outcome.TRANSLATED)])) == ()


def test_a_lost_filter_reads_more_widely() -> None:
    assert "reads more widely" in hazards(CHANGE, "frame.filter(f).limit(3)", "frame.limit(3)", [])[0]
    assert hazards(CHANGE, "Filter.apply(frame, f)", "frame.filter(f)", []) == ()
