"""A Connect session looks a table up late: a `try` round it may see nothing."""

from __future__ import annotations

import pytest

from g2l_tui.engine.text.module import parse_module
from g2l_tui.model.finding import Finding
from g2l_tui.model.source import Source
from g2l_tui.validators.lookups import lookups_in_vain


def found(code: str) -> list[Finding]:
    module = parse_module(Source("job.py", code.encode()))
    return list(lookups_in_vain(module, module))


def tried(*body: str, handler: str = "except Exception:\n    frame = None") -> str:
    return "try:\n" + "".join(f"    {line}\n" for line in body) + handler


@pytest.mark.parametrize(
    "code",
    [
        tried("spark.read.table(name)", "exists = True"),
        tried("frame = self.spark.table(f'main.{db}.{name}')"),
        tried("frame = spark.read.format('delta').load(path)", handler="except AnalysisException:\n    pass"),
        tried(
            "frame = spark.read.parquet(path).where('a = 1')", "other = frame.join(more, 'k')", handler="except:\n    1"
        ),
        "def f():\n    try:\n        return spark.read.csv(path)\n    except (OSError, Exception):\n        return 1",
    ],
)
def test_a_try_that_would_not_see_that_a_table_is_missing_is_told(code: str) -> None:
    (finding,) = found(code)

    assert finding.code == "G2L223"
    assert ".schema" in finding.hint


@pytest.mark.parametrize(
    "code",
    [
        tried("spark.read.table(name).schema"),
        tried("frame = spark.table(name)", "frame.count()"),
        tried("frame = spark.table(name)", "rows = frame.where('a = 1')", "rows.write.save(path)"),
        tried("frame = spark.table(name)", "publish(frame)"),
        tried("frame = spark.table(name)", handler="except Exception:\n    log()\n    raise"),
        tried("frame = spark.table(name)", handler="except Exception:\n    sys.exit(1)"),
        tried("frame = spark.table(name)", handler="except KeyError:\n    pass"),
        tried("settings = json.load(file)", "text = console.table(rows)"),
        "frame = spark.table(name)",
    ],
)
def test_a_try_that_sees_it_or_does_not_go_on_is_no_matter(code: str) -> None:
    assert found(code) == []


def test_the_hint_asks_the_catalog_for_a_table_by_the_name_it_has_in_the_code() -> None:
    (finding,) = found(tried("spark.read.table(full_name)"))

    assert "spark.catalog.tableExists(full_name)" in finding.hint
