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


def test_what_stands_behind_a_semicolon_is_prepared_above_its_line(becomes: Callable[[str], str]) -> None:
    late = f"def f(n):\n    if n:\n        {FUNCTIONS}\n    y = 1; return {FILTER}\n"

    assert becomes(late).endswith(f"    {FUNCTIONS}\n    y = 1; return {FILTERED}\n")


def test_lines_that_prepare_a_statement_of_a_function_stay_beside_another_one(migrated: Migrate) -> None:
    before = (
        "import sys\nfrom awsglue.utils import getResolvedOptions\n"
        "def f():\n    args = getResolvedOptions(sys.argv, ['day']); n = 1\n    return args['day'], n\n"
    )

    result = migrated(before).result.decode()

    assert '    _parser.add_argument("--day", required=True)\n    args = vars(' in result
    assert ")[0]); n = 1\n" in result


def test_a_context_that_cannot_become_a_session_is_read_under_its_own_name(migrated: Migrate) -> None:
    before = (
        "from awsglue.context import GlueContext\ndef f(n):\n    if n: gc = GlueContext()\n"
        "    from pyspark.sql import SparkSession\n    return gc.create_dynamic_frame.from_catalog('a', 'b')\n"
    )

    migration = migrated(before)

    assert [finding.code for finding in migration.findings] == ["G2L108"]
    assert migration.result.decode().endswith('    return gc.table("main.a.b")\n')
