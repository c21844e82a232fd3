"""Paths of S3 that lie elsewhere by the settings, wherever a file with Glue in it writes them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import Fidelity
from g2l_tui.model.migration import Migration

Migrated = Callable[..., Migration]

GLUE = "from awsglue.context import GlueContext\nspark = GlueContext().spark_session\n"
PATHS = {"s3://landing/": "/Volumes/a/b/landing/", "s3://landing/big": "s3://elsewhere"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"s3://landing/x.csv"', '"/Volumes/a/b/landing/x.csv"'),
        ("'s3a://landing'", "'/Volumes/a/b/landing'"),
        ('f"s3://landing/{day:%Y/%m}/"', 'f"/Volumes/a/b/landing/{day:%Y/%m}/"'),
        ('["s3n://landing/%s" % day]', '["/Volumes/a/b/landing/%s" % day]'),
        ('r"""s3://landing/big/x"""', 'r"""s3://elsewhere/x"""'),
    ],
)
def test_a_path_below_a_prefix_of_the_settings_moves(migrated: Migrated, before: str, after: str) -> None:
    migration = migrated(f"{GLUE}path = {before}\n", paths=PATHS)

    assert f"path = {after}\n" in migration.result.decode()
    assert migration.changes[-1].fidelity is Fidelity.EQUIVALENT
    assert "only used as a path" in migration.changes[-1].assumptions[0]


@pytest.mark.parametrize("text", ['"s3://landing2/x"', '"at s3://landing/x"', 'b"s3://landing/x"', '"S3://landing/x"'])
def test_what_only_looks_like_it_stays(migrated: Migrated, text: str) -> None:
    assert f"path = {text}\n" in migrated(f"{GLUE}path = {text}\n", paths=PATHS).result.decode()


def test_a_docstring_and_a_file_without_glue_stay(migrated: Migrated) -> None:
    documented = f'{GLUE}def f():\n    """s3://landing/x"""\n'
    plain = 'path = "s3://landing/x"\n'

    assert '"""s3://landing/x"""' in migrated(documented, paths=PATHS).result.decode()
    assert migrated(plain, paths=PATHS).result.decode() == plain


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"s3n://landing/x.csv"', '"s3://landing/x.csv"'),
        ("f's3n://{bucket}/{day:%Y}/'", "f's3://{bucket}/{day:%Y}/'"),
        ('"s3n://%s/x" % bucket', '"s3://%s/x" % bucket'),
        ('"s3n://{}/x".format(bucket)', '"s3://{}/x".format(bucket)'),
        ('"s3n://" + bucket + "/x"', '"s3://" + bucket + "/x"'),
    ],
)
def test_the_old_scheme_becomes_the_one_that_databricks_knows(migrated: Migrated, before: str, after: str) -> None:
    migration = migrated(f"{GLUE}path = {before}\n")

    assert migration.result.decode().endswith(f"path = {after}\n")
    assert migration.changes[-1].fidelity is Fidelity.EQUIVALENT
    assert "the same object" in migration.changes[-1].assumptions[0]
    assert not migration.findings


@pytest.mark.parametrize(
    "code",
    [
        'text = path.replace("s3n://landing", "")',
        'if path.startswith("s3n://landing/"):\n    pass',
        'is_there = path == "s3n://landing/x"',
        'scheme = path[: len("s3n://")]',
        'note = f"{path} was s3n://landing"',
    ],
)
def test_a_text_with_the_old_scheme_that_is_no_path_stays_and_is_told(migrated: Migrated, code: str) -> None:
    migration = migrated(f"{GLUE}{code}\n")

    assert migration.result.decode().endswith(f"{code}\n")
    assert [finding.code for finding in migration.findings] == ["G2L216"]


def test_a_pattern_of_paths_stays(migrated: Migrated) -> None:
    code = 'import re\ntext = re.sub(r"s3n://([a-z]+)/", r"s3://\\1/", text)\n'

    migration = migrated(GLUE + code)

    assert migration.result.decode().endswith(code.partition("\n")[2])
    assert not migration.findings


def test_a_prefix_of_the_settings_comes_before_the_scheme(migrated: Migrated) -> None:
    text = migrated(f'{GLUE}paths = ["s3n://landing/x", "s3n://other/x"]\n', paths=PATHS).result.decode()

    assert '["/Volumes/a/b/landing/x", "s3://other/x"]' in text


def test_a_module_that_is_looked_up_by_its_name_is_refused_beside_paths(migrated: Migrated) -> None:
    code = 'import sys\nhas_glue = "awsglue.job" in sys.modules\n'

    assert "G2L113" in {finding.code for finding in migrated(GLUE + code, paths=PATHS).findings}
