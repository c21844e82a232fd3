"""getResolvedOptions (`arguments-page`; which names it always returns, and that it is argparse: `library`)."""

from __future__ import annotations

import argparse
import json
import sys
import traceback
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from g2l_tui.prove.oracle.awsglue.job import Job
from g2l_tui.prove.oracle.run import current

_RESERVED = ("job-bookmark-option", "continuation-option", "job-bookmark-from", "job-bookmark-to")
_ALWAYS = ("job-bookmark-from", "job-bookmark-to", "JOB_ID", "JOB_RUN_ID", "SECURITY_CONFIGURATION", "encryption-type")
_FOLDERS = ("TempDir", "RedshiftTempDir")


class GlueArgumentError(Exception):
    pass


class GlueArgumentParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise GlueArgumentError(message)


def getResolvedOptions(args: Sequence[str], options: Iterable[str], allow_abbrev: bool = False) -> dict[str, Any]:
    """The named arguments of `sys.argv` as text. Raises GlueArgumentError for one that is missing."""
    wanted = list(options)
    for name in wanted:
        if name in _RESERVED:
            raise RuntimeError(f"The argument {name} is always there and must not be asked for.")
    parser = _parser(wanted, allow_abbrev=allow_abbrev)
    parsed, _unknown = parser.parse_known_args(list(args)[1:])
    resolved = vars(parsed)
    resolved["TempDir"] = resolved["RedshiftTempDir"] = resolved["TempDir"] or resolved["RedshiftTempDir"]
    current().arguments = resolved
    return resolved


def _parser(wanted: list[str], *, allow_abbrev: bool) -> GlueArgumentParser:
    parser = GlueArgumentParser(allow_abbrev=allow_abbrev)
    parser.add_argument("--job-bookmark-option", choices=Job.job_bookmark_options()[1:], default="job-bookmark-disable")
    for name in (*_ALWAYS, *_FOLDERS):
        parser.add_argument(f"--{name}")
    parser.add_argument("--enable-data-lineage", action="store_true", default=None)
    for name in wanted:
        if name not in _FOLDERS:
            parser.add_argument(f"--{name}", required=True)
    return parser


__all__ = [
    "GlueArgumentError",
    "GlueArgumentParser",
    "Job",
    "argparse",
    "getResolvedOptions",
    "json",
    "sys",
    "traceback",
]
