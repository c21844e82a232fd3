from __future__ import annotations

from decimal import Decimal

from g2l_tui.prove.samples.generate import POLITE_ROWS, generate
from g2l_tui.prove.samples.hints import ColumnHint, SourceHint
from g2l_tui.prove.samples.sample import Rows


def source(name: str = "s.t", **columns: ColumnHint) -> SourceHint:
    return SourceHint(name, dict(columns))


def test_the_same_hint_gives_the_same_rows() -> None:
    hint = source(a=ColumnHint("int"), b=ColumnHint("timestamp"))

    assert generate(hint, Rows.HOSTILE) == generate(hint, Rows.HOSTILE)


def test_polite_rows_have_no_nulls_and_hostile_ones_have_one_in_each_column() -> None:
    hint = source(a=ColumnHint("int"), b=ColumnHint("string"), c=ColumnHint("decimal(6,2)"))
    polite, hostile = generate(hint, Rows.POLITE), generate(hint, Rows.HOSTILE)

    assert len(polite.rows) == POLITE_ROWS
    assert all(value is not None for row in polite.rows for value in row.values())
    assert all(any(row[name] is None for row in hostile.rows) for name in ("a", "b", "c"))
    assert len({tuple(row.values()) for row in hostile.rows}) < len(hostile.rows)
    assert max(row["c"] for row in hostile.rows if row["c"] is not None) == Decimal("9999.99")


def test_values_stand_on_both_sides_of_a_bound() -> None:
    rows = generate(source(n=ColumnHint("int", literals=[10])), Rows.POLITE).rows

    assert {9, 10, 11} <= {row["n"] for row in rows}


def test_text_that_is_cast_holds_numbers_and_what_is_none() -> None:
    rows = generate(source(n=ColumnHint("string", parsed_as="double")), Rows.HOSTILE).rows

    assert {"", "unparsable", "-5"} <= {row["n"] for row in rows}
    assert all(float(row["n"]) for row in rows[:POLITE_ROWS])


def test_keys_meet_and_each_side_has_one_that_does_not() -> None:
    left = {row["k"] for row in generate(source("s.l", k=ColumnHint("string", group="g")), Rows.HOSTILE).rows}
    right = {row["j"] for row in generate(source("s.r", j=ColumnHint("string", group="g")), Rows.HOSTILE).rows}

    assert left & right - {None, ""}
    assert left - right
    assert right - left


def test_only_ragged_rows_lack_a_field_and_only_where_files_can() -> None:
    columns = {"a": ColumnHint("int"), "b": ColumnHint("int")}

    assert all(len(row) == 2 for row in generate(SourceHint("s.t", columns), Rows.RAGGED).rows)
    assert all(len(row) == 2 for row in generate(SourceHint("s3://b/k", columns, "json"), Rows.HOSTILE).rows)
    assert any(len(row) == 1 for row in generate(SourceHint("s3://b/k", columns, "json"), Rows.RAGGED).rows)


def test_dates_are_written_as_the_job_reads_them() -> None:
    rows = generate(source(d=ColumnHint("string", parsed_as="date", pattern="dd/MM/yyyy")), Rows.POLITE).rows

    assert all(len(row["d"]) == 10 and row["d"][2] == "/" for row in rows)


def test_a_row_has_nothing_but_keys_and_two_meet_nobody() -> None:
    columns = {"id": ColumnHint("int"), "name": ColumnHint("string"), "size": ColumnHint("double")}

    rows = generate(SourceHint("s.t", columns), Rows.HOSTILE).rows

    assert any(row["id"] is not None and row["name"] is row["size"] is None for row in rows)
    assert sum(row["name"] == "only in s.t" for row in rows) == 2


def test_words_that_are_compared_with_come_in_another_case() -> None:
    columns = {"state": ColumnHint("string", literals=["Paid"])}

    assert "pAID" in [row["state"] for row in generate(SourceHint("s.t", columns), Rows.HOSTILE).rows]
