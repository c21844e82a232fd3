"""Which file of the workspace an import means."""

from __future__ import annotations

from g2l_tui.engine.kinds.knowledge import Knowledge
from g2l_tui.engine.kinds.modules import module_index

TWICE = ("old/shop/etl/job.py", "old/shop/tools/rows.py", "new/shop/etl/job.py", "new/shop/tools/rows.py")


def test_of_two_packages_of_one_name_the_one_around_the_importer_is_meant() -> None:
    knowledge = Knowledge(paths=module_index(TWICE))

    assert knowledge.path_of("old/shop/etl/job.py", "shop.tools.rows", 0) == "old/shop/tools/rows.py"
    assert knowledge.path_of("new/shop/etl/job.py", "shop.tools.rows", 0) == "new/shop/tools/rows.py"


def test_a_module_that_may_be_either_of_two_files_is_neither() -> None:
    knowledge = Knowledge(paths=module_index((*TWICE, "jobs/job.py")))

    assert knowledge.path_of("jobs/job.py", "shop.tools.rows", 0) is None


def test_classes_that_look_like_their_own_bases_have_an_end() -> None:
    knowledge = Knowledge()
    knowledge.learn_bases("a.py:One", ("b.py:Two",))
    knowledge.learn_bases("b.py:Two", ("a.py:One", "awsglue.context.GlueContext"))
    knowledge.learn_bases("c.py:Self", ("c.py:Self",))

    assert knowledge.bases_outside("b.py:Two") == ("awsglue.context.GlueContext",)
    assert knowledge.base_names("c.py:Self") == ()
    assert knowledge.method("a.py:One", "read") is None
