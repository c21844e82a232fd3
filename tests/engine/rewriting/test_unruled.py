"""What is done without a rule has a name, and the name is explained."""

from __future__ import annotations

from g2l_tui.engine.passes import imports, notebook, unused
from g2l_tui.engine.rewriting import context_classes, patches, queries
from g2l_tui.engine.rewriting.locations import PATH_MOVED, PATH_SCHEME
from g2l_tui.engine.rewriting.unruled import UNRULED


def test_every_name_that_is_no_rule_is_explained() -> None:
    names = {PATH_MOVED, PATH_SCHEME, imports.RULE, patches.RULE, queries.RULE, context_classes.RULE}
    names |= {unused.SPARK_CONTEXT, unused.JOB_NAME, notebook.NOTEBOOK, notebook.ARGUMENTS, notebook.STEP}

    assert names == UNRULED.keys()
