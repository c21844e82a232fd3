"""Functions on records that are known only when the job runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrated = Callable[..., Migration]

STEP = """\
from checks import other
from awsglue.dynamicframe import DynamicFrame


def step(frame: DynamicFrame, check, key="a"):
    return frame.filter({function})
"""

CALLED = {
    "check": "check(row)",
    "lambda r: check(r)": "check(row)",
    "lambda r: not check(r)": "not check(row)",
}


@pytest.mark.parametrize("function", CALLED)
def test_a_parameter_is_called_for_each_row(migrated: Migrated, function: str) -> None:
    migration = migrated(STEP.format(function=function))

    text = migration.result.decode()
    assert f"            return bool({CALLED[function]})\n" in text
    assert '    return frame.filter(F.udf(_keeps, "boolean")(F.struct("*")))\n' in text
    assert migration.status is Status.MIGRATED
    assert "has no `get` and no `keys`" in migration.findings[0].message


def test_each_function_that_is_defined_has_a_name_of_its_own(migrated: Migrated) -> None:
    code = STEP.format(function="check").replace(
        "    return", "    bad = frame.filter(lambda r: not check(r))\n    return"
    )

    text = migrated(code).result.decode()

    assert 'bad = frame.filter(F.udf(_keeps, "boolean")(F.struct("*")))\n' in text
    assert 'return frame.filter(F.udf(_keeps2, "boolean")(F.struct("*")))\n' in text


@pytest.mark.parametrize(
    "function",
    ["other", "lambda r: other(r)", "lambda r: check(r, key)", "lambda r: check(r['a'])", "lambda r: -check(r)",
     "lambda r, s=key: check(r)", "check.inner", "lambda r: key", "lambda r: frame.check(r)"],
)  # fmt: skip
def test_any_other_function_that_is_not_understood_is_refused(migrated: Migrated, function: str) -> None:
    migration = migrated(STEP.format(function=function))

    assert f"frame.filter({function})" in migration.result.decode()
    assert migration.status is not Status.MIGRATED


def test_a_parameter_that_is_bound_anew_is_refused(migrated: Migrated) -> None:
    code = STEP.format(function="check").replace("    return", "    check = other\n    return")

    assert "frame.filter(check)" in migrated(code).result.decode()
