"""What shared and serverless compute do not have: RDDs and the SparkContext."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from g2l_tui.engine.codes import hint_of, severity_of
from g2l_tui.engine.module import Module
from g2l_tui.model.finding import Finding

CODE = "G2L203"

_MEMBERS = frozenset({"rdd", "sparkContext", "parallelize", "toJavaRDD", "mapPartitions", "foreachPartition"})


def contexts_and_rdds(_before: Module, after: Module) -> Iterator[Finding]:
    """Find the members that only an RDD, or what gives one, has; the first use of each is enough."""
    seen: set[str] = set()
    for node in after.nodes:
        match node:
            case ast.Attribute(attr=member) if member in _MEMBERS and member not in seen:
                seen.add(member)
                message = f"`.{member}` needs dedicated compute: shared and serverless compute have no RDDs"
                yield Finding(CODE, severity_of(CODE), node.lineno, 1, message, hint_of(CODE), target_line=node.lineno)
