"""Workspaces to measure on: scripts of Glue and plain modules, the same ones for the same seed."""

from __future__ import annotations

import random
from pathlib import Path

GLUE_SHARE = 0.6
LINES = 210
"""Lines of an ordinary file; real jobs have about as many."""

_HEAD = '''\
"""Job {name}."""
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
'''
_STEP = """\

{frame} = glueContext.create_dynamic_frame.from_catalog(
    database="{database}",
    table_name="{table}",
    transformation_ctx="{frame}",
)
{frame}_mapped = ApplyMapping.apply(
    frame={frame},
    mappings=[("id", "long", "{table}_id", "long"), ("at", "string", "at", "timestamp"), ("n", "int", "n", "int")],
    transformation_ctx="{frame}_mapped",
)
{frame}_late = Filter.apply(frame={frame}_mapped, f=lambda row: row["n"] > {number})
"""
_PLAIN = '''\

def {frame}(rows, limit={number}):
    """Return what is above the limit, by the day it came."""
    by_day = {{}}
    for row in rows:
        day = row["at"][:10]
        if row["n"] > limit and day != "{table}":
            by_day.setdefault(day, []).append(row["id"])
    total = sum(len(found) for found in by_day.values())
    return {{day: len(found) / total for day, found in sorted(by_day.items())}} if total else {{}}

'''
_TAIL = """\

glueContext.write_dynamic_frame.from_options(
    frame={frame}_late,
    connection_type="s3",
    connection_options={{"path": args["target"], "partitionKeys": ["at"]}},
    format="parquet",
)
job.commit()
"""


def write_workspace(folder: Path, files: int, *, seed: int = 1) -> Path:
    """Write a workspace of so many files, a hundred to a folder, and return its place."""
    chance = random.Random(seed)
    for number in range(files):
        path = folder / f"part_{number // 100:03}" / f"job_{number:05}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        is_glue = chance.random() < GLUE_SHARE
        path.write_text(job(chance, LINES) if is_glue else module(chance, LINES), encoding="utf-8")
    (folder / "g2l.toml").write_text('catalog = "main"\n', encoding="utf-8")
    return folder


def job(chance: random.Random, lines: int) -> str:
    """Return a script of Glue of about so many lines; half of them are plain Python."""
    parts = [_HEAD.format(name=_word(chance))]
    values = _values(chance)
    while sum(part.count("\n") for part in parts) < lines - 10:
        values = _values(chance)
        parts += [_PLAIN.format(**{**values, "frame": f"count_{values['frame']}"}), _STEP.format(**values)]
    return "".join([*parts, _TAIL.format(**values)])


def module(chance: random.Random, lines: int) -> str:
    """Return a module without Glue of about so many lines."""
    parts = ['"""Counting."""\n']
    while sum(part.count("\n") for part in parts) < lines:
        parts.append(_PLAIN.format(**_values(chance)))
    return "".join(parts)


def _values(chance: random.Random) -> dict[str, str]:
    return {
        "frame": f"{_word(chance)}_{chance.randrange(10**6)}",
        "database": _word(chance),
        "table": _word(chance),
        "number": str(chance.randrange(1000)),
    }


def _word(chance: random.Random) -> str:
    return "".join(chance.choice(pair) for pair in ("kmprst", "aeiou") * 3)
