from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from g2l_tui.paths import PACKAGE, demo_repository
from tests.sdk.conftest import JOB, REFUSED

EXAMPLES = PACKAGE / "examples"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of the sample repository."""
    shutil.copytree(demo_repository(), tmp_path / "glue", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "glue"


@pytest.fixture
def service() -> Iterator[str]:
    """The address of the service, running."""
    with subprocess.Popen(_words("rest_service", "--port", "0"), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=_environment(), text=True) as process:  # fmt: skip
        assert process.stdout is not None
        yield process.stdout.readline().strip()
        process.terminate()


def test_the_service_translates_what_is_posted(service: str) -> None:
    status, answer = _post(f"{service}/migrate?catalog=production", JOB)

    assert status == 200
    assert 'spark.table("production.sales.orders")' in str(answer["source"])
    assert urllib.request.urlopen(f"{service}/health").status == 200


def test_the_service_says_what_it_refuses(service: str) -> None:
    status, answer = _post(f"{service}/migrate", REFUSED)

    assert status == 422
    assert "purge_table" in str(answer["errors"])
    assert "glueContext.purge_table" in str(answer["source"])


def test_the_service_analyses(service: str) -> None:
    assert _post(f"{service}/analyze", JOB)[1]["dynamic_frame_count"] == 1
    assert _post(f"{service}/analyze", "print 'two'\nimport awsglue\n")[0] == 422
    assert _post(f"{service}/else", JOB)[0] == 404


def test_a_command_of_a_company_counts_what_is_left_and_records_it(repository: Path, tmp_path: Path) -> None:
    done = _run("company_cli", str(repository), str(tmp_path / "lake"), "--team", "parcels")

    succeeded, processed = re.findall(r"\d+", done.stdout.splitlines()[-1])[:2]
    assert done.returncode == int(processed) - int(succeeded) > 0
    assert "16/16" in done.stderr
    assert "team_migration" in (repository / ".g2l" / "audit.jsonl").read_text()


def test_a_dashboard_has_a_row_for_each_repository(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "a&b").mkdir()
    (tmp_path / "a&b" / "job.py").write_text(JOB)
    (tmp_path / "a&b" / "g2l.toml").write_text("")

    _run("dashboard", str(repository), str(tmp_path / "a&b"), "--to", str(tmp_path / "page.html"))

    cells = _Cells()
    cells.feed((tmp_path / "page.html").read_text())
    assert [row[0] for row in cells.rows[1:]] == ["glue", "a&b"]
    assert cells.rows[2][1:3] == ["1", "1"]


def test_a_pipeline_step_annotates_and_sums_up(repository: Path, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    step = ("ci_step", str(repository), str(tmp_path / "lake"))

    first = _run(*step, GITHUB_STEP_SUMMARY=str(summary))

    assert first.returncode == 1
    assert re.search(rf"^::error file={re.escape(str(repository))}/\S+,line=\d+::", first.stdout, re.MULTILINE)
    assert "| added | 2" in summary.read_text()
    again = _run(*step)
    assert (again.returncode, "| added | 0 |" in again.stdout) == (1, True)
    assert [line for line in again.stdout.splitlines() if line.startswith("::")] == [
        line for line in first.stdout.splitlines() if line.startswith("::")
    ]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The folder that the plugin is installed in."""
    shutil.copytree(EXAMPLES / "plugin", tmp_path / "plugin")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--no-index",
         "--target", str(tmp_path / "site"), str(tmp_path / "plugin")],
        check=True, capture_output=True,
    )  # fmt: skip
    return tmp_path / "site"


def test_the_rules_of_an_installed_plugin_hold(site: Path, tmp_path: Path) -> None:
    said = _command(site, tmp_path, "rules", "test", "acme-partitioned-by").stdout

    assert said == "1 example of 1 rule: all passed.\n"


def test_what_an_installed_plugin_brings_is_listed(site: Path, tmp_path: Path) -> None:
    listed = json.loads(_command(site, tmp_path, "plugins", "--format", "json").stdout)

    assert listed["problems"] == []
    assert [(each["name"], each["kinds"], each["version"]) for each in listed["plugins"]] == [
        ("acme-catalogs", ["validator"], ""),
        ("acme", ["rules"], "1.0.0"),
    ]


def test_the_check_of_an_installed_plugin_is_heard(site: Path, tmp_path: Path) -> None:
    (tmp_path / "job.py").write_text(JOB)

    main = _command(site, tmp_path, "check", "job.py")
    team = _command(site, tmp_path, "check", "job.py", "--catalog", "sales_team")

    assert (main.returncode, team.returncode) == (1, 0)
    assert "job.py uses main.sales.orders; map its database to a team's catalog" in main.stdout


@pytest.mark.parametrize("name", ["rest_service", "company_cli", "dashboard", "ci_step"])
def test_every_example_says_how_it_is_run(name: str) -> None:
    assert f"python -m g2l_tui.examples.{name}" in _run(name, "--help").stdout


class _Cells(HTMLParser):
    """The texts of a table's cells, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data.strip()


def _post(address: str, text: str) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(address, text.encode()) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def _run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(_words(*words), env=_environment() | variables, capture_output=True, text=True, check=False)


def _command(site: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "g2l_tui", *words],
        cwd=folder, env=_environment(site), capture_output=True, text=True, check=False,
    )  # fmt: skip


def _words(name: str, *words: str) -> list[str]:
    return [sys.executable, "-m", f"g2l_tui.examples.{name}", *words]


def _environment(*folders: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, (PACKAGE.parent, *folders)))}
