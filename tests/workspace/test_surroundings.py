from __future__ import annotations

from g2l_tui.engine.project import survey
from g2l_tui.model.source import Source
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.workspace.surroundings import surroundings

GLUE = "from awsglue.context import GlueContext\n"
FILES = {
    "a/plain.py": "x = spark.table('sales.orders')\n",
    "b/plain.py": "y = 1\n",
    "c/job.py": "z = 1\n",
    "job.py": GLUE + "from a.plain import x\n",
    "other.py": GLUE + "from b.plain import y\nfrom c.job import z\n",
}


def digests(files: dict[str, str], ruleset: RuleSet) -> dict[str, str]:
    contents = {path: text.encode() for path, text in files.items()}
    project = survey([Source(*each) for each in contents.items()], ruleset)
    return surroundings(contents, project, {})


def test_a_file_is_affected_when_the_last_job_that_imports_it_leaves_glue(ruleset: RuleSet) -> None:
    before = digests(FILES, ruleset)

    after = digests({**FILES, "job.py": "from a.plain import x\n"}, ruleset)

    assert before["a/plain.py"] != after["a/plain.py"]
    assert before["b/plain.py"] == after["b/plain.py"]
