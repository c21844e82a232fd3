"""Contexts and sessions."""

from __future__ import annotations

import ast

from g2l_tui.engine.binding import Argument
from g2l_tui.engine.kinds import Instance
from g2l_tui.engine.refusal import CannotRewriteError
from g2l_tui.engine.transforms.registry import Site, transform
from g2l_tui.ruleset.template import Text

CONTEXT = "G2L120"


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
