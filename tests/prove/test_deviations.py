"""Each thing that Sail is known to answer otherwise than Spark lowers the verdict of a job that meets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from g2l_tui.prove.deviations import DEVIATIONS
from g2l_tui.prove.judge import Runs, judged
from g2l_tui.prove.record import Record, Written
from g2l_tui.prove.samples.sample import Rows, Sample
from g2l_tui.prove.verdict import Outcome

SENTENCES = {each.name: each.sentence for each in DEVIATIONS}


@dataclass(frozen=True)
class Seen:
    """Code that meets a deviation with these rows, but not with `harmless` ones; what Sail and Spark answer to `asked`.

    `asked` is SQL, or what to do with a session and a folder. Spark's answers are those of release 4.0.1.
    """

    code: str
    asked: str | Callable[[Any, Path], Any]
    sail: object
    spark: object
    row: Mapping[str, Any] = field(default_factory=lambda: {"x": 1})
    kind: str = "int"
    harmless: Mapping[str, Any] | None = None


def read_csv(text: bytes, **options: str) -> Callable[[Any, Path], Any]:
    def ask(session: Any, folder: Path) -> Any:
        (folder / "in.csv").write_bytes(text)
        return session.read.options(**options).csv(str(folder / "in.csv")).collect()[0][0]

    return ask


def read_char(session: Any, _folder: Path) -> Any:
    session.sql("CREATE TABLE padded (x char(3)) USING parquet")
    session.sql("INSERT INTO padded VALUES ('a')")
    return session.sql("SELECT concat(x, '|') FROM padded").collect()[0][0]


SEEN = {
    "encoding": Seen(
        'spark.read.option("encoding", "latin1").csv(path)', read_csv(b"\xe9\n", encoding="ISO-8859-1"), "\ufffd", "é"
    ),
    "csv-options": Seen(
        'spark.read.option("nullValue", "NA").csv(path)', read_csv(b"NA\n", nullValue="NA"), "NA", None
    ),
    "csv-quotes": Seen(
        "spark.read.csv(path)",
        read_csv(b'"a ""b"" c"\n'),
        'a "b" c',
        '"a ""b"" c"',
        {"x": 'a "b"'},
        "string",
        {"x": "ab"},
    ),
    "fractions-as-text": Seen(
        'F.col("x").cast("string")', "cast(1e7D as string)", "10000000.0", "1.0E7", {"x": 1e7}, "double", {"x": 1.5}
    ),
    "nested-as-text": Seen(
        'F.col("x").cast("string")',
        "cast(array(1, null) as string)",
        "[1, NULL]",
        "[1, null]",
        {"x": (1, None)},
        "array<int>",
        {"x": (1, 2)},
    ),
    "dates-in-other-words": Seen(
        'F.expr("try_cast(x as date)")',
        "cast(try_cast(' 2024-02-29 ' as date) as string)",
        None,
        "2024-02-29",
        {"x": " 2024-02-29 "},
        "string",
        {"x": "2024-02-29"},
    ),
    "numbers-as-dates": Seen(
        'F.expr("try_cast(x as date)")',
        "cast(cast(1 as date) as string)",
        "1970-01-02",
        "DATATYPE_MISMATCH",
        harmless={"y": 1},
    ),
    "dates-as-numbers": Seen(
        'F.expr("try_cast(x as int)")',
        "try_cast(date'2024-02-29' as int)",
        None,
        "DATATYPE_MISMATCH",
        kind="date",
        harmless={"y": 1},
    ),
    "overflow": Seen(
        'F.col("x") + 1', "2147483647 + 1", -(2**31), "ARITHMETIC_OVERFLOW", {"x": 2**31 - 1}, harmless={"x": 7}
    ),
    "initcap": Seen('F.initcap("x")', "initcap('a-b')", "A-B", "A-b"),
    "half-to-even": Seen('F.bround("x")', "rint(2.5D)", 3.0, 2.0),
    "isnan": Seen('F.isnan("x")', "isnan(cast(null as double))", None, False),
    "array-contains": Seen('F.array_contains("x", 2)', "array_contains(array(1, null), 2)", False, None),
    "replacements": Seen('F.regexp_replace("x", "[0-9]", "$0x")', "regexp_replace('a1', '[0-9]', '$0x')", "a", "a1x"),
    "split-at-nothing": Seen('F.split("x", "")', "size(split('abc', ''))", 5, 3),
    "day-of-week": Seen('spark.sql("select extract(dow from x)")', "extract(dow from date'2024-02-29')", 4, 5),
    "decimals": Seen(
        'F.col("x") / 3',
        "cast(cast(1.10 as decimal(10, 2)) / 3 as string)",
        "0.366666",
        "0.366667",
        kind="decimal(10,2)",
        harmless={"x": 1},
    ),
    "char": Seen('spark.sql("create table t (x char(3))")', read_char, "a|", "a  |"),
}


def verdict(seen: Seen, row: Mapping[str, Any], kind: str) -> Any:
    types = dict.fromkeys(row, kind)
    samples = (Sample("sales.orders", (row,), types),)
    record = Record((Written(("s3://lake/out",), "append", "parquet", (row,), types),), samples=samples)
    return judged("job.py", Runs(record, record, None, Rows.HOSTILE, "sail", seen.code.encode(), is_partial=False))


@pytest.mark.parametrize("name", SENTENCES)
def test_a_known_deviation_is_an_exception_of_the_verdict(name: str) -> None:
    proof = verdict(SEEN[name], SEEN[name].row, SEEN[name].kind)

    assert SENTENCES[name] in proof.deviations
    assert proof.outcome is Outcome.EQUAL_EXCEPT
    assert SENTENCES[name] in proof.sentence


@pytest.mark.parametrize("name", [name for name, seen in SEEN.items() if seen.harmless])
def test_rows_that_do_not_meet_it_are_equal(name: str) -> None:
    proof = verdict(
        SEEN[name], SEEN[name].harmless or {}, "int" if SEEN[name].kind.startswith("d") else SEEN[name].kind
    )

    assert proof.deviations == ()
    assert proof.outcome is Outcome.EQUAL


@pytest.mark.parametrize("name", SENTENCES)
def test_this_release_of_sail_still_answers_so(name: str, sail: Any, tmp_path: Path) -> None:
    asked = SEEN[name].asked
    answer = asked(sail, tmp_path) if callable(asked) else sail.sql(f"select {asked} as v").collect()[0].v

    assert answer == SEEN[name].sail
    assert answer != SEEN[name].spark


def test_the_other_engines_have_none_of_them() -> None:
    seen = SEEN["initcap"]
    record = Record((Written(("t",), "append", "parquet", ({"x": 1},), {"x": "int"}),))
    runs = Runs(record, record, None, Rows.HOSTILE, "spark", seen.code.encode(), is_partial=False)

    assert judged("job.py", runs).outcome is Outcome.EQUAL
