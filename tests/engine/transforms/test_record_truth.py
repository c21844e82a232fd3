"""A filter on records is executed in both worlds: Python's lambda by Glue's rule, the column by Spark's.

Glue keeps a record when the function returns something true, and drops it when it raises. Spark keeps a row when
the column is true, and drops it when it is false or null. The columns here are a tiny model of Spark's: three
values, null in and null out but for `&`, `|`, `isNull`, `eqNullSafe` and `coalesce`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[..., Migration]
Record = Mapping[str, Any]

SOURCE = """\
from awsglue.context import GlueContext
from awsglue.transforms import Filter

frame = GlueContext().create_dynamic_frame.from_catalog("raw", "orders")
out = Filter.apply(frame, lambda r: {condition})
"""


class Column:
    """An expression over a row; None is null."""

    def __init__(self, of: Callable[[Record], Any]) -> None:
        self.of = of

    def _strictly(self, function: Callable[..., Any], *others: object) -> Column:
        parts = (self, *(as_column(other) for other in others))

        def value(row: Record) -> Any:
            values = [part.of(row) for part in parts]
            return None if None in values else function(*values)

        return Column(value)

    def __and__(self, other: object) -> Column:
        right = as_column(other)

        def value(row: Record) -> bool | None:
            pair = (self.of(row), right.of(row))
            return False if False in pair else None if None in pair else True

        return Column(value)

    def __or__(self, other: object) -> Column:
        return ~(~self & ~as_column(other))

    def __invert__(self) -> Column:
        return self._strictly(operator.not_)

    def __eq__(self, other: object) -> Column:  # type: ignore[override]
        return self._strictly(operator.eq, other)

    def __ne__(self, other: object) -> Column:  # type: ignore[override]
        return self._strictly(operator.ne, other)

    def __lt__(self, other: object) -> Column:
        return self._strictly(operator.lt, other)

    def __le__(self, other: object) -> Column:
        return self._strictly(operator.le, other)

    def __gt__(self, other: object) -> Column:
        return self._strictly(operator.gt, other)

    def __ge__(self, other: object) -> Column:
        return self._strictly(operator.ge, other)

    def __sub__(self, other: object) -> Column:
        return self._strictly(operator.sub, other)

    def __rsub__(self, other: object) -> Column:
        return as_column(other) - self

    def __mul__(self, other: object) -> Column:
        return self._strictly(operator.mul, other)

    def __rmul__(self, other: object) -> Column:
        return as_column(other) * self

    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        raise AssertionError("Spark raises where a column is used as a truth")

    def isNull(self) -> Column:  # noqa: N802 -- Spark's name
        return Column(lambda row: self.of(row) is None)

    def isNotNull(self) -> Column:  # noqa: N802 -- Spark's name
        return Column(lambda row: self.of(row) is not None)

    def eqNullSafe(self, other: object) -> Column:  # noqa: N802 -- Spark's name
        right = as_column(other)
        return Column(lambda row: self.of(row) == right.of(row))

    def isin(self, *values: Any) -> Column:
        wanted = list(values[0]) if len(values) == 1 and isinstance(values[0], list | set) else list(values)
        return self._strictly(lambda value: value in wanted)

    def contains(self, part: object) -> Column:
        return self._strictly(operator.contains, part)

    def startswith(self, part: object) -> Column:
        return self._strictly(str.startswith, part)

    def endswith(self, part: object) -> Column:
        return self._strictly(str.endswith, part)


def as_column(value: object) -> Column:
    return value if isinstance(value, Column) else Column(lambda _: value)


class F:
    """Spark's functions, as far as filters use them."""

    lit = staticmethod(as_column)

    @staticmethod
    def col(name: str) -> Column:
        def value(row: Record) -> Any:
            found: Any = row
            for part in name.split("."):
                found = None if found is None else found[part]
            return found

        return Column(value)

    @staticmethod
    def coalesce(*columns: Column) -> Column:
        return Column(lambda row: next((each for column in columns if (each := column.of(row)) is not None), None))

    @staticmethod
    def length(column: Column) -> Column:
        return column._strictly(len)

    @staticmethod
    def lower(column: Column) -> Column:
        return column._strictly(str.lower)

    @staticmethod
    def upper(column: Column) -> Column:
        return column._strictly(str.upper)


CONSTANTS = {"three": 3, "word": "a", "some": ["a", "b"], "few": {1, 2}}


def kept_by_glue(condition: str, record: Record) -> bool:
    """Tell what Glue's Filter does: raising or falsy drops the record."""
    try:
        return bool(eval(f"lambda r: {condition}", dict(CONSTANTS))(record))
    except (TypeError, KeyError, ValueError, AttributeError):
        return False


def kept_by_spark(column: Column, record: Record) -> bool:
    return column.of(record) is True


def column_of(migration: Migration) -> Column | None:
    """Return the column that the filter became, None when it was refused."""
    if migration.status is not Status.MIGRATED:
        return None
    code = migration.result.decode().partition("out = ")[2]

    class Frame:
        filter = staticmethod(lambda column: column)

    found = eval(code, {"F": F, "frame": Frame, **CONSTANTS})
    assert isinstance(found, Column)
    return found


NUMBERS = st.sampled_from(['r["n"]', 'r["m"]', 'r.get("n")', "r.m", 'r["s"]["k"]'])
TEXTS = st.sampled_from(['r["t"]', 'r["u"]', 'r["s"]["t"]', "r.u"])
MADE_NUMBERS = st.one_of(
    NUMBERS,
    st.builds("{} - {}".format, NUMBERS, st.one_of(NUMBERS, st.sampled_from(["1", "three", "(three - 1)"]))),
    st.builds("{} * {}".format, NUMBERS, st.sampled_from(["2", "(three - 1)", 'r["n"]', "-1"])),
    st.builds("len({})".format, TEXTS),
)
MADE_TEXTS = st.one_of(TEXTS, st.builds("{}.{}()".format, TEXTS, st.sampled_from(["lower", "upper"])))
SIGNS = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
PLAIN_NUMBERS = st.sampled_from(["0", "1", "2", "-1", "three", "(three if word else 1)"])
PLAIN_TEXTS = st.sampled_from(["'a'", "'A'", "''", "word", "word + 'b'"])
ATOMS = st.one_of(
    st.builds("{} {} {}".format, MADE_NUMBERS, SIGNS, st.one_of(PLAIN_NUMBERS, MADE_NUMBERS)),
    st.builds("{} {} {}".format, PLAIN_NUMBERS, SIGNS, MADE_NUMBERS),
    st.builds("{} {} {} {} {}".format, PLAIN_NUMBERS, SIGNS, MADE_NUMBERS, SIGNS, st.one_of(PLAIN_NUMBERS, NUMBERS)),
    st.builds("{} {} {}".format, MADE_TEXTS, SIGNS, st.one_of(PLAIN_TEXTS, MADE_TEXTS)),
    st.builds("{} {} None".format, st.one_of(NUMBERS, TEXTS), st.sampled_from(["is", "is not", "==", "!="])),
    st.builds("None {} {}".format, st.sampled_from(["==", "!="]), st.one_of(NUMBERS, TEXTS)),
    st.builds("{} {} {}".format, MADE_TEXTS, st.sampled_from(["in", "not in"]),
              st.sampled_from(["some", "['a', 'ab']", "('a',)", "'abc'", "word", "[]"])),
    st.builds("{} {} {}".format, NUMBERS, st.sampled_from(["in", "not in"]), st.sampled_from(["few", "[1, 3]"])),
    st.builds("{} {} {}".format, PLAIN_TEXTS, st.sampled_from(["in", "not in"]), MADE_TEXTS),
    st.builds("{}.{}({})".format, MADE_TEXTS, st.sampled_from(["startswith", "endswith"]), PLAIN_TEXTS),
)  # fmt: skip
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("({} or {} or {})".format, inner, inner, inner),
        st.builds("(not {})".format, inner),
        st.builds("bool({})".format, inner),
    ),
    max_leaves=5,
)
NUMBER = st.sampled_from([None, 0, 1, 2, 3])
TEXT = st.sampled_from([None, "", "a", "A", "ab", "b"])


class Struct(dict[str, Any]):
    """A record: Glue's allow both `r["a"]` and `r.a`."""

    def __getattr__(self, name: str) -> Any:
        if name in self:
            return self[name]
        raise AttributeError(name)


RECORDS = st.builds(
    Struct,
    n=NUMBER, m=NUMBER, t=TEXT, u=TEXT,
    s=st.one_of(st.none(), st.builds(Struct, k=NUMBER, t=TEXT)),
)  # fmt: skip
CONSTANT_LINES = "".join(f"{name} = {value!r}\n" for name, value in CONSTANTS.items())


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(condition=CONDITIONS, records=st.lists(RECORDS, min_size=12, max_size=12))
def test_a_column_keeps_the_records_that_the_function_keeps(
    migrated: Migrate, condition: str, records: list[Struct]
) -> None:
    column = column_of(migrated(CONSTANT_LINES + SOURCE.format(condition=condition)))

    if column is not None:
        different = [each for each in records if kept_by_glue(condition, each) != kept_by_spark(column, each)]
        assert different == []


FULL = [
    Struct(n=n, m=m, t=t, u="a", s=s)
    for n in (None, 0, 1, 5)
    for m in (None, 0, 2)
    for t in (None, "", "a", "Ab")
    for s in (None, Struct(k=None, t=None), Struct(k=1, t="a"))
]
WRONG_ONCE = [
    'None == r["t"]',
    'None != r["t"]',
    'r["t"].lower() != "a"',
    'len(r["t"]) != 1',
    'r["n"] - r["m"] != 0',
    'r["n"] * (three - 1) > 10',
    'r["n"] - (three - 1) > 0',
    'r["s"]["k"] != 1',
    'r["s"]["k"] is None',
    'r["s"]["t"] not in some',
    'r["t"].startswith("a") or r["n"] == 1',
    'r["n"] > 1 or r["m"] > 1 or r["t"] == "a"',
    '(r["n"] > 1 and r["m"] > 1) or r["t"] == "a"',
    'not (r["m"] > r["n"] > 5)',
    'not bool(r["n"] > 1 or r["m"] > 1)',
    'not (r["t"].lower() == "a")',
    'not (r["t"] == "a" or r["n"] > 1)',
    'r["t"] in "abc"',
    'r["t"] in word',
    'r["t"] == "a & b" or r["n"] == 1',
    'not r["t"] == "a" and r["n"] in [1, 2]',
    'r["n"] is not None and (r["n"] > 1 or r["m"] > 1)',
]


@pytest.mark.parametrize("condition", WRONG_ONCE)
def test_conditions_that_are_easily_got_wrong(migrated: Migrate, condition: str) -> None:
    column = column_of(migrated(CONSTANT_LINES + SOURCE.format(condition=condition)))

    if column is not None:
        different = [each for each in FULL if kept_by_glue(condition, each) != kept_by_spark(column, each)]
        assert different == []


TRANSLATED = [
    'r["n"] > 1',
    'r["n"] > 1 and r["t"] == "a"',
    'r["n"] > 1 or r["n"] < 0',
    'r["t"] == "a" or r["t"] == "b" or r["n"] == 1',
    'r["n"] > 1 or r["m"] > 1',
    'r["t"] != "a"',
    'not r["t"] == "a"',
    'not (r["t"] == "a" or r["t"] == "b")',
    'not (1 < r["n"] < 5)',
    'not r["n"] > 1',
    'r["t"].lower() != "a"',
    'r["t"] in some and r["n"] not in few',
    'r["t"] is not None and r["t"] != ""',
    'not (r["t"] is None)',
    '"a" in r["t"]',
    'r["t"].startswith("a") or r["t"].endswith("b")',
    'r["s"]["k"] == 1',
]


@pytest.mark.parametrize("condition", TRANSLATED)
def test_what_means_the_same_in_both_is_not_refused(migrated: Migrate, condition: str) -> None:
    column = column_of(migrated(CONSTANT_LINES + SOURCE.format(condition=condition)))

    assert column is not None
    assert [each for each in FULL if kept_by_glue(condition, each) != kept_by_spark(column, each)] == []


def test_the_model_itself_knows_three_values() -> None:
    true, false, null = (as_column(value) for value in (True, False, None))

    assert [(null & each).of({}) for each in (true, false, null)] == [None, False, None]
    assert [(null | each).of({}) for each in (true, false, null)] == [True, None, None]
    assert (~null).of({}) is None
    assert null.eqNullSafe(None).of({}) is True
    assert F.col("a.b").of({"a": None}) is None
