"""Functions that import by themselves what the new code needs: a name that is local is local everywhere in them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[[str], Migration]

FUNCTIONS = "from pyspark.sql import functions as F"
FILTER = "frame.filter(lambda r: r['x'] > 1)"
FILTERED = 'frame.filter(F.col("x") > 1)'

LATE = {
    "in another branch": (
        f"def f(n):\n    if n:\n        {FUNCTIONS}\n        n = F.lit(1)\n    return {FILTER}\n",
        f"    {FUNCTIONS}\n    return {FILTERED}\n",
    ),
    "below": (
        f"def f(n):\n    y = {FILTER}\n    {FUNCTIONS}\n    return y.toDF().select(F.col(n))\n",
        f"def f(n):\n    {FUNCTIONS}\n    y = {FILTERED}\n    {FUNCTIONS}\n    return y.select(F.col(n))\n",
    ),
    "in a function around": (
        f"def f(n):\n    def g():\n        return {FILTER}\n    y = g()\n    {FUNCTIONS}\n    return y, F\n",
        f"        {FUNCTIONS}\n        return {FILTERED}\n    y = g()\n    {FUNCTIONS}\n    return y, F\n",
    ),
    "in a try": (
        f"def f(n):\n    try:\n        {FUNCTIONS}\n        n(F)\n    except n:\n        return {FILTER}\n",
        f"        {FUNCTIONS}\n        return {FILTERED}\n",
    ),
}


@pytest.mark.parametrize("name", LATE)
def test_what_is_imported_too_late_is_imported_before(behind: Migrate, name: str) -> None:
    before, after = LATE[name]

    migration = behind(before)

    assert migration.status is Status.MIGRATED, migration.findings
    assert migration.result.decode().endswith(after)


IN_TIME = {
    "above": f"def f(n):\n    {FUNCTIONS}\n    return {FILTER}\n",
    "above, around the branch": f"def f(n):\n    {FUNCTIONS}\n    if n:\n        return {FILTER}\n",
    "above, around the function": f"def f(n):\n    {FUNCTIONS}\n    def g():\n        return {FILTER}\n    return g\n",
    "in another function": f"def g():\n    {FUNCTIONS}\n    return F\ndef f(n):\n    return {FILTER}\n",
}


@pytest.mark.parametrize("name", IN_TIME)
def test_what_is_imported_in_time_is_not_imported_again(becomes: Callable[[str], str], name: str) -> None:
    assert becomes(IN_TIME[name]) == IN_TIME[name].replace(FILTER, FILTERED)


@pytest.mark.parametrize(
    "code",
    [
        f"def f(n):\n    if n:\n        {FUNCTIONS}\n    elif {FILTER}.count():\n        return F\n",
        f"def f(n):\n    if n:\n        {FUNCTIONS}\n    @n({FILTER})\n    def g():\n        return F\n",
        f"def f(n):\n    if n:\n        {FUNCTIONS}\n    if n: return {FILTER}\n",
    ],
)
def test_where_nothing_can_be_imported_before_it_is_refused(behind: Migrate, code: str) -> None:
    assert [finding.code for finding in behind(code).findings] == ["G2L108"]
