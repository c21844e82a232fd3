"""Workspaces to measure on: scripts of Glue and plain modules, the same ones for the same seed."""

from __future__ import annotations

import random
from pathlib import Path

GLUE_SHARE = 0.6
LINES = 210
"""Lines of an ordinary file; real jobs have about as many."""

PLAIN_TO_GLUE = 3
"""Functions of plain Python to a step of Glue: about 25 statements that are rewritten in a thousand lines, as in the
51 files of public samples that were counted for this.

With these a line has four nodes of the syntax tree and 0.4 statements, and three of ten lines have none: blank ones,
comments, long texts. So it is in the 38,000 lines of jobs in 30 public repositories: 4.3, 0.39, and 0.37.
"""

_HEAD = '''\
"""Job {name}."""
import logging
import sys

from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.job import Job
from awsglue.transforms import ApplyMapping, Filter, Join
from awsglue.utils import getResolvedOptions
from pyspark.context import SparkContext
from pyspark.sql import functions as F

args = getResolvedOptions(sys.argv, ["JOB_NAME", "target"])
sc = SparkContext()
glueContext = GlueContext(sc)
spark = glueContext.spark_session
job = Job(glueContext)
job.init(args["JOB_NAME"], args)
logger = logging.getLogger(args["JOB_NAME"])
'''
_STEP = """\

# What came of {table} since the last run.
{frame} = glueContext.create_dynamic_frame.from_catalog(
    database="{database}",
    table_name="{table}",
    transformation_ctx="{frame}",
)
{frame}_mapped = ApplyMapping.apply(
    frame={frame},
    mappings=[
        ("id", "long", "{table}_id", "long"),
        ("at", "string", "at", "timestamp"),
        ("n", "int", "n", "int"),
    ],
    transformation_ctx="{frame}_mapped",
)
{frame}_late = Filter.apply(
    frame={frame}_mapped,
    f=lambda row: row["n"] > {number},
)
"""
_PLAIN = '''\

def {frame}(rows, limit={number}):
    """Return what is above the limit, by the day it came.

    Args:
        rows: what was read of {table}, in any order
        limit: up to which rows are left out

    Returns:
        how much of the whole each day has; nothing where no row is left
    """
    by_day = {{}}
    for row in rows:
        day = row["at"][:10]
        # The rest is told elsewhere.
        if row["n"] > limit and day != "{table}":
            by_day.setdefault(day, []).append(row["id"])

    total = sum(len(found) for found in by_day.values())
    logger.info(
        "%s rows are above %s",
        total,
        limit,
    )
    # A day without rows would be a division by nothing.
    if not total:
        return {{}}

    return {{day: len(found) / total for day, found in sorted(by_day.items())}}

'''
_HELPER = """\
def database():
    return "sales_{number}"


def read(glueContext):
    return glueContext.create_dynamic_frame.from_catalog(database=database(), table_name="table_{number}")
"""
_TAIL = """\

glueContext.write_dynamic_frame.from_options(
    frame={frame}_late,
    connection_type="s3",
    connection_options={{"path": args["target"], "partitionKeys": ["at"]}},
    format="parquet",
)
job.commit()
"""


def write_workspace(folder: Path, files: int, *, seed: int = 1, lines: int = LINES, helpers: int = 0) -> Path:
    """Write a workspace of so many files, a hundred to a folder, and return its place.

    Each job reads by way of one of the `helpers`, modules that lie in a folder of their own and use each other.
    """
    chance = random.Random(seed)
    for number in range(files):
        path = folder / f"part_{number // 100:03}" / f"job_{number:05}.py"
        is_glue = chance.random() < GLUE_SHARE
        text = job(chance, lines) if is_glue else module(chance, lines)
        if is_glue and helpers:
            text = f"from shared.helper_{number % helpers} import read\n{text}rows = read(glueContext).toDF()\n"
        _write(path, text)
    for number in range(helpers):
        before = f"from shared.helper_{number - 1} import read as read_before\n" if number else ""
        _write(folder / "shared" / f"helper_{number}.py", before + _HELPER.format(number=number))
    _write(folder / "g2l.toml", 'catalog = "main"\n')
    return folder


def job(chance: random.Random, lines: int) -> str:
    """Return a script of Glue of about so many lines, most of them plain Python."""
    parts = [_HEAD.format(name=_word(chance))]
    count = parts[0].count("\n")
    values = _values(chance)
    while count < lines - 10:
        for _ in range(PLAIN_TO_GLUE):
            values = _values(chance)
            parts.append(_PLAIN.format(**{**values, "frame": f"count_{values['frame']}"}))
            count += _PLAIN.count("\n")
        parts.append(_STEP.format(**values))
        count += _STEP.count("\n")
    return "".join([*parts, _TAIL.format(**values)])


def module(chance: random.Random, lines: int) -> str:
    """Return a module without Glue of about so many lines."""
    parts = ['"""Counting."""\nimport logging\n\nlogger = logging.getLogger(__name__)\n']
    while sum(part.count("\n") for part in parts) < lines:
        parts.append(_PLAIN.format(**_values(chance)))
    return "".join(parts)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _values(chance: random.Random) -> dict[str, str]:
    return {
        "frame": f"{_word(chance)}_{chance.randrange(10**6)}",
        "database": _word(chance),
        "table": _word(chance),
        "number": str(chance.randrange(1000)),
    }


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(pair) for pair in ("kmprst", "aeiou") * 3)
