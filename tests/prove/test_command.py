"""`g2l-tui prove`, as a script calls it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

from g2l_tui.cli import commands
from g2l_tui.errors import ConfigurationError
from g2l_tui.paths import schema

JOB = """\
import boto3
from awsglue.context import GlueContext
from pyspark.context import SparkContext

glueContext = GlueContext(SparkContext.getOrCreate())
boto3.client("sns").publish(TopicArn="<b>|arn</b>")
orders = glueContext.create_dynamic_frame.from_catalog(database="sales", table_name="orders")
glueContext.write_dynamic_frame.from_options(orders, "s3", {"path": "s3://lake/<i>orders</i>"}, "json")
"""
WRONG = """\
import boto3
from pyspark.sql import SparkSession

boto3.client("sns").publish(TopicArn="<b>|arn</b>")
orders = SparkSession.builder.getOrCreate().table("main.sales.orders").limit(1)
orders.write.mode("append").json("s3://lake/<i>orders</i>")
"""


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    pytest.importorskip("pysail.spark", reason="the extra [prove] is not installed")
    (tmp_path / "g2l.toml").touch()
    (tmp_path / "job.py").write_text(JOB)
    (tmp_path / "plain.py").write_text("print(1)\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "job.py"


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, ["prove", *words], catch_exceptions=False)


def check(text: str) -> dict[str, object]:
    values: dict[str, object] = json.loads(text)
    jsonschema.validate(values, json.loads(schema("prove").read_text()))
    return values


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_proven(job: Path) -> None:
    (job.parent / "huge.py").write_bytes(b"import awsglue\n" + b"#" * 9_000_000)

    result = run(".", "--format", "json")

    assert [each["path"] for each in json.loads(result.stdout)["planned"]] == ["job.py"]
    assert "huge.py is larger than 8 MB" in result.stderr


def test_a_notebook_gets_its_parameters_by_name_and_writes_the_same_rows(job: Path) -> None:
    (job.parent / "g2l.toml").write_text('target = "notebook"\n')
    job.write_text(
        "import sys\n"
        "from awsglue.context import GlueContext\n"
        "from awsglue.utils import getResolvedOptions\n"
        "from pyspark.sql.functions import lit\n\n"
        "args = getResolvedOptions(sys.argv, ['day'])\n"
        "spark = GlueContext().spark_session\n"
        "rows = spark.createDataFrame([(1, 'a'), (2, 'b')], 'id int, name string')\n"
        "rows.withColumn('day', lit(args['day'])).write.mode('append').json('s3://lake/orders')\n"
    )

    result = run("job.py", "--yes", "--argument", "day=2024-01-31", "--format", "json")

    assert result.exit_code == 0
    assert (
        json.dumps(check(result.stdout)["proofs"]).count('"outcome": "equal on sample"') == 2
    )  # the job, and its write


def test_nothing_runs_before_it_was_said_what_would(job: Path) -> None:
    result = run("job.py")

    assert result.exit_code == 1
    assert "job.py:6 calls AWS: boto3.client('sns')" in result.stdout
    assert "nothing was run" in result.stderr
    assert check(run("job.py", "--format", "json").stdout)["planned"]


def test_a_proof_is_printed_and_kept(job: Path) -> None:
    result = run(".", "--yes", "--format", "json", "--evidence", "proof.html")

    assert result.exit_code == 0, result.stdout
    assert "calls AWS" in result.stderr
    assert check(result.stdout)["totals"] == {
        **json.loads(result.stdout)["totals"], "files": 1, "equal": 1, "different": 0,
    }  # fmt: skip
    page = Path("proof.html").read_text()
    assert "equal on" in page
    assert "<i>" not in page
    assert "<b>|" not in page


def test_a_difference_is_shown_row_by_row(job: Path) -> None:
    Path("wrong.py").write_text(WRONG)

    result = run("job.py", "--yes", "--against", "wrong.py", "--evidence", "proof.md")

    assert result.exit_code == 1
    assert "different:" in result.stdout
    assert "| original | " in Path("proof.md").read_text()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere.py"], "There is no file or folder nowhere.py."),
        (["job.py", "--argument", "x"], "--argument x: write NAME=VALUE."),
        (["job.py", "--evidence", "proof.pdf"], "name a file that ends with .html or .md."),
        ([".", "--against", "job.py"], "--against needs one PATH that is a file."),
    ],
)
def test_what_cannot_be_understood_is_one_sentence(job: Path, words: list[str], sentence: str) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert sentence in result.stderr
    assert result.stderr.count("\n") == 1


def test_without_the_extra_one_sentence_says_how_to_get_it(tmp_path: Path) -> None:
    hidden = (
        "import importlib.util as u; found = u.find_spec\n"
        "u.find_spec = lambda name, *rest: None if name == 'pysail' else found(name, *rest)\n"
        "from g2l_tui.prove import Prover\n"
    )

    result = subprocess.run([sys.executable, "-c", hidden], capture_output=True, text=True, check=False)

    last = result.stderr.splitlines()[-1]
    assert ConfigurationError.__name__ in last
    assert "pip install 'g2l-tui[prove]'" in last


def test_importing_the_package_loads_no_engine() -> None:
    asked = "print([name for name in ('pyspark', 'pysail', 'pandas') if name in sys.modules])"
    words = f"import sys, g2l_tui.prove, g2l_tui.cli; {asked}"

    result = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)

    assert result.stdout == "[]\n"


def test_the_lines_say_what_was_read_and_what_the_verdict_rests_on(job: Path) -> None:
    result = run("job.py", "--yes")

    assert "read: sales.orders (" in result.stdout
    assert "made-up rows)" in result.stdout
    assert "What this rests on:" in result.stdout
    assert "    the original ran on a stand-in for awsglue" in result.stdout
