"""Contexts and sessions."""

from __future__ import annotations

import ast
import re

from g2l_tui.engine.kinds.kind import Instance
from g2l_tui.engine.rewriting.binding import Argument
from g2l_tui.engine.rewriting.refusal import CannotRewriteError
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.engine.transforms.seeing import Surroundings, is_statement
from g2l_tui.ruleset.template import Text

CONTEXT = "G2L120"
JAVA = "G2L123"


@transform
def given_session(site: Site, context: Argument | None) -> Text:
    """Return the session that a GlueContext was built on; refuse when it was not built on one."""
    if context and site.kind(context.node) == Instance("SparkSession"):
        return context.text
    raise CannotRewriteError("the context is not built on a session")


@transform
def plain_context(site: Site, context: Argument | None) -> Text:
    """Allow a SparkContext that carries no settings of its own; those would be lost with it."""
    node = context.node if context else None
    match node:
        case ast.Call(args=[], keywords=[]) | ast.Name() | ast.Attribute() | ast.Constant(value=None) | None:
            return Text("None")
        case _:
            raise CannotRewriteError(
                f"the context is built on `{site.source(node)}`, whose settings would be lost",
                code=CONTEXT,
                hint="set them with spark.conf.set, or in the cluster's Spark configuration",
            )


@transform
def idle_setting(site: Site, name: Argument) -> Text:
    """Allow a Hadoop setting that changes nothing about the rows or who may read them; refuse any other."""
    key = site.literal(name.node)
    match key:
        case ast.Constant(value=str(setting)) if setting in _IDLE_SETTINGS:
            return Text("None")
        case ast.Constant(value=str(setting)) if _CREDENTIAL.search(setting):
            hint = "let an external location with a storage credential grant the access"
        case _:
            hint = f"set `spark.hadoop.` and {site.source(name.node)} in the cluster's Spark configuration"
    raise CannotRewriteError(f"`{site.source(name.node)}` is a setting of Hadoop's", code=JAVA, hint=hint)


@transform
def inside_java(site: Surroundings, argument: Argument) -> Text:
    """Allow the Java object of a text where a call takes it that knows the text as well, or that goes."""
    parent = site.view.parents.get(site.call)
    if isinstance(parent, ast.Call) and (
        site.view.is_deleted(parent) or site.view.facts.callees.get(parent, "").startswith("HadoopFileSystem.")
    ):
        return argument.text
    raise CannotRewriteError("the Java object is used as such", code=JAVA)


@transform
def plainly_made(site: Surroundings, argument: Argument | None) -> Text:
    """Allow an argument that goes with its call: making it does nothing else."""
    calls = [each for each in ast.walk(argument.node) if isinstance(each, ast.Call)] if argument else []
    if all(site.view.facts.callees.get(call) for call in calls):
        return Text("None")
    raise CannotRewriteError(f"`{ast.unparse(calls[0])}` would go with it, and may do more", code=JAVA)


@transform
def file_path(site: Surroundings, argument: Argument) -> Text:
    """Return the text that a path of Hadoop's is made of where it is handed over."""
    match argument.node:
        case ast.Call(args=[_], keywords=[]) as made if site.view.facts.callees.get(made, "").endswith(".fs.Path"):
            return argument.text
        case _:
            raise CannotRewriteError(f"`{site.source(argument.node)}` is not a path made of one text here", code=JAVA)


@transform
def unread(site: Surroundings, argument: Argument) -> Text:
    """Allow a call whose value nobody takes."""
    if is_statement(site):
        return argument.text
    raise CannotRewriteError("what it gives is used, and its replacement gives something else", code=JAVA)


_IDLE_SETTINGS = frozenset({
    "fs.s3.connection.maximum", "fs.s3.consistent", "fs.s3.impl", "fs.s3.maxConnections",
    "fs.s3a.connection.maximum", "fs.s3a.fast.upload", "fs.s3a.fast.upload.buffer", "fs.s3a.impl",
    "fs.s3n.impl", "mapreduce.fileoutputcommitter.algorithm.version",
    "mapreduce.fileoutputcommitter.marksuccessfuljobs", "parquet.enable.summary-metadata",
})  # fmt: skip
"""How Hadoop's own clients and committers work: Databricks reads and commits with its own."""

_CREDENTIAL = re.compile(r"access\.?key|secret|credential|session\.?token|assumed\.role", re.IGNORECASE)
