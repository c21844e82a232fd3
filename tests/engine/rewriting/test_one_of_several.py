"""What may be an object of Glue's or another one: refused where the two differ by now."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[[str], Migration]

EITHER = "x = {} if n else {}\n"
COLLECTION = "from awsglue.dynamicframe import DynamicFrameCollection as C\n" + EITHER.format(
    "C({'a': frame}, gc)", "{'a': frame}"
)
CONTEXT = EITHER.format("gc", "gc.spark_session")

DIFFERENT = {
    "a context or a session": f"{CONTEXT}x.cacheTable('a')\n",
    "a context or anything": EITHER.format("gc", "other()") + "x.getConf('a')\n",
    "a context or an own object": (
        f"class C:\n    def getSource(self, a): ...\n{EITHER.format('gc', 'C()')}x.getSource('s3')\n"
    ),
    "a collection or a dictionary": f"{COLLECTION}x.select('a').show()\n",
    "a logger of either sort": EITHER.format("gc.get_logger()", "other()") + "x.trace('a')\n",
    "a property of a frame or of anything": EITHER.format("frame", "other()") + "print(x.name)\n",
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_is_refused_and_both_are_named(behind: Migrate, name: str) -> None:
    finding = next(each for each in behind(DIFFERENT[name]).findings if each.code == "G2L107")

    assert "`x` may be a " in finding.message
    assert " or " in finding.message


ALIKE = {
    "tables": ("x.table('shop.carts')\n", "x.table('main.shop.carts')\n"),
    "SQL": ("x.sql('select * from shop.carts')\n", "x.sql('select * from main.shop.carts')\n"),
    "readers": ("x.read.parquet('s3://a/b')\n", "x.read.parquet('s3://a/b')\n"),
    "what only a context has": ("y = x.spark_session\n", "y = x\n"),
}


@pytest.mark.parametrize("name", ALIKE)
def test_what_a_context_and_a_session_have_alike_is_translated(behind: Migrate, name: str) -> None:
    before, after = ALIKE[name]

    migration = behind(CONTEXT + before)

    assert migration.status is Status.MIGRATED, migration.findings
    assert migration.result.decode().endswith(after)


def test_a_collection_or_a_dictionary_holds_frames_either_way(behind: Migrate) -> None:
    result = behind(f"{COLLECTION}x['a'].schema()\nfor y in x.values():\n    y.schema()\n").result.decode()

    assert result.endswith("x['a'].schema\nfor y in x.values():\n    y.schema\n")
