"""Redshift by its address: rows travel through a staging folder, as they do in Glue."""

from __future__ import annotations

import ast

from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.entries import CONNECTION, OPTIONS, Chain, Entries, account, option
from g2l_tui.engine.transforms.secrets import with_secrets
from g2l_tui.engine.transforms.seeing import Surroundings, may_be_none
from g2l_tui.engine.transforms.stepwise import check_certain

_STAGED = (
    "Databricks keeps its `redshift` source for old jobs on classic compute: an instance profile must reach the "
    "staging folder, which cannot be an external location of Unity Catalog; a foreign catalog can be read without it."
)
_CREATED = f"{_STAGED} Spark creates a missing table with types of its own."

_REACHED = ("url", "user", "password")
_STAGING = ("redshiftTmpDir", "aws_iam_role", "forward_spark_s3_credentials")


def read_redshift(site: Surroundings, options: Entries) -> Chain:
    """Return the calls that read a table or a query, behind the session."""
    account(site, options, {*_REACHED, *_STAGING, "dbtable", "query"}, {})
    if "dbtable" in options and "query" in options:
        raise CannotRewriteError("`query` is given beside a table", code=OPTIONS)
    site.caution(CONNECTION, _STAGED)
    return Chain(("read", 'format("redshift")', *_options(site, options, "dbtable", "query"), "load()"))


def write_redshift(site: Surroundings, options: Entries) -> Chain:
    """Return the calls that append to a table, behind `frame.write`."""
    account(site, options, {*_REACHED, *_STAGING, "dbtable", "extracopyoptions"}, {})
    site.caution(CONNECTION, _CREATED)
    calls = _options(site, options, "dbtable", "extracopyoptions")
    return Chain(('format("redshift")', *calls, 'mode("append")', "save()"))


def _options(site: Surroundings, options: Entries, *more: str) -> list[str]:
    check_certain(options)
    if "redshiftTmpDir" not in options or not {"dbtable", "query"} & options.keys():
        raise CannotRewriteError(
            "connection_options names no table, or no `redshiftTmpDir`",
            code=OPTIONS,
            hint='name both: {"dbtable": "<schema>.<table>", "redshiftTmpDir": "s3://…"}',
        )
    given = {key: text.code for key, (node, text) in with_secrets(site, options).items() if not _is_none(site, node)}
    if "aws_iam_role" in given and may_be_none(site, options["aws_iam_role"][0]):
        raise CannotRewriteError(
            "`aws_iam_role` may be None, and then Glue takes the role of the job",
            code=OPTIONS,
            hint="write the statement twice, with `aws_iam_role` and without it",
        )
    if "aws_iam_role" not in given:
        given.setdefault("forward_spark_s3_credentials", "True")
    keys = (*_REACHED, *more, *_STAGING)
    return [option({"redshiftTmpDir": "tempdir"}.get(key, key), given[key]) for key in keys if key in given]


def _is_none(site: Surroundings, node: ast.expr) -> bool:
    return isinstance(literal := site.literal(node), ast.Constant) and literal.value is None
