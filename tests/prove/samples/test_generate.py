from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from g2l_tui.prove.samples.generate import POLITE_ROWS, generate
from g2l_tui.prove.samples.hints import ColumnHint, Condition, Grouping, SourceHint
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
    rows = generate(source(n=ColumnHint("int", conditions=[Condition(">", 10)])), Rows.POLITE).rows

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
    columns = {"state": ColumnHint("string", conditions=[Condition("==", "Paid")])}

    states = {row["state"] for row in generate(SourceHint("s.t", columns), Rows.HOSTILE).rows}

    assert {"pAID", " Paid ", "xPaidx"} <= states


def test_ordinary_rows_pass_what_the_job_asks() -> None:
    conditions = [Condition(">=", 10), Condition("<", 20), Condition("!=", 12)]

    rows = generate(source(n=ColumnHint("int", conditions=conditions)), Rows.POLITE).rows

    assert all(10 <= row["n"] < 20 and row["n"] != 12 for row in rows[:POLITE_ROWS])
    assert {9, 12, 20} <= {row["n"] for row in rows[POLITE_ROWS:]}


def test_patterns_are_met_and_nearly_met() -> None:
    rows = generate(source(t=ColumnHint("string", conditions=[Condition("like", "DAM%")])), Rows.HOSTILE).rows

    assert all(row["t"].startswith("DAM") for row in rows[:POLITE_ROWS])
    assert {"dam", "xDAMx", " DAM "} <= {row["t"] for row in rows}


def test_bounds_of_dates_are_dates() -> None:
    asked = [Condition("<=", "2024-06-30")]
    columns = {"day": ColumnHint("date", conditions=asked), "text": ColumnHint("string", conditions=asked)}

    rows = generate(SourceHint("s.t", columns), Rows.POLITE).rows

    assert {date(2024, 6, 29), date(2024, 6, 30), date(2024, 7, 1)} <= {row["day"] for row in rows}
    assert {"2024-06-29", "2024-06-30", "2024-07-01"} <= {row["text"] for row in rows}


def test_conditions_fail_together_and_all_but_one() -> None:
    columns = {name: ColumnHint("int", conditions=[Condition(">", 10)]) for name in ("a", "b")}

    rows = generate(SourceHint("s.t", columns), Rows.HOSTILE).rows

    assert len({((row["a"] or 0) > 10, (row["b"] or 0) > 10) for row in rows}) == 4


def test_a_hostile_row_meets_one_row_of_another_source_and_another_meets_none() -> None:
    columns = {"k": ColumnHint("int", group="g"), "n": ColumnHint("int")}
    left, right = (
        generate(SourceHint(name, columns, place=place), Rows.HOSTILE, crowd=2)
        for place, name in enumerate(("s.left", "s.right"))
    )
    met = Counter(row["k"] for row in right.rows)

    assert {0, 1} <= {met[row["k"]] for row in left.rows if row["n"] is None}


def test_what_lies_inside_breaks_one_at_a_time() -> None:
    place = ColumnHint(fields={"city": ColumnHint("string"), "zip": ColumnHint("string")})
    lines = ColumnHint("array<struct<sku:string,size:int>>")

    rows = generate(source(place=place, lines=lines), Rows.HOSTILE).rows

    assert any(row["place"]["city"] is None and row["place"]["zip"] for row in rows if row["place"])
    assert {0, 1, 2, 3} <= {len(row["lines"]) for row in rows if row["lines"] is not None}
    assert any(item["size"] is None and item["sku"] for row in rows for item in row["lines"] or ())


def test_a_tame_column_holds_only_what_can_be_parsed() -> None:
    rows = generate(source(n=ColumnHint("string", parsed_as="double", is_tame=True)), Rows.HOSTILE).rows
    texts = {row["n"] for row in rows}

    assert None in texts
    assert {float(text) for text in texts if text is not None} >= {-0.5, 0.0, 12.75}


def test_rows_share_what_the_job_groups_by_and_are_told_apart_by_the_last_of_their_order() -> None:
    columns = {name: ColumnHint("string") for name in ("shop", "day", "hour", "note")}

    plain = generate(SourceHint("s.t", columns), Rows.HOSTILE).rows
    rows = generate(SourceHint("s.t", columns), Rows.HOSTILE, groupings=[Grouping(("Shop",), ("day", "hour"))]).rows[
        len(plain) :
    ]

    ties = rows[4:6]
    assert [len({row["shop"] for row in group}) for group in (rows[:4], ties, rows[6:])] == [1, 1, 1]
    assert len({row["day"] for row in rows[:4]}) == 4
    assert [len({row[name] for row in ties}) for name in ("day", "hour")] == [1, 2]


def test_the_first_and_the_last_of_a_group_fail_what_the_job_asks() -> None:
    columns = {"shop": ColumnHint("int"), "day": ColumnHint("int"), "n": ColumnHint("int")}
    columns["n"].conditions.append(Condition(">", 10))

    rows = generate(SourceHint("s.t", columns), Rows.HOSTILE, groupings=[Grouping(("shop",), ("day",))]).rows[-4:]

    assert [row["n"] > 10 for row in rows] == [False, True, True, False]


def test_columns_of_a_kind_are_below_above_and_alike() -> None:
    rows = generate(source(due=ColumnHint("date"), paid=ColumnHint("date")), Rows.HOSTILE).rows
    both = [(row["due"], row["paid"]) for row in rows if row["due"] and row["paid"]]

    assert {(due < paid, due > paid) for due, paid in both} == {(True, False), (False, True), (False, False)}
