"""What rests on a statement of another file that stays as it is in Glue says so, and is not called done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.model.finding import Finding, Severity
from g2l_tui.model.migration import Migration, Status
from g2l_tui.model.rests import Rests
from g2l_tui.validators.resting import CODE, Grounds, open_names, with_what_stays_elsewhere

Workspace = Callable[[dict[str, str]], dict[str, Migration]]

HEAD = "from awsglue.context import GlueContext\nfrom pyspark.context import SparkContext\n"
DYNAMODB = 'create_dynamic_frame.from_options("dynamodb", {"table": "orders"})'
READ = f"{HEAD}def read(ctx):\n    frame = ctx.{DYNAMODB}\n    return frame\n"
TABLES = f"""\
{HEAD}class Tables:
    def __init__(self, ctx):
        self.ctx = ctx

    def read(self):
        return self.ctx.{DYNAMODB}
"""
FINE = 'def fine(ctx):\n    return ctx.create_dynamic_frame.from_catalog("a", "b")\n'
JOB = f"{HEAD}ctx = GlueContext(SparkContext.getOrCreate())\n"

RESTING = {
    "a function": (READ, "from lib import read\nread(ctx).toDF().show()\n"),
    "a function of a module": (READ, "import lib\nlib.read(ctx).toDF().show()\n"),
    "a function that takes no context": (
        f"{JOB}def read():\n    frame = ctx.{DYNAMODB}\n    return frame\n",
        "from lib import read\nread().toDF().show()\n",
    ),
    "a function that calls one of its module": (
        f"{READ}def outer(ctx):\n    return read(ctx)\n",
        "from lib import outer\nouter(ctx).toDF().show()\n",
    ),
    "a method": (
        TABLES,
        "from lib import Tables\nTables(ctx).read().toDF().show()\n",
    ),
    "a method of a base": (
        f"{HEAD}class Tables:\n    def read(self, ctx):\n        return ctx.{DYNAMODB}\n",
        "from lib import Tables\nclass Mine(Tables):\n    pass\nMine().read(ctx).toDF().show()\n",
    ),
    "an object that only needs the context": (
        TABLES,
        "from lib import Tables\ntables = Tables(ctx)\n",
    ),
    "a variable": (f"{JOB}frame = ctx.{DYNAMODB}\n", "from lib import frame\nframe.toDF().show()\n"),
    "a write": (
        f"{HEAD}def write(ctx, frame):\n    ctx.write_dynamic_frame.from_options(frame, 'dynamodb', {{}})\n",
        "from lib import write\nwrite(ctx, ctx.create_dynamic_frame.from_catalog('a', 'b'))\n",
    ),
}

NOT_RESTING = {
    "another function of the module": (READ + FINE, "from lib import fine\nfine(ctx).toDF().show()\n"),
    "a function that the refused statement calls": (
        f"{HEAD}def name(ctx):\n    return 'a'\ndef read(ctx):\n    return ctx.{DYNAMODB[:-1]}, name(ctx))\n",
        "from lib import name\nctx.create_dynamic_frame.from_catalog('a', 'b').toDF().show()\nprint(name(ctx))\n",
    ),
    "a text that the refused statement reads": (
        f"{HEAD}TABLE = 'a'\ndef read(ctx):\n    return ctx.{DYNAMODB[:-1]}, TABLE)\n",
        "from lib import TABLE\nctx.create_dynamic_frame.from_catalog('a', TABLE).toDF().show()\n",
    ),
}


def joined(done: dict[str, Migration]) -> dict[str, Migration]:
    grounds = Grounds(lambda path: done[path].rests)
    return {path: with_what_stays_elsewhere(each, grounds) for path, each in done.items()}


def said(migration: Migration) -> list[Finding]:
    return [finding for finding in migration.findings if finding.code == CODE]


@pytest.mark.parametrize(("helper", "use"), RESTING.values(), ids=RESTING)
def test_a_user_of_what_was_refused_is_not_done(migrated_workspace: Workspace, helper: str, use: str) -> None:
    done = joined(migrated_workspace({"lib.py": helper, "job.py": JOB + use}))

    assert done["job.py"].status is Status.PARTIAL
    assert said(done["job.py"])


@pytest.mark.parametrize(("helper", "use"), NOT_RESTING.values(), ids=NOT_RESTING)
def test_a_user_of_what_was_translated_beside_it_is_done(migrated_workspace: Workspace, helper: str, use: str) -> None:
    done = joined(migrated_workspace({"lib.py": helper, "job.py": JOB + use}))

    assert done["lib.py"].status in (Status.PARTIAL, Status.REFUSED)
    assert (done["job.py"].status, said(done["job.py"])) == (Status.MIGRATED, [])


def test_file_line_and_function_are_named(migrated_workspace: Workspace) -> None:
    use = "from lib import read\nread(ctx).toDF().show()\n"

    (finding,) = said(joined(migrated_workspace({"lib.py": READ, "job.py": JOB + use}))["job.py"])

    assert (finding.severity, finding.line, finding.target_line) == (Severity.ERROR, 5, None)
    assert finding.message == "`read` of lib.py is unfinished: line 4 there was left as it is"
    assert finding.hint == "translate line 4 of lib.py first: this line is right when `read` is"


def test_it_is_followed_from_module_to_module_also_in_a_circle(migrated_workspace: Workspace) -> None:
    middle = "from lib import read\nfrom job import main\ndef middle(ctx):\n    return read(ctx)\n"
    job = f"{JOB}from mid import middle\ndef main():\n    return middle(ctx)\nmain().toDF().show()\n"

    done = joined(migrated_workspace({"lib.py": READ, "mid.py": middle, "job.py": job}))

    (finding,) = said(done["job.py"])
    assert finding.message == (
        "`middle` of mid.py needs `read` of lib.py, which is unfinished: line 4 there was left as it is"
    )


def test_a_file_without_glue_of_its_own_is_warned_and_unchanged(migrated_workspace: Workspace) -> None:
    done = joined(migrated_workspace({"lib.py": READ, "run.py": "from lib import read\nprint(read(None))\n"}))

    assert done["run.py"].status is Status.UNCHANGED
    assert [finding.severity for finding in said(done["run.py"])] == [Severity.WARNING]


def test_what_stays_says_who_waits_for_it(migrated_workspace: Workspace) -> None:
    users = {f"job_{number}.py": f"{JOB}from lib import read\nread(ctx).show()\n" for number in range(5)}

    one = migrated_workspace({"lib.py": READ, "job_0.py": users["job_0.py"]})["lib.py"]
    many = migrated_workspace({"lib.py": READ, **users})["lib.py"]

    assert one.findings[0].hint.endswith("; job_0.py waits for `read`")
    assert many.findings[0].hint.endswith("; job_0.py, job_1.py, job_2.py and 2 more wait for `read`")


def test_what_others_cannot_rely_on_is_told_by_name(migrated_workspace: Workspace) -> None:
    helper = f"{READ}{FINE}def outer(ctx):\n    return read(ctx)\n"
    done = migrated_workspace({"lib.py": helper, "job.py": f"{JOB}from lib import fine\nfine(ctx)\n"})

    assert open_names("lib.py", Grounds(lambda path: done[path].rests)) == ("lib.py:outer", "lib.py:read")


NAMES = st.sampled_from([f"{path}:{name}" for path in ("a.py", "b.py") for name in "fgh"])


@given(st.dictionaries(NAMES, st.sets(NAMES, min_size=1)), st.sets(NAMES))
def test_a_name_is_open_when_it_or_anything_behind_it_stays_whoever_asked_before(
    needs: dict[str, set[str]], stays: set[str]
) -> None:
    def rests_of(path: str) -> Rests:
        return Rests(
            stays=tuple((name, 1) for name in sorted(stays) if name.startswith(path)),
            needs=tuple((name, tuple(sorted(each))) for name, each in sorted(needs.items()) if name.startswith(path)),
        )

    is_open = set(stays)
    while more := {name for name, each in needs.items() if each & is_open} - is_open:
        is_open |= more
    grounds = Grounds(rests_of)
    assert {*open_names("a.py", grounds), *open_names("b.py", grounds)} == is_open


def test_a_library_is_gone_through_once_for_all_who_use_it(migrated_workspace: Workspace) -> None:
    lines = [f"def step_{number}(ctx):\n    return step_{number + 1}(ctx)\n" for number in range(9)]
    library = f"{HEAD}{''.join(lines)}{FINE.replace('fine', 'step_9')}"
    jobs = {f"job_{number}.py": f"{JOB}from lib import step_0\nstep_0(ctx).show()\n" for number in range(5)}
    done = migrated_workspace({"lib.py": library, **jobs})
    asked: list[str] = []

    def rests_of(path: str) -> Rests:
        asked.append(path)
        return done[path].rests

    grounds = Grounds(rests_of)
    found = [with_what_stays_elsewhere(done[path], grounds) for path in jobs]

    assert not any(map(said, found))
    assert asked == ["lib.py"] * 10
