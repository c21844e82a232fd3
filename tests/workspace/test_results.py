from __future__ import annotations

import os
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from g2l_tui.engine.kinds.kind import Either, Instance, Many, Symbol, Unknown
from g2l_tui.engine.kinds.knowledge import Function
from g2l_tui.engine.migrate import migrate
from g2l_tui.engine.project import survey
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.source import Source
from g2l_tui.paths import builtin_rules
from g2l_tui.ruleset.load import load_rules
from g2l_tui.ruleset.ruleset import RuleSet
from g2l_tui.store.cache import CACHE
from g2l_tui.validators import validate
from g2l_tui.validators.resting import Grounds, with_what_stays_elsewhere
from g2l_tui.workspace import many, processes, shelves
from g2l_tui.workspace.many import migrate_many
from g2l_tui.workspace.traces import dumped, loaded
from g2l_tui.workspace.workspace import Workspace

HEAD = """\
from awsglue.context import GlueContext
from awsglue.dynamicframe import DynamicFrame
from awsglue.transforms import Filter
from pyspark.context import SparkContext
"""
READING = """\
def read(context, table="orders"):
    frame = context.create_dynamic_frame.{source}
    return {given}
"""
CATALOG, DYNAMODB = 'from_catalog(database="sales", table_name=table)', 'from_options("dynamodb", {"a": table})'
PASSING = """\
def passed(frame, name="{name}"):
    {first}
    return {given}
"""
CLASS = """\
class Base({base}):
    def __init__(self, context):
        self.context = context
        self.frame = context.create_dynamic_frame.from_catalog(database="sales", table_name="{name}"){to}

    def held(self):
        return self.frame
"""
JOB = """\
glueContext = GlueContext(SparkContext.getOrCreate())
frame = read(glueContext, "{name}")
more = passed({argument})
DynamicFrame.{name} = passed
print({shown})
held = Base(glueContext).held()
held.toDF().show()
"""
NAMES = ("reading", "passing", "classes", "job_a", "job_b", "pack/__init__", "pack/reading", "pack/job_c", "boto3")
"""Modules that import each other as it comes, one that has the name of another, and one with the name of a library."""


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load_rules([builtin_rules()])[0]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in which all that is found out of its few files is kept."""
    monkeypatch.setattr(many, "SOME", 1)
    monkeypatch.setattr(shelves, "SOME", 1)
    root = tmp_path / "workspace"
    (root / ".g2l").mkdir(parents=True)
    return root


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are migrated anew."""
    paths: list[str] = []

    def told(task: processes.Task, source: Source) -> processes.Done:
        paths.append(source.path)
        return processes.done(task, source)

    monkeypatch.setattr(many, "done", told)
    return paths


def module(chance: Random) -> str:
    def one_of(*texts: str) -> str:
        return chance.choice(texts)

    imports = "".join(
        one_of(
            "from {0} import *\n", "from {0} import read, passed, Base\n",
            "from {0} import read\nfrom {1} import passed\n",
            "import {0}\nfrom {0} import Base\n", "from .{0} import read\n", "import boto3\n", "",
        ).format(*(name.removesuffix("/__init__").replace("/", ".") for name in chance.choices(NAMES, k=2)))
        for _ in range(chance.randrange(4))
    )  # fmt: skip
    given = one_of("frame", "frame.toDF()", "None", "[frame]", "read(context)", "passed(frame)", "frame.count()")
    parts = {
        READING.format(given=given, source=one_of(CATALOG, CATALOG, DYNAMODB)),
        PASSING.format(
            name=one_of("orders", "people"),
            first=one_of("frame = frame.toDF()", "pass", "frame = Filter.apply(frame, lambda row: True)"),
            given=one_of("frame", "name", "frame.drop_fields(['id'])"),
        ),
        CLASS.format(base=one_of("", "GlueContext", "Base"), name=one_of("a", "b"), to=one_of("", ".toDF()")),
        JOB.format(
            name=one_of("orders", "people"),
            argument=one_of("frame", "frame.toDF()", "glueContext", "None"),
            shown=one_of("more", "more.toDF()", "frame.orders(more)", "boto3.client('s3')"),
        ),
    }  # fmt: skip
    head = one_of(HEAD, HEAD, HEAD, "")
    return f"{head}{imports}{''.join(part for part in sorted(parts) if chance.random() < 0.6)}"


def edit(root: Path, chance: Random) -> None:
    """Make, change or delete a file, or change no more than the look of it."""
    path = root / f"{chance.choice(NAMES)}.py"
    path.parent.mkdir(exist_ok=True)
    match chance.randrange(6):
        case 0:
            path.unlink(missing_ok=True)
        case 1 if path.exists():
            path.write_text(f"# {chance.random()}\n{path.read_text()}")
        case _:
            path.write_text(module(chance))


def warm(root: Path) -> dict[str, Migration]:
    workspace = Workspace.open(root)
    found = migrate_many(workspace, workspace.paths())
    return _comparable(each for each in found if isinstance(each, Migration))


def cold(root: Path, rules: RuleSet) -> dict[str, Migration]:
    workspace = Workspace.open(root)
    sources = [workspace.source(path) for path in workspace.paths()]
    project = survey(sources, rules)
    found = {each.path: validate(migrate(each, rules, workspace.settings, project)) for each in sources}
    rests = {path: migration.rests for path, migration in found.items()}
    return _comparable(with_what_stays_elsewhere(each, Grounds(lambda path: rests[path])) for each in found.values())


def _comparable(found: Iterable[Migration]) -> dict[str, Migration]:
    """Migrations by path, without what is never the same: how long it took, and where in the stack it failed."""
    timeless = [replace(each, seconds=0.0) for each in found]
    return {each.source.path: replace(each, findings=()) if each.status is Status.FAILED else each for each in timeless}


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(4, 80))])
def test_what_is_remembered_after_any_edits_is_what_would_be_found_anew(seed: int, root: Path, rules: RuleSet) -> None:
    chance = Random(seed)
    for _ in range(8):
        edit(root, chance)
    for _ in range(8):
        for _ in range(chance.randrange(1, 3)):
            edit(root, chance)

        assert warm(root) == cold(root, rules)


def write_jobs(root: Path) -> None:
    (root / "reading.py").write_text(HEAD + READING.format(given="frame", source=CATALOG))
    (root / "plain.py").write_text("import os\n")
    (root / "alone.py").write_text(HEAD + READING.format(given="frame", source=CATALOG))
    for number in range(3):
        helper = "reading" if number else "nowhere"
        text = f"{HEAD}from {helper} import read\nread(GlueContext(SparkContext.getOrCreate())).toDF().show()\n"
        (root / f"job_{number}.py").write_text(text)


def test_only_a_file_that_was_changed_and_those_tied_to_it_are_migrated_again(root: Path, done: list[str]) -> None:
    def migrated_again() -> set[str]:
        done.clear()
        warm(root)
        return {path for path in done if path != "plain.py"}

    write_jobs(root)
    assert migrated_again() == {"reading.py", "alone.py", "job_0.py", "job_1.py", "job_2.py"}
    assert migrated_again() == set()

    (root / "job_1.py").write_text((root / "job_1.py").read_text() + "print(1)\n")
    assert migrated_again() == {"job_1.py"}

    (root / "reading.py").write_text("# only its look\n" + HEAD + READING.format(given="frame", source=CATALOG))
    assert migrated_again() == {"reading.py"}

    (root / "reading.py").write_text(HEAD + READING.format(given="frame.toDF()", source=CATALOG))
    assert migrated_again() == {"reading.py", "job_1.py", "job_2.py"}

    (root / "g2l.toml").write_text('catalog = "other"\n')
    assert migrated_again() == {"reading.py", "alone.py", "job_0.py", "job_1.py", "job_2.py"}


def test_a_job_that_another_file_imports_from_now_on_is_no_notebook_any_more(root: Path, rules: RuleSet) -> None:
    (root / "g2l.toml").write_text('target = "notebook"\n')
    (root / "job.py").write_text(HEAD + "GlueContext(SparkContext.getOrCreate())\nprint(1)\n")
    before = warm(root)["job.py"].result
    (root / "other.py").write_text("import job\n")

    after = warm(root)

    assert after == cold(root, rules)
    assert before.startswith(b"# Databricks notebook source") is not after["job.py"].result.startswith(b"# Databricks")


def test_other_rules_begin_anew(root: Path, done: list[str]) -> None:
    write_jobs(root)
    before = warm(root)
    (root / "g2l.toml").write_text('disable = ["create-from-catalog"]\n')
    workspace = Workspace.open(root)
    assert len(workspace.problems) == 1
    (root / "g2l.toml").write_text(f'disable = ["{workspace.ruleset.rules[0].id}"]\n')
    done.clear()

    assert warm(root).keys() == before.keys()
    assert len(done) == len(before)


def test_results_are_kept_of_what_processes_found_too(
    root: Path, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "MANY", 2)
    monkeypatch.setattr(many, "_processors", lambda: 2)
    write_jobs(root)
    before = warm(root)

    assert warm(root) == before
    assert {*done} == {"plain.py"}


def test_a_file_that_is_saved_while_others_are_looked_up_is_migrated_as_it_is(root: Path) -> None:
    write_jobs(root)
    warm(root)
    workspace = Workspace.open(root)
    found = migrate_many(workspace, workspace.paths())
    next(iter(found))
    (root / "job_2.py").write_text("print(2)\n")

    assert [each.result for each in found if isinstance(each, Migration)][2] == b"print(2)\n"


def test_without_a_folder_of_ours_nothing_is_left_behind(root: Path) -> None:
    (root / ".g2l").rmdir()
    write_jobs(root)
    before = {path.name for path in root.iterdir()}

    assert warm(root) == warm(root)
    assert {path.name for path in root.iterdir()} == before


def damages(root: Path) -> Iterator[bytes]:
    """Each of the files of the cache in turn, when it is worth a look."""
    yield from (path.read_bytes() for path in sorted((root / CACHE).iterdir()) if path.stat().st_size > 300)


def test_nothing_that_is_planted_damaged_or_exchanged_changes_a_result(root: Path, rules: RuleSet) -> None:
    write_jobs(root)
    wanted = cold(root, rules)
    warm(root)
    contents = list(damages(root))
    deadly = pickle.dumps(_Deadly())
    for planted in (*contents, b"", b"\n", deadly, b"0" * 64 + b"\n" + deadly, contents[0][:-1], contents[0] + b"\0"):
        for path in (root / CACHE).iterdir():
            path.write_bytes(planted)

        assert warm(root) == wanted


def test_what_was_kept_of_another_workspace_does_not_change_a_result(
    root: Path, tmp_path: Path, rules: RuleSet
) -> None:
    write_jobs(root)
    warm(root)
    other = tmp_path / "other"
    other.mkdir()
    write_jobs(other)
    (other / "reading.py").write_text(HEAD + READING.format(given="frame.toDF()", source=CATALOG))
    (root / ".g2l").rename(other / ".g2l")

    assert warm(other) == cold(other, rules)


class _Deadly:
    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (3,)


def test_values_come_back_and_nothing_else_does() -> None:
    held = Either(frozenset({Instance("DynamicFrame"), Many(Symbol("a:b", 1), (None,)), Unknown()}))
    values = {
        ("result", "a"): held,
        ("function", "a"): Function(("frame",)),
        ("derived_from", "a"): frozenset({"\udc80"}),
    }

    assert loaded(dumped(values)) == values
    for hostile in (_Deadly(), os.system, Path("a")):
        with pytest.raises(pickle.UnpicklingError):
            loaded(pickle.dumps(hostile))
