"""A plugin package, installed for real, and taken part by the program as a person starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from g2l_tui.cli import commands
from g2l_tui.paths import PACKAGE

PROJECT = """\
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[project]
name = "acme-plugins"
version = "2.1"

[project.entry-points."g2l_tui.plugins"]
acme = "acme_plugins:AcmeTransform"
owner = "acme_plugins:OwnerValidator"
stamp = "acme_plugins:Stamp"
audit = "acme_plugins:Audit"
broken = "acme_plugins:no_such_name"
"""

CODE = """\
import os

from g2l_tui import HookPlugin, PostProcessPlugin, TransformPlugin, ValidatorPlugin


class AcmeTransform(TransformPlugin):
    name = "acme"
    version = "2.1"

    def transform(self, code, metadata):
        return code.replace('format("parquet")', 'format("delta")').replace(".parquet(", ".format('delta').save(")


class OwnerValidator(ValidatorPlugin):
    name = "owner"

    def validate(self, source_path, metadata):
        return False, [f"{source_path} names no owner"]


class Stamp(PostProcessPlugin):
    name = "stamp"

    def process(self, source, target, metadata):
        with open(target, "a") as file:
            file.write("# reviewed by acme\\n")


class Audit(HookPlugin):
    name = "audit"

    def on_migration_end(self, result):
        with open(os.environ["ACME_LOG"], "a") as file:
            file.write(f"{result['files']} files\\n")
"""

JOB = """\
from awsglue.context import GlueContext

glue = GlueContext()
orders = glue.create_dynamic_frame.from_catalog(database="sales", table_name="orders").toDF()
orders.write.parquet("s3://shop/orders/")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the package was installed into, without a network."""
    folder = tmp_path_factory.mktemp("acme")
    package = folder / "package"
    (package / "acme_plugins").mkdir(parents=True)
    (package / "pyproject.toml").write_text(PROJECT)
    (package / "acme_plugins/__init__.py").write_text(CODE)
    install = ["install", "-q", "--no-index", "--no-deps", "--no-build-isolation", "--target", str(folder / "site")]
    subprocess.run([sys.executable, "-m", "pip", *install, str(package)], check=True, capture_output=True)
    return folder / "site"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "g2l.toml").write_text("")
    (tmp_path / "job.py").write_text(JOB)
    (tmp_path / "plain.py").write_text("a = 1\n")
    return tmp_path


def run(site: Path, root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(PACKAGE.parent), str(site)]),
        "ACME_LOG": str(root / "acme.log"),
    }
    command = [sys.executable, "-m", "g2l_tui", *words]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_the_plugins_are_listed_with_those_that_cannot_be_loaded(site: Path, root: Path) -> None:
    result = run(site, root, "plugins")

    assert [line.split()[0] for line in result.stdout.splitlines()] == ["plugin", "acme", "audit", "owner", "stamp"]
    assert "2.1" in result.stdout
    assert "plugin broken raised AttributeError" in result.stderr
    assert result.returncode == 1


def test_they_take_part_in_a_migration(site: Path, root: Path) -> None:
    result = run(site, root, "migrate", ".")

    text = (root / "job.py").read_text()
    assert ".format('delta').save(\"s3://shop/orders/\")" in text
    assert text.endswith("# reviewed by acme\n")
    assert "job.py:1:1 G2L008 warning owner: job.py names no owner" in result.stdout
    assert (root / "plain.py").read_text() == "a = 1\n"
    assert (root / "acme.log").read_text() == "2 files\n"


def test_what_they_wrote_can_be_taken_back(site: Path, root: Path) -> None:
    run(site, root, "migrate", "job.py")

    CliRunner().invoke(commands, ["undo", str(root)])
    CliRunner().invoke(commands, ["undo", str(root)])

    assert (root / "job.py").read_text() == JOB


def test_a_dry_run_shows_what_they_would_do_and_writes_nothing(site: Path, root: Path) -> None:
    result = run(site, root, "migrate", ".", "--dry-run", "--diff")

    assert "+orders.write.format('delta').save" in result.stdout
    assert (root / "job.py").read_text() == JOB


def test_a_file_named_on_the_command_line_joins_them(
    site: Path, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("named") / "mine.py"
    file.write_text(CODE.replace('"acme"', '"mine"').split("class OwnerValidator")[0].replace("delta", "iceberg"))

    result = run(site, root, "plugins", "--plugin", str(file))

    assert [line.split()[0] for line in result.stdout.splitlines()][-1] == "mine"


BAD = """\
from g2l_tui import HookPlugin, PostProcessPlugin, TransformPlugin, ValidatorPlugin


class Breaks(TransformPlugin):
    name = "breaks"

    def transform(self, code, metadata):
        return code + "("


class Fails(ValidatorPlugin):
    name = "fails"

    def validate(self, source_path, metadata):
        raise RuntimeError("no licence")


class Spoils(PostProcessPlugin):
    name = "spoils"

    def process(self, source, target, metadata):
        with open(target, "w") as file:
            file.write("(")


class Deaf(HookPlugin):
    name = "deaf"

    def on_file_end(self, file_path, success):
        raise SystemExit(3)
"""


@pytest.mark.parametrize("words", [["migrate", "."], ["migrate", ".", "--output", "../out"]])
def test_bad_ones_of_every_kind_are_reported_and_change_nothing(words: list[str], root: Path, tmp_path: Path) -> None:
    bad = tmp_path.parent / f"{tmp_path.name}-bad.py"
    bad.write_text(BAD)
    words = [word.replace("../out", f"../{tmp_path.name}-out") for word in words]
    place = root if len(words) == 2 else tmp_path.parent / f"{tmp_path.name}-out"

    result = run(tmp_path / "nothing", root, *words, "--plugin", str(bad))

    without = migrated_without(root.parent / f"{root.name}-plain")
    assert (place / "job.py").read_text() == without
    assert result.returncode == 1
    assert "breaks gave code that does not parse" in result.stdout
    assert "fails raised RuntimeError: no licence" in result.stdout
    assert "spoils made code that does not parse" in result.stderr
    assert "deaf raised SystemExit: 3" in result.stderr


def migrated_without(folder: Path) -> str:
    """Return what the job becomes without any plugin."""
    folder.mkdir()
    (folder / "job.py").write_text(JOB)
    run(folder / "nothing", folder, "migrate", "job.py")
    return (folder / "job.py").read_text()


def test_without_them_the_program_is_as_it_is(root: Path, tmp_path: Path) -> None:
    result = run(tmp_path / "nothing", root, "migrate", ".")

    assert '.parquet("s3://shop/orders/")' in (root / "job.py").read_text()
    assert "G2L00" not in result.stdout


def test_a_tree_beside_the_sources_is_post_processed_too(site: Path, root: Path) -> None:
    run(site, root, "migrate", ".", "--output", str(root.parent / f"{root.name}-out"))

    text = (root.parent / f"{root.name}-out" / "job.py").read_text()
    assert "format('delta')" in text
    assert text.endswith("# reviewed by acme\n")
    assert (root / "job.py").read_text() == JOB
