"""Names, keys and mappings that are known only when the job runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from g2l_tui.model.migration import Migration, Status

Migrated = Callable[..., Migration]

STEP = """\
from awsglue.dynamicframe import DynamicFrame


def step(frame: DynamicFrame, names, other: DynamicFrame = None):
    return {call}
"""

LISTED = {
    "names: list[str]": "names",
    "names: List[str] = None": "names",
    "names: Optional[List[str]]": "names",
    "names: tuple | None": "names",
    "names: typing.List": "names",
    "names": "_names",
    "names: Iterable[str]": "_names",
    "names: str": "_names",
}


@pytest.fixture(scope="session")
def run(migrated: Migrated) -> Callable[[str], Callable[..., Any]]:
    """Migrates a function that returns what a call gives, and returns the function."""

    def made(call: str) -> Callable[..., Any]:
        migration = migrated(STEP.format(call=call))
        assert migration.status is Status.MIGRATED
        names: dict[str, Any] = {}
        exec(compile(migration.result, "job.py", "exec"), names)
        step: Callable[..., Any] = names["step"]
        return step

    return made


@pytest.mark.parametrize("parameter", LISTED)
def test_a_parameter_that_is_said_to_be_a_list_is_used_as_it_is(migrated: Migrated, parameter: str) -> None:
    code = STEP.replace("names", parameter, 1).format(call="frame.select_fields(names)")

    assert f"    return frame.select(*{LISTED[parameter]})\n" in migrated(code).result.decode()


@pytest.mark.parametrize(
    "lines",
    ["names = [n for n in names]", "names = sorted(names)", "names = list(names)", "names = frame.toDF().columns"],
)
def test_a_variable_that_surely_holds_a_list_is_used_as_it_is(migrated: Migrated, lines: str) -> None:
    code = STEP.replace("def step(frame: DynamicFrame, names", "def step(frame: DynamicFrame, given")
    code = code.format(call="frame.select_fields(names)").replace("    return", f"    {lines}\n    return")

    assert "    return frame.select(*names)\n" in migrated(code).result.decode()


class Recorded:
    """A frame that remembers what is done to it."""

    columns = ("id", "name")

    def __getattr__(self, method: str) -> Callable[..., tuple[Any, ...]]:
        return lambda *arguments: (method, *arguments)


@pytest.mark.parametrize("method", ["select", "drop"])
def test_a_text_is_one_name_as_in_glue(run: Callable[[str], Callable[..., Any]], method: str) -> None:
    step = run(f"frame.{method}_fields(names)")

    assert step(Recorded(), "id") == step(Recorded(), ["id"]) == (method, "id")


@pytest.mark.parametrize("method", ["select", "drop"])
def test_names_that_can_be_gone_through_once_are_all_used(
    run: Callable[[str], Callable[..., Any]], method: str
) -> None:
    step = run(f"frame.{method}_fields(names)")

    assert step(Recorded(), iter(["id", "name"])) == (method, "id", "name")


def test_what_is_computed_is_computed_once(run: Callable[[str], Callable[..., Any]]) -> None:
    step = run("frame.drop_fields(names())")
    given = iter([["id"]])

    assert step(Recorded(), lambda: next(given)) == ("drop", "id")


PATHS = [
    "frame.select_fields(names)",
    "frame.drop_fields(names)",
    'frame.split_fields(names, "a", "b")',
    "frame.rename_field(names[0], names[1])",
    'frame.rename_field(names[0], "b")',
    'frame.apply_mapping([(name, "string", name, "string") for name in names] + [])',
    'frame.apply_mapping([*[("a", "int", name, "int") for name in names]])',
]


@pytest.mark.parametrize("path", ["cust.name", "`a.b`", "`a`"])
@pytest.mark.parametrize("call", PATHS)
def test_a_path_stops_the_job_before_anything_is_done(
    run: Callable[[str], Callable[..., Any]], call: str, path: str
) -> None:
    step = run(call)

    with pytest.raises(ValueError, match="top level"):
        step(None, [path, "id"])


@pytest.mark.parametrize("row", [("a", "b"), ("a", "b", "int"), ("a",), ("a", "int", "b", "int", "c")])
def test_a_mapping_that_is_not_of_four_texts_stops_the_job(
    run: Callable[[str], Callable[..., Any]], row: tuple[str, ...]
) -> None:
    step = run("frame.apply_mapping(names)")

    with pytest.raises(ValueError, match="unpack"):
        step(None, [row])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("frame.select_fields(names)", "one that is missing"),
        ("frame.drop_fields(names)", "takes for a path"),
        ('frame.rename_field(names, "b")', "no column of the new name exists yet"),
        ("frame.join(names, names, other)", "lists of different lengths"),
        ("frame.apply_mapping(names)", "not of four texts"),
    ],
)
def test_a_reviewer_hears_what_is_not_known(migrated: Migrated, call: str, words: str) -> None:
    findings = migrated(STEP.format(call=call)).findings

    assert any(words in finding.message for finding in findings)


@pytest.mark.parametrize("keys", ["frame['id'] == other['id']", "not names", "None", "{'id': 'id'}"])
def test_what_can_be_no_list_of_names_is_refused(migrated: Migrated, keys: str) -> None:
    migration = migrated(STEP.format(call=f"frame.join({keys}, names, other)"))

    assert migration.status is Status.PARTIAL
    assert f"    return frame.join({keys}, names, other)\n" in migration.result.decode()
