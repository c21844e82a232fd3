from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from g2l_tui.cli import commands
from g2l_tui.errors import MigrationError
from g2l_tui.model.migration import Migration
from g2l_tui.paths import demo_repository
from g2l_tui.report.metrics import MetricsCollector
from g2l_tui.report.openmetrics import as_openmetrics

JOB = """\
from awsglue.context import GlueContext

glue = GlueContext()
orders = glue.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()
glue.purge_table("sales", "orders")
"""
Migrated = Callable[..., Migration]


def collector() -> MetricsCollector:
    ticks = iter(range(1000, 2000, 5))
    return MetricsCollector(clock=lambda: next(ticks))


def parsed(text: str) -> dict[str, Any]:
    return {family.name: family for family in text_string_to_metric_families(text)}  # type: ignore[no-untyped-call]


def test_a_run_counts_what_its_migrations_say(migrated: Migrated) -> None:
    metrics = collector()
    metrics.start_migration("run")
    for each in (migrated(JOB), migrated("a = 1\n", "plain.py"), migrated("import awsglue\nprint 'two'\n", "old.py")):
        metrics.record_file("run", each)

    run = metrics.end_migration("run")

    assert (run.files_total, run.files_succeeded, run.files_skipped, run.files_failed) == (3, 1, 1, 1)
    assert (run.dynamic_frames_converted, run.catalog_refs_converted) == (1, 1)
    assert run.rules["create-dynamic-frame-from-catalog"] == 1
    assert run.lines_of_code == 8
    assert run.duration == 5
    assert 0 < run.coverage < 100
    assert run.success_rate == pytest.approx(66.67, abs=0.01)
    assert any(sentence.startswith("old.py:2: ") for sentence in run.errors)


def test_files_may_be_counted_without_their_migration() -> None:
    metrics = collector()
    metrics.start_migration("run")

    metrics.record_file_success("run")
    metrics.record_file_failure("run", "no such table")
    metrics.add_warning("run", "slow")

    summary = metrics.get_summary()
    assert json.loads(json.dumps(summary)) == summary
    assert summary["total_migrations"] == 1
    assert summary["migrations"][0]["success_rate"] == 50.0
    assert summary["migrations"][0]["errors"] == ["no such table"]
    assert summary["migrations"][0]["warnings"] == ["slow"]


def test_a_run_that_was_never_started_is_said_so() -> None:
    with pytest.raises(MigrationError, match="No migration 'nightly' was started"):
        collector().record_file_success("nightly")


def test_openmetrics_text_is_read_by_those_who_scrape_it(migrated: Migrated) -> None:
    metrics = collector()
    run = metrics.start_migration("run")
    metrics.record_file("run", migrated(JOB))
    run.rules['acme"\\\n'] += 1

    families = parsed(as_openmetrics(run))

    assert {sample.labels["rule"] for sample in families["g2l_rule_changes"].samples} == set(run.rules)
    assert families["g2l_glue_calls"].samples[0].value == run.calls
    assert families["g2l_coverage_ratio"].samples[0].value == run.coverage / 100
    assert sum(sample.value for sample in families["g2l_findings"].samples) == sum(run.codes.values())


def test_the_report_gives_the_figures_of_a_workspace() -> None:
    result = CliRunner().invoke(commands, ["report", str(demo_repository()), "--format", "openmetrics"])

    families = parsed(result.stdout)
    statuses = {sample.labels["status"]: sample.value for sample in families["g2l_files"].samples}
    assert statuses["migrated"] > 0
    assert sum(statuses.values()) == families["g2l_file_seconds"].samples[0].value
