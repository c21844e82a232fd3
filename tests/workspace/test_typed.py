"""Types of results: calls that pyspark's hints do not take are found, where the source did not have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.model.finding import Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.workspace import typed as module
from g2l_tui.workspace.typed import missing_for_types, own_cache, typed
from g2l_tui.workspace.workspace import Workspace

pytestmark = pytest.mark.skipif(bool(missing_for_types()), reason="the extra [types] is not installed")

START = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
"""
WRONG = {
    "a name of another method": "orders.toDF().repartitoin(3).show()",
    "text for a number": 'orders.toDF().limit("3").show()',
    "an argument too many": "orders.toDF().distinct(1).show()",
    "an argument of another name": "orders.toDF().join(orders.toDF(), how_=1).show()",
    "a number for a name": 'orders.toDF().withColumnRenamed(1, "b").show()',
    "a list for a name": 'orders.toDF().write.saveAsTable(["a"])',
    "a value for a column": 'orders.toDF().withColumn("a", "b").show()',
    "a method of a writer": 'orders.toDF().write.mode("append").to_parquet("x")',
}
RIGHT = """\
orders.toDF().select("id").where("id > 1").groupBy("id").count().orderBy("id").limit(3).show()
glueContext.write_dynamic_frame.from_options(orders, "s3", {"path": "s3://lake/orders"}, "parquet")
"""
BOTH = """\
number: int = 1
number.nothing
"""
PARTIAL = """\
orders.relationalize("root", "s3://tmp").keys()
"""


@pytest.fixture(scope="module")
def migrations(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Migration]:
    """All in one run of mypy: its start is what takes time."""
    root = tmp_path_factory.mktemp("typed")
    (root / "g2l.toml").touch()
    texts = {"right": RIGHT, "both": BOTH, "partial": PARTIAL, **WRONG, "none": ""}
    for name, text in texts.items():
        (root / f"{name}.py").write_text("print(1)\n" if name == "none" else START + text + "\n")
    (root / "mypy.ini").write_text(f"[mypy]\nplugins = {root}/evil.py\n")
    (root / "evil.py").write_text(f"open({str(root / 'ran')!r}, 'w')\n")
    workspace = Workspace.open(root)
    found = typed({name: workspace.migrate(f"{name}.py") for name in texts})
    assert not (root / "ran").exists()
    return found


def types_of(migration: Migration) -> list[tuple[int, Severity]]:
    return [(each.line, each.severity) for each in migration.findings if each.code == module.CODE]


@pytest.mark.parametrize("name", WRONG)
def test_a_call_that_spark_would_refuse_is_found_at_its_line(name: str, migrations: dict[str, Migration]) -> None:
    assert types_of(migrations[name]) == [(6, Severity.WARNING)]


@pytest.mark.parametrize("name", ["right", "none"])
def test_what_fits_has_no_findings(name: str, migrations: dict[str, Migration]) -> None:
    assert types_of(migrations[name]) == []


def test_what_the_source_had_wrong_is_not_ours(migrations: dict[str, Migration]) -> None:
    assert types_of(migrations["both"]) == []


def test_what_is_left_of_glue_is_said_elsewhere(migrations: dict[str, Migration]) -> None:
    assert migrations["partial"].status is not Status.MIGRATED
    assert types_of(migrations["partial"]) == []


def test_without_mypy_everything_stays_as_it_is(
    migrations: dict[str, Migration], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: None if name == "mypy" else True)
    before = {name: each for name, each in migrations.items() if name in WRONG}

    assert missing_for_types() == ("mypy",)
    assert typed(before) == before


def test_a_result_that_does_not_parse_hides_no_other() -> None:
    good, bad = (b"x: int = 1\nx.nothing\n", b"x: int = 1\nx.nothing2\n"), (b"", b"def f(:\n")

    found = module._errors([good, bad])

    assert [error.message for error in found[0][1]] == ['"int" has no attribute "nothing2"']
    assert found[1] == ([], [])


def test_what_mypy_keeps_lies_where_only_this_user_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    kept = own_cache()

    assert kept == tmp_path / "cache" / "g2l-tui" / "mypy"
    assert [path.stat().st_mode & 0o777 for path in (kept, *kept.parents[:2])] == [0o700] * 3
    assert own_cache() == kept


def test_a_folder_that_others_may_write_in_or_that_leads_elsewhere_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "g2l-tui" / "mypy"
    kept.mkdir(parents=True)
    kept.chmod(0o777)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert own_cache() is None

    kept.rmdir()
    kept.symlink_to(tmp_path)

    assert own_cache() is None
