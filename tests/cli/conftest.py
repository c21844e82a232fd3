from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result

from g2l_tui.cli import commands
from g2l_tui.paths import PACKAGE, schema

JOB = """\
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()
orders.show()
"""
PLAIN = "print('no glue')\n"
BROKEN = "import awsglue\nprint 'two'\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    repository = tmp_path / "repository"
    (repository / "jobs").mkdir(parents=True)
    (repository / "g2l.toml").write_text("")
    (repository / "jobs" / "orders.py").write_text(JOB)
    (repository / "plain.py").write_text(PLAIN)
    monkeypatch.chdir(repository)
    return repository


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, list(words), catch_exceptions=False)


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}


def report_of(result: Result) -> Mapping[str, Any]:
    report: Mapping[str, Any] = json.loads(result.stdout)
    jsonschema.validate(report, json.loads(schema("migrate").read_text()))
    return report


def files_of(root: Path) -> dict[str, bytes]:
    found: Sequence[Path] = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
