"""Functions on records: what they look like as columns, and which are refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration

Becomes = Callable[[str], str]
Migrate = Callable[[str], Migration]

CONDITIONS = {
    'r["a"] > 1': 'F.col("a") > 1',
    'r["a"] == "x"': 'F.col("a") == "x"',
    'r["a"] != "x"': '~F.col("a").eqNullSafe("x")',
    'r["a"] == n': 'F.col("a").eqNullSafe(n)',
    'r["a"] is None': 'F.col("a").isNull()',
    'None == r["a"]': 'F.col("a").isNull()',
    'r["a"] == -1': 'F.col("a") == -1',
    'int(r["a"]) > 5': 'F.expr("try_cast(a as bigint)") > 5',
    'int(r["a"]["b"]) == 5': 'F.expr("try_cast(a.b as bigint)") == 5',
    'float(r["a"]) <= 0.5': 'F.expr("try_cast(a as double)") <= 0.5',
    'r.get("a") is None': 'F.col("a").isNull()',
    'r.get("a") == "x" and r.get("b") > 1': '(F.col("a") == "x") & (F.col("b") > 1)',
    '"x" in r["a"]': 'F.col("a").contains("x")',
    'r["a"] in ("x", n)': 'F.col("a").isin("x", n)',
    'r["a"].lower() != "x"': 'F.lower(F.col("a")) != "x"',
    'len(r["a"]) == 3': 'F.length(F.col("a")) == 3',
    'r["a"] * (n + 1) > 2': '(F.col("a") * (n + 1)) > 2',
    'r["a"] - (n - 1) > 2': '(F.col("a") - (n - 1)) > 2',
    'r["a"]["b"] == 1': 'F.col("a.b") == 1',
    'r["a"]["b"] != 1': 'F.col("a").isNotNull() & ~F.col("a.b").eqNullSafe(1)',
    'r["a"] > 1 and r["b"] > 1 and r["c"] > 1': '(F.col("a") > 1) & (F.col("b") > 1) & (F.col("c") > 1)',
    'r["a"] > 9 or r["a"] < 1': '(F.col("a") > 9) | (F.col("a") < 1)',
    'r["a"] > 9 or r["b"] < 1': 'F.col("a").isNotNull() & ((F.col("a") > 9) | (F.col("b") < 1))',
    'not r["a"] > 1': '~(F.col("a") > 1)',
    'r[n] == "x"': 'F.col(f"`{n}`") == "x"',
    "r[names[0]] != m": '~F.col(f"`{names[0]}`").eqNullSafe(m)',
    "r[self.names.key].startswith(m)": 'F.col(f"`{self.names.key}`").startswith(m)',
    'r[names[-1]] > 9 or r["b"] < 1': (
        'F.col(f"`{names[-1]}`").isNotNull() & ((F.col(f"`{names[-1]}`") > 9) | (F.col("b") < 1))'
    ),
    '1 < r["a"] <= 5': '(1 < F.col("a")) & (F.col("a") <= 5)',
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_becomes_a_column(becomes: Becomes, condition: str) -> None:
    result = becomes(f"x = Filter.apply(frame, lambda r: {condition})\n")

    assert result == f"x = frame.filter({CONDITIONS[condition]})\n"


REFUSED = {
    "the truth of a field": 'lambda r: r["a"]',
    "a name that a call gives": "lambda r: r[g()] == 1",
    "a name in quotes": "lambda r: r[names['a']] == 1",
    "a name that a field gives": 'lambda r: r[r["a"]] == 1',
    "a field by its place": "lambda r: r[0] == 1",
    "a call": 'lambda r: g(r["a"])',
    "the whole record": "lambda r: r",
    "a method of the record": "lambda r: r.items()",
    "identity": 'lambda r: r["a"] is True',
    "whether there is a field": 'lambda r: "a" in r',
    "texts and numbers among the values": 'lambda r: r["a"] in ("a", 1)',
    "None among the values": 'lambda r: r["a"] in (None, 1)',
    "a text as the values": 'lambda r: r["a"] in "abc"',
    "a tuple of beginnings": 'lambda r: r["a"].startswith(("a", "b"))',
    "a frame": 'lambda r: r["a"] > frame.count()',
    "two arguments": "lambda r, s: s",
    "collecting arguments": 'lambda *r: r["a"] > 1',
    "a computed key": 'lambda r: r["a" + n] > 1',
    "an index": "lambda r: r[0] > 1",
    "two values that are no field": "lambda r: 1 < 2",
    "a default for what is missing": 'lambda r: r.get("a", 1) > 1',
    "a conditional": 'lambda r: r["a"] > 1 if n else r["b"] > 1',
    "addition, of numbers or texts": 'lambda r: r["a"] + r["b"] > 1',
    "a default value inside an expression": 'lambda r, k=n: r["a"] > k + 1',
    "missing values in two ways": 'lambda r: not (r["a"] > 1 and r["b"] > 1)',
    "not written here": "imported",
}


@pytest.mark.parametrize("function", REFUSED.values(), ids=REFUSED.keys())
def test_what_python_and_spark_may_see_differently_is_refused(behind: Migrate, function: str) -> None:
    code = f"x = Filter.apply(frame, {function})\n"

    migration = behind(code)

    assert migration.result.decode().endswith(code)
    assert {finding.code for finding in migration.findings} <= {"G2L101", "G2L102", "G2L153", "G2L154"}
    assert migration.findings


@pytest.mark.parametrize(
    "define",
    ['def keep(r):\n    return r["a"] > 1\n', 'def keep(r):\n    """Say why."""\n    return r["a"] > 1\n',
     'keep = lambda r: r["a"] > 1\n'],
)  # fmt: skip
def test_a_function_of_the_module_is_looked_into(becomes: Becomes, define: str) -> None:
    assert becomes(f"{define}x = Filter.apply(frame, keep)\n").endswith('x = frame.filter(F.col("a") > 1)\n')


@pytest.mark.parametrize(
    "define",
    ['def keep(r):\n    y = 1\n    return r["a"] > y\n', '@cached\ndef keep(r):\n    return r["a"] > 1\n',
     'def keep(r):\n    return r["a"] > 1\nkeep = other\n', ('if c:\n    def keep(r):\n        return r["a"] > 1\n'
     'else:\n    def keep(r):\n        return r["a"] > 2\n'), 'async def keep(r):\n    return r["a"] > 1\n',
     'def keep(r):\n    yield r["a"] > 1\n', "def keep(r):\n    return\n"],
)  # fmt: skip
def test_a_function_that_does_more_is_not(becomes: Becomes, define: str) -> None:
    assert becomes(f"{define}x = Filter.apply(frame, keep)\n").endswith("x = Filter.apply(frame, keep)\n")


@pytest.mark.parametrize(
    "code",
    [
        (
            'limit = 3\ndef keep(r):\n    return r["a"] > limit\ndef go():\n    limit = 5\n'
            "    return Filter.apply(frame, keep)\n"
        ),
        'limit = 3\nkeep = lambda r: r["a"] > limit\ndef go(limit):\n    return Filter.apply(frame, keep)\n',
        'def keep(r, most=limit):\n    return r["a"] > most\nlimit = 5\nx = Filter.apply(frame, keep)\n',
    ],
    ids=["a local name", "a parameter", "a default that was taken earlier"],
)
def test_a_name_keeps_its_meaning_or_the_filter_is_refused(becomes: Becomes, code: str) -> None:
    assert "Filter.apply(frame, keep)" in becomes(code)


@pytest.mark.parametrize("values", ['args["regions"]', "given", "given()"])
def test_values_that_may_be_a_text_are_told_of(behind: Migrate, values: str) -> None:
    migration = behind(f'x = Filter.apply(frame, lambda r: r["a"] in {values})\n')

    [finding] = migration.findings
    assert finding.code == "G2L153"
    assert f"`{values}` is taken for a list or a set" in finding.message


@pytest.mark.parametrize(
    "values", ["names", 'text.split(",")', "seen.keys()", "set(given)", "[n for n in given]", "{1, 2}", "(1, 2)"]
)
def test_values_that_are_a_collection_are_not(behind: Migrate, values: str) -> None:
    code = f'names = [1]\nnames.append(2)\nx = Filter.apply(frame, lambda r: r["a"] in {values})\n'

    assert behind(code).findings == ()


def test_a_field_with_a_default_is_named_where_it_is_refused(behind: Migrate) -> None:
    [finding] = behind('x = Map.apply(frame, lambda r: {"a": r.get("a", "none")})\n').findings

    assert "`r.get('a', 'none')`" in finding.message
