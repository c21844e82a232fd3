from __future__ import annotations

from pathlib import Path

import pytest

from g2l_tui.engine import project
from g2l_tui.model.source import Source
from g2l_tui.paths import builtin_rules
from g2l_tui.ruleset.load import load_rules
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.workspace.knowledge import Surveyed
from g2l_tui.workspace.read import read_file
from g2l_tui.workspace.scan import python_files

HEAD = "from awsglue.context import GlueContext\nfrom pyspark.context import SparkContext\n"
READING = HEAD + (
    "def read(context: GlueContext):\n"
    '    return context.create_dynamic_frame.from_catalog(database="sales", table_name="orders")\n'
)
JOB = HEAD + (
    "from reading import read\n"
    "glueContext = GlueContext(SparkContext.getOrCreate())\n"
    "frame = read(glueContext)\n"
    "print(frame)\n"
)


ALONE = HEAD + "def own(context: GlueContext):\n    return context\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "alone.py").write_text(ALONE)
    (tmp_path / "reading.py").write_text(READING)
    (tmp_path / "job.py").write_text(JOB)
    (tmp_path / "plain.py").write_text("import os\nprint(os.name)\n")
    return tmp_path


@pytest.fixture
def surveyed(root: Path) -> Surveyed:
    def read(path: str) -> Source:
        return Source(path, read_file(root, path))

    return Surveyed(root, lambda: python_files(root, ["**/*.py"], ["old"]), read)


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules([builtin_rules()])[0]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("job.py", JOB),
        ("job.py", JOB.replace("print(frame)", "print(  frame  )  # saved")),
        ("job.py", "\n\n" + JOB),
        ("job.py", JOB + "def (:\n"),
        ("plain.py", "import os\nprint(os.sep)\n"),
        ("old/excluded.py", JOB),
        ("alone.py", ALONE.replace("own(", "mine(")),
    ],
)
def test_a_save_that_teaches_nothing_else_keeps_what_is_known(
    path: str, text: str, root: Path, surveyed: Surveyed, rules: RuleSet
) -> None:
    before = surveyed.project(rules)
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(text)

    surveyed.forget([path])

    assert surveyed.project(rules) is before


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("reading.py", READING.replace('table_name="orders")', 'table_name="orders").toDF()')),
        ("reading.py", READING + "def write(frame):\n    return frame\n"),
        ("job.py", JOB.replace("read(glueContext)", "read(glueContext).toDF()")),
        ("plain.py", JOB),
        ("plain.py", "from reading import read\n"),
        ("new.py", "a = 1\n"),
        ("reading.py", None),
        ("alone.py", ALONE + "from reading import read\n"),
        ("alone.py", "import os\n"),
        ("alone.py", ALONE + "from plain import awsglue\n"),
    ],
)
def test_a_save_that_teaches_something_else_is_learnt(
    path: str, text: str | None, root: Path, surveyed: Surveyed, rules: RuleSet
) -> None:
    before = surveyed.project(rules)
    if text is None:
        (root / path).unlink()
    else:
        (root / path).write_text(text)

    surveyed.forget([path])

    assert surveyed.project(rules) is not before


def test_a_file_that_stood_alone_is_known_once_another_one_imports_it(
    root: Path, surveyed: Surveyed, rules: RuleSet
) -> None:
    surveyed.project(rules)
    (root / "alone.py").write_text(ALONE + "def more(): pass\n")
    (root / "job.py").write_text(JOB + "from alone import own\n")

    surveyed.forget(["alone.py", "job.py"])

    assert surveyed.project(rules).knowledge.function("alone.py:more")


def test_a_job_that_comes_to_import_a_plain_module_is_learnt(root: Path, surveyed: Surveyed, rules: RuleSet) -> None:
    (root / "plain.py").write_text("def take(frame):\n    return frame\n")
    (root / "lonely.py").write_text(ALONE)
    surveyed.forget()
    surveyed.project(rules)
    (root / "lonely.py").write_text(f"from plain import take\n{ALONE}take(own)\n")

    surveyed.forget(["lonely.py"])

    assert "plain.py" in surveyed.project(rules).related


def test_a_file_that_parses_again_is_compared_with_what_it_taught_before(
    root: Path, surveyed: Surveyed, rules: RuleSet
) -> None:
    before = surveyed.project(rules)
    for text, is_kept in (
        (READING + "def (:\n", True),
        (READING, True),
        (READING + "def f(): pass\n", False),
    ):
        (root / "reading.py").write_text(text)
        surveyed.forget(["reading.py"])

        assert (surveyed.project(rules) is before) is is_kept


def test_modules_that_are_parsed_again_in_each_round_teach_the_same(
    surveyed: Surveyed, rules: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = surveyed.project(rules)
    monkeypatch.setattr(project, "KEPT", 0)
    surveyed.forget()

    again = surveyed.project(rules)

    assert again is not kept
    assert again == kept


def test_forgetting_everything_or_other_rules_begin_anew(surveyed: Surveyed, rules: RuleSet) -> None:
    first = surveyed.project(rules)
    surveyed.forget()
    second = surveyed.project(rules)
    third = surveyed.project(RuleSet(rules.rules))

    assert len({id(first), id(second), id(third)}) == 3


def test_a_process_of_its_own_finds_out_the_same(root: Path, surveyed: Surveyed, rules: RuleSet) -> None:
    for number in range(100):
        (root / f"plain_{number}.py").write_text("from reading import read\n")
    here = surveyed.project(rules)
    surveyed.is_spared = True
    surveyed.forget()

    aside = surveyed.project(rules)
    (root / "job.py").write_text(JOB + "# saved\n")
    surveyed.forget(["job.py"])

    assert aside is not here
    assert aside == here
    assert surveyed.digests()["reading.py"] == Source("reading.py", READING.encode()).digest
    assert surveyed.project(rules) is aside
