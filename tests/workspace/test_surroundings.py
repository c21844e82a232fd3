from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


Digests = Callable[[dict[str, str]], dict[str, str]]


@pytest.fixture(scope="module")
def digests(ruleset: RuleSet) -> Digests:
    """Return the digests of files by path."""

    def run(files: dict[str, str]) -> dict[str, str]:
        contents = {path: text.encode() for path, text in files.items()}
        project = survey([Source(*each) for each in contents.items()], ruleset)
        return surroundings(contents, project, {})

    return run


def test_a_file_is_affected_when_the_last_job_that_imports_it_leaves_glue(digests: Digests) -> None:
    before = digests(FILES)

    after = digests({**FILES, "job.py": "from a.plain import x\n"})

    assert before["a/plain.py"] != after["a/plain.py"]
    assert before["b/plain.py"] == after["b/plain.py"]


NAMES = st.sampled_from("abcde")


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({name: st.sets(NAMES) for name in "abcde"}), NAMES)
def test_who_imports_a_file_by_whatever_way_is_affected_by_what_it_teaches_and_nobody_else(
    digests: Digests, imports: dict[str, set[str]], changed: str
) -> None:
    def text(name: str, parameters: str) -> str:
        lines = "".join(f"import {each}\n" for each in sorted(imports[name]))
        return f"{GLUE}{lines}def f({parameters}):\n    pass\n"

    files = {f"{name}.py": text(name, "x") for name in imports}

    before = digests(files)
    after = digests({**files, f"{changed}.py": text(changed, "x, y")})

    affected = {changed}
    while more := {name for name in imports if imports[name] & affected} - affected:
        affected |= more
    seen = {name for name in imports if before[f"{name}.py"] != after[f"{name}.py"]}
    assert seen - {changed} == affected - {changed}
