"""Every exact or equivalent rule that touches rows, run before and after on polite and hostile rows, is the same.

Before runs against the oracle, after on Sail. `rules_proven.toml` has, for each rule, the columns of its frames and
what to compare, or why it cannot be run. `rules_varied.toml` tries the rules on other code than their own.
"""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import tomli

from g2l_tui.engine.examples import migrate_example
from g2l_tui.model.change import Fidelity
from g2l_tui.paths import builtin_rules
from g2l_tui.prove.oracle import DOUBTS as ALL_DOUBTS
from g2l_tui.prove.oracle import Place, Reading, Run, Upkeep, Writing, current, install
from g2l_tui.prove.oracle.awsglue.context import GlueContext
from g2l_tui.prove.oracle.awsglue.dynamicframe import DynamicFrame, DynamicFrameCollection
from g2l_tui.prove.oracle.bridge import from_dataframe, to_dataframe
from g2l_tui.prove.oracle.formats import read
from g2l_tui.prove.oracle.frame import Frame, frame_from
from g2l_tui.prove.oracle.records import plain
from g2l_tui.prove.oracle.types import ArrayOf, ChoiceOf, DecimalOf, StructOf, Type, label, parse_type, spark_ddl
from g2l_tui.ruleset.load import load_rules
from g2l_tui.ruleset.rule import Example, Rule

RULESET, _ = load_rules([builtin_rules()])
RULES = {rule.id: rule for rule in RULESET.rules}
TABLE = tomli.loads((Path(__file__).parent / "rules_proven.toml").read_text())
PROOFS: list[dict[str, Any]] = TABLE["proof"]
FAMILIES: list[dict[str, Any]] = tomli.loads((Path(__file__).parent / "rules_varied.toml").read_text())["family"]
UNPROVEN: dict[str, str] = {rule: group["reason"] for group in TABLE["unproven"] for rule in group["rules"]}

POLITE: dict[str, list[Any]] = {
    "int": [1, 2, 3, 15, 22, 30],
    "long": [1, 2, 3, 15, 22, 30],
    "double": [0.5, 1.0, 2.25, 20.0],
    "string": ["a", "b", "c", "12", "XX"],
    "boolean": [True, False],
    "date": [dt.date(2024, 2, 29), dt.date(2023, 1, 1)],
    "timestamp": [dt.datetime(2024, 2, 29, 12, 30)],  # noqa: DTZ001 - without a zone, as Spark collects it
    "decimal": [Decimal("1.25"), Decimal("20.00")],
}
HOSTILE: dict[str, list[Any]] = {
    "int": [0, -7, 2147483647, -2147483648],
    "long": [0, -7, 9007199254740993, -(2**63)],
    "double": [0.0, -1.5, 1e300, math.nan, math.inf],
    "string": ["", " ", " padded ", "12.5", "-3", "A", "ÄÖ", "null", "9" * 30, "a'b"],
    "boolean": [],
    "date": [dt.date(1900, 1, 1), dt.date(9999, 12, 31)],
    "timestamp": [dt.datetime(1970, 1, 1), dt.datetime(2999, 12, 31, 23, 59, 59)],  # noqa: DTZ001 - as above
    "decimal": [Decimal("-0.01"), Decimal("99999999.99")],
}

HEADER = "from awsglue.dynamicframe import DynamicFrame\n\n\n"

Outcome = dict[str, Any]


DOUBTS = sorted(ALL_DOUBTS)
"""Other code may rest on any doubt: what counts there is that both sides do the same."""


def varied(family: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A proof for each case of a family of code."""
    parameters = ", ".join(f"{name}: DynamicFrame" for name in family["frames"])
    for says, case in family["cases"].items():
        yield {
            "rule": family["rule"],
            "says": says,
            "frames": family["frames"],
            "code": f"{HEADER}def step({parameters}):\n    {family['body'].replace('CASE', case)}\n",
            "call": f"step({', '.join(family['frames'])})",
            "doubts": DOUBTS,
            "differs": {
                rows: reason
                for rows in ("polite", "hostile")
                if (reason := known(family, rows, says) or known(family, "both", says))
            },
        }


def varied_proofs() -> list[dict[str, Any]]:
    return [proof for family in FAMILIES for proof in varied(family)]


def known(family: dict[str, Any], rows: str, says: str) -> str:
    return str(family.get("differs", {}).get(rows, {}).get(says, ""))


def proofs(rows: str) -> Iterator[Any]:
    """What is run on these rows. Hostile rows hold the polite ones: other code that is right there needs no more."""
    others = [proof for proof in varied_proofs() if rows == "hostile" or proof["differs"]]
    for proof in [*PROOFS, *others]:
        reason = proof.get("differs", {}).get(rows, "")
        name = f"{proof['rule']}: {proof.get('says', 'its example')} ({rows})"
        yield pytest.param(
            proof, rows, id=name, marks=[pytest.mark.xfail(strict=True, reason=reason)] if reason else []
        )


@pytest.mark.parametrize(("proof", "rows"), [*proofs("polite"), *proofs("hostile")])
def test_what_a_rule_writes_means_what_it_read(
    proof: dict[str, Any], rows: str, sail: Any, both_sides: None, tmp_path: Path
) -> None:
    before, after = codes(proof)
    if "awsglue" in after and "code" in proof:
        return  # refused, which is never wrong
    run = Run(GlueSide(proof, rows), sail)
    install(run)

    glue = executed(before, proof, rows, sail, tmp_path / "glue")
    spark = executed(after, proof, rows, sail, tmp_path / "spark")

    assert spark == glue
    assert run.doubts <= set(proof.get("doubts", []))


def test_every_exact_or_equivalent_rule_is_proven_or_says_why_it_cannot_be() -> None:
    wanted = {rule.id for rule in RULESET.rules if {Fidelity.EXACT, Fidelity.EQUIVALENT} & fidelities(rule)}
    proven = {proof["rule"] for proof in PROOFS}

    assert wanted - proven - set(UNPROVEN) == set()
    assert set(UNPROVEN) <= wanted - proven


@pytest.mark.parametrize(
    "rule", sorted({proof["rule"] for proof in [*PROOFS, *varied_proofs()] if proof.get("differs")})
)
def test_where_a_rule_differs_it_says_what_it_assumes(rule: str) -> None:
    assert any([RULES[rule].assumes, *(case.assumes for case in RULES[rule].cases)])


def fidelities(rule: Rule) -> set[Fidelity]:
    return {rule.fidelity, *(case.fidelity for case in rule.cases)} if rule.cases else {rule.fidelity}


@pytest.fixture
def both_sides(sail_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A session for whoever asks for one, tables in a folder of their own, and `pyspark.context` for the Glue side."""
    monkeypatch.setenv("SPARK_REMOTE", sail_address)
    monkeypatch.chdir(tmp_path)
    before = set(sys.modules)
    context = ModuleType("pyspark.context")
    context.SparkContext = StandInContext  # type: ignore[attr-defined]
    sys.modules.setdefault("pyspark.context", context)
    yield
    for name in set(sys.modules) - before:
        if name.split(".")[0] in ("awsglue", "awsgluedq") or name == "pyspark.context":
            del sys.modules[name]


class StandInContext:
    @classmethod
    def getOrCreate(cls) -> StandInContext:  # noqa: N802
        return cls()

    def parallelize(self, rows: Sequence[Any], _slices: int = 1) -> list[Any]:
        return list(rows)

    def setLogLevel(self, level: str) -> None:  # noqa: N802
        """Nothing is logged here."""

    def stop(self) -> None:
        """There is nothing to stop."""


class GlueSide:
    """The storage of the Glue side: the proof's tables, and what was written."""

    def __init__(self, proof: dict[str, Any], rows: str) -> None:
        self.proof, self.rows = proof, rows
        self.written: list[Writing] = []

    def read(self, place: Place) -> Reading:
        if place.connection != "catalog":
            return read_path(place)
        columns = self.proof["tables"][f"{place.database}.{place.table}"]
        made = made_rows(columns, self.rows, self.proof.get("pools", {}))
        return Reading(made, columns, tuple(self.proof.get("partitions", [])))

    def write(self, writing: Writing) -> None:
        self.written.append(writing)

    def maintain(self, upkeep: Upkeep) -> None:
        raise AssertionError(upkeep)


def read_path(place: Place) -> Reading:
    """Files as Glue reads them: CSV and JSON by itself, others through Spark."""
    if place.format in ("csv", "json"):
        parsed = read(Path(place.paths[0]).read_bytes(), place.format, place.format_options)
        return Reading(parsed.records, unparsable=parsed.unparsable)
    frame = from_dataframe(current().session.read.format(place.format).load(list(place.paths)))
    types = {name: spark_ddl(kind) for name, kind in frame.schema.fields}
    return Reading([{name: plain(node) for name, node in record.fields.items()} for record in frame.records], types)


def codes(proof: dict[str, Any]) -> tuple[str, str]:
    rule = RULES[proof["rule"]]
    example = rule.examples[proof.get("example", 1) - 1]
    if "code" in proof:
        example = Example("", proof["code"], None, "")
    migration = migrate_example(example, RULESET)
    after = migration.result.decode()
    assert "code" in proof or "awsglue" not in after, [finding.message for finding in migration.findings]
    return example.before, after


def executed(code: str, proof: dict[str, Any], rows: str, sail: Any, folder: Path) -> Outcome:
    """What the code leaves: results by name, and what it wrote."""
    glue = "awsglue" in code
    prepare(proof, rows, sail, folder)
    names: dict[str, Any] = {"context": GlueContext() if glue else sail, "folder": str(folder), "sail": sail}
    for name, columns in proof.get("frames", {}).items():
        frame = given(proof, columns, rows)
        names[name] = DynamicFrame(frame, GlueContext(), name) if glue else to_dataframe(frame, sail)
    for name, columns in proof.get("dataframes", {}).items():
        names[name] = to_dataframe(given(proof, columns, rows), sail)
    for name, members in proof.get("collections", {}).items():
        held = {member: names[member] for member in members}
        names[name] = DynamicFrameCollection(held, GlueContext()) if glue else held
    for name, value in proof.get("names", {}).items():
        names[name] = eval(value, names)
    exec(compile(code, "job.py", "exec"), names)
    outcome: Outcome = {name: told(names[name]) for name in proof.get("results", [])}
    if "call" in proof:
        outcome["returned"] = told(eval(proof["call"], names))
    if "sink" in proof:
        outcome["written"] = written(proof["sink"], sail, str(folder), as_glue=glue)
    return outcome


def given(proof: dict[str, Any], columns: Mapping[str, str], rows: str) -> Frame:
    return frame_from(made_rows(columns, rows, proof.get("pools", {})), kinds_of(columns))


def kinds_of(columns: Mapping[str, str]) -> dict[str, Type]:
    return {name: parse_type(kind) for name, kind in columns.items()}


def prepare(proof: dict[str, Any], rows: str, sail: Any, folder: Path) -> None:
    """The tables and files that are read, and no table where one is written."""
    folder.mkdir()
    for name in {"raw.orders", "sales.orders", *proof.get("tables", {})}:
        sail.sql(f"CREATE SCHEMA IF NOT EXISTS main.{name.split('.')[0]}")
        sail.sql(f"DROP TABLE IF EXISTS main.{name}")
    for name, columns in proof.get("tables", {}).items():
        frame = to_dataframe(given(proof, columns, rows), sail)
        frame.write.partitionBy(*proof.get("partitions", [])).saveAsTable(f"main.{name}")
    for name, columns in proof.get("parquet", {}).items():
        to_dataframe(given(proof, columns, rows), sail).write.parquet(str(folder / name))
    for name, text in proof.get("files", {}).get(rows, {}).items():
        (folder / name).write_bytes(text.encode())


def written(sink: Mapping[str, str], sail: Any, folder: str, *, as_glue: bool) -> Any:
    if as_glue and "same" not in sink:
        storage = current().storage
        assert isinstance(storage, GlueSide)
        return [told(writing) for writing in storage.written]
    if "table" in sink:
        return [told(sail.table(sink["table"]))]
    return [told(sail.read.format(sink["format"]).load(f"{folder}/{sink['path']}"))]


def made_rows(columns: Mapping[str, str], rows: str, own: Mapping[str, list[Any]]) -> list[dict[str, Any]]:
    """Rows that show each value of each column's type, or of its `own`; hostile ones also have nulls and a twin."""
    pools = {name: own.get(name) or values(kind, rows) for name, kind in kinds_of(columns).items()}
    made = [
        {name: pool[(number + offset) % len(pool)] for offset, (name, pool) in enumerate(pools.items())}
        for number in range(max(map(len, pools.values())))
    ]
    if rows == "polite":
        return made
    nulled = [{**made[number % len(made)], name: None} for number, name in enumerate(columns) if name not in own]
    empty = {name: own[name][0] if name in own else None for name in columns}
    return [*made, *nulled, empty, made[0]]


def values(kind: Type, rows: str) -> list[Any]:
    if isinstance(kind, StructOf):
        inner = made_rows({name: spark_ddl(field) for name, field in kind.fields}, rows, {})
        return [*inner, None] if rows == "hostile" else inner
    if isinstance(kind, ArrayOf):
        items = values(kind.element, rows)
        return [items[:2], items[2:5], [], None] if rows == "hostile" else [items[:2], items[2:5]]
    name = label(kind)
    return POLITE[name] + (HOSTILE[name] if rows == "hostile" else [])


def told(value: Any) -> Any:
    """The value as what can be compared: a frame is the kinds of its columns and a multiset of rows."""
    if isinstance(value, Writing):
        return table({name: parse_type(kind) for name, kind in value.types.items()}, value.rows)
    if isinstance(value, DynamicFrame):
        return table_of(value._checked())
    if isinstance(value, (dict, DynamicFrameCollection)):
        return {key: told(value[key]) for key in value.keys()}  # noqa: SIM118 - a collection cannot be iterated
    if isinstance(value, list):
        return [told(item) for item in value]
    if hasattr(value, "collect"):
        return table_of(from_dataframe(value))
    return value.simpleString() if hasattr(value, "simpleString") else value


def table_of(frame: Frame) -> Any:
    return table(dict(frame.schema.fields), [plain(record) for record in frame.records])


def table(kinds: Mapping[str, Type], rows: Sequence[Any]) -> Any:
    counted = Counter(comparable(row) for row in rows)
    used = {name for row in rows for name, value in row.items() if value is not None}
    return {name.lower(): family(kind) for name, kind in kinds.items() if name in used}, counted


def family(kind: Type) -> str:
    name = "struct" if isinstance(kind, ChoiceOf) else "decimal" if isinstance(kind, DecimalOf) else label(kind)
    return {"long": "int", "short": "int", "byte": "int", "float": "double"}.get(name, name)


def comparable(value: Any) -> Any:
    """The value without what no comparison minds: the order and case of fields, the last digits of fractions."""
    if isinstance(value, Mapping):
        return frozenset((name.lower(), comparable(inner)) for name, inner in value.items() if inner is not None)
    if isinstance(value, list):
        return tuple(comparable(item) for item in value)
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else float(f"{value:.9g}")
    return value
