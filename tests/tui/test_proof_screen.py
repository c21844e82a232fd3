"""The proof of a file, opened from the palette."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from g2l_tui.model.change import Decision
from g2l_tui.tui.screens.proof import ProofScreen
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened, repository, screen_text

JOB = """\
import boto3
from awsglue.context import GlueContext
from awsglue.transforms import Filter
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
boto3.client("sns").publish(TopicArn="arn", Message="[b]begun[/b]")
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
orders = Filter.apply(frame=orders.select_fields(["id", "city"]), f=lambda row: row["city"] != "Kiel")
glueContext.write_dynamic_frame.from_options(orders, "s3", {"path": "s3://lake/orders"}, "parquet")
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    pytest.importorskip("pysail.spark", reason="the extra [prove] is not installed")
    return Workspace.open(repository(tmp_path / "etl", {"job.py": JOB}))


async def test_a_proof_says_what_would_run_and_then_the_verdict(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        bench.open_in_review("job.py")
        await press("ctrl+p", *"prove", "space", *"job")
        await bench.workers.wait_for_complete()
        await press("enter")
        before = screen_text(bench)
        await press("enter")
        after = screen_text(bench)

    assert "calls AWS" in before
    assert "equal on sample" not in before
    assert "equal on sample" in after
    assert "s3://lake/orders" in after


async def test_closing_it_ends_its_worker(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        screen = ProofScreen(bench.proofs, "job.py")
        bench.push_screen(screen)
        await press("enter", "escape")

        assert bench.screen is not screen
        assert "equal on sample" not in screen_text(bench)


async def proven_and_wanted(bench: Any, press: Any) -> None:
    bench.push_screen(ProofScreen(bench.proofs, "job.py"))
    await press("enter")
    await bench.workers.wait_for_complete()
    await press("r")
    await bench.workers.wait_for_complete()
    await press("escape")


async def accept_all(bench: Any, press: Any) -> list[str]:
    """Accept every change, and return what was then told of proofs."""
    bench.decide("job.py", [change.id for change in bench.session.offered("job.py").changes], Decision.ACCEPTED)
    await bench.workers.wait_for_complete()
    await press("down")
    return [f"{each.title}: {each.message}" for each in bench._notifications if "proven" in each.title]


async def test_on_accept_a_file_is_proven_again_when_that_was_asked_for(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await proven_and_wanted(bench, press)
        told = await accept_all(bench, press)

    assert [each.partition(" on ")[0] for each in told] == ["job.py proven again: equal"]


async def test_nothing_runs_on_accept_that_was_not_proven_and_asked_for(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        bench.push_screen(ProofScreen(bench.proofs, "job.py"))
        await press("r", "escape")

        assert not bench.proofs.is_wanted("job.py")
        assert await accept_all(bench, press) == []


async def test_code_that_has_changed_is_not_run_on_accept(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, press):
        await proven_and_wanted(bench, press)
        (workspace.root / "job.py").write_text(f"{JOB}import subprocess\n")
        workspace.forget({"job.py"})
        told = await accept_all(bench, press)

        assert not bench.proofs.is_wanted("job.py")
    assert told == ["job.py was not proven: its code has changed since you asked for it: prove it once more"]
