"""An argument that goes takes what it does with it: that is told, or refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import Fidelity
from g2l_tui.model.migration import Migration, Status

Becomes = Callable[[str], str]
Codes = Callable[[str], list[str]]
Migrate = Callable[[str], Migration]


@pytest.mark.parametrize("context", ["note('read')", "f'{note(1)}'", "names.next_one()", "('a', note)[1]()"])
def test_a_call_that_may_do_more_than_give_a_value_is_told(behind: Migrate, context: str) -> None:
    migration = behind(f"x = frame.drop_fields(['a'], transformation_ctx={context})\n")

    [finding] = migration.findings
    assert finding.code == "G2L190"
    assert "is not called any more: it stood in `transformation_ctx`" in finding.message
    assert migration.changes[-1].fidelity is Fidelity.APPROXIMATE


@pytest.mark.parametrize(
    "context",
    ["str(1)", "f'{name}_x'", "'_'.join([a, b])", "'a{}'.format(1)", "args['x'].lower()", "prefix + str(len(names))",
     "lambda: note(1)"],
)  # fmt: skip
def test_one_that_only_gives_a_value_goes_without_a_word(codes: Codes, context: str) -> None:
    assert codes(f"x = frame.drop_fields(['a'], transformation_ctx={context})\n") == []


def test_the_standard_library_only_gives_values(codes: Codes) -> None:
    assert codes("import uuid\nx = frame.drop_fields(['a'], transformation_ctx=str(uuid.uuid4()))\n") == []


def test_a_name_that_is_bound_inside_an_argument_is_not_lost(behind: Migrate) -> None:
    code = "x = frame.drop_fields(['a'], transformation_ctx=(kept := 'x'))\nprint(kept)\n"

    migration = behind(code)

    assert code in migration.result.decode()
    assert migration.status is Status.PARTIAL


def test_what_is_read_for_a_job_that_goes_is_told(behind: Migrate) -> None:
    migration = behind("from awsglue.job import Job\njob = Job(gc)\njob.init(read_name(), {})\n")

    assert ["`read_name()`" in finding.message for finding in migration.findings] == [True]
