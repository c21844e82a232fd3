"""Texts that another module, or a class, names: they are known where nothing assigns them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from g2l_tui.model.migration import Migration, Status

MigratedWorkspace = Callable[[Mapping[str, str]], dict[str, Migration]]

JOB = """\
{imports}
from awsglue.context import GlueContext


def read(context: GlueContext, path):
    return context.create_dynamic_frame.from_options({kind}, {{"paths": [path]}}, {format})
"""

NAMES = '''\
from enum import Enum, IntEnum

S3 = "s3"
PARQUET: str = "parquet"


class Kind(Enum):
    """Where it is read."""

    S3 = "s3"
    BOTH = S3


class Format(str, Enum):
    PARQUET = "parquet"


class Config:
    KIND = "s3"
    FORMAT: str = "glueparquet"
'''

READ = '    return context.read.format("parquet").load([path])\n'


@pytest.mark.parametrize(
    ("imports", "kind", "format_"),
    [
        ("from names import S3, PARQUET", "S3", "PARQUET"),
        ("from names import S3 as WHERE, PARQUET as SHAPE", "WHERE", "SHAPE"),
        ("import names", "names.S3", "names.PARQUET"),
        ("import names as n", "n.Kind.S3.value", "n.Format.PARQUET.value"),
        ("from names import Kind, Format", "Kind.S3.value", "Format.PARQUET.value"),
        ("from names import Config", "Config.KIND", "Config.FORMAT"),
        (NAMES, "Kind.S3.value", "Config.FORMAT"),
    ],
)
def test_a_constant_is_known_wherever_it_is_written(
    migrated_workspace: MigratedWorkspace, imports: str, kind: str, format_: str
) -> None:
    job = JOB.format(imports=imports, kind=kind, format=format_)

    migration = migrated_workspace({"names.py": NAMES, "job.py": job})["job.py"]

    assert READ in migration.result.decode()
    assert migration.status is Status.MIGRATED


@pytest.mark.parametrize(
    ("imports", "kind"),
    [
        ("from names import Kind", "Kind.S3"),
        ("from names import Kind", "Kind.BOTH.value"),
        ("from names import Kind", "Kind.S3.name"),
        ("from names import Config", "Config.KIND.value"),
        ("from names import Config", "Config().KIND"),
        ("from elsewhere import S3", "S3"),
        ("import names", "names.MISSING"),
    ],
)
def test_what_is_no_text_is_not_known(migrated_workspace: MigratedWorkspace, imports: str, kind: str) -> None:
    job = JOB.format(imports=imports, kind=kind, format='"parquet"')

    migration = migrated_workspace({"names.py": NAMES, "job.py": job})["job.py"]

    assert any("connection type is known only when" in finding.message for finding in migration.findings)


@pytest.mark.parametrize(
    "more",
    [
        "Config.KIND = 'file'\n",
        "del Config.KIND\n",
        "setattr(Config, 'KIND', 'file')\n",
        "class Config:\n    KIND = 's3'\n    KIND = 'file'\n",
        "class Config:\n    if True:\n        KIND = 's3'\n",
        "def change(given):\n    given.KIND = 'file'\n",
    ],
)
def test_what_is_assigned_again_is_not_known(migrated_workspace: MigratedWorkspace, more: str) -> None:
    job = JOB.format(imports="from names import Config", kind="Config.KIND", format='"parquet"')

    migration = migrated_workspace({"names.py": NAMES + more, "job.py": job})["job.py"]

    assert any("connection type is known only when" in finding.message for finding in migration.findings)


def test_what_a_third_module_assigns_is_not_known(migrated_workspace: MigratedWorkspace) -> None:
    job = JOB.format(imports="import names", kind="names.S3", format='"parquet"')
    third = "import names\nfrom awsglue.job import Job\n\nnames.S3 = 'file'\n"

    migration = migrated_workspace({"names.py": NAMES, "job.py": job, "third.py": third})["job.py"]

    assert any("connection type is known only when" in finding.message for finding in migration.findings)
