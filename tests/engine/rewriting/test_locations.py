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
