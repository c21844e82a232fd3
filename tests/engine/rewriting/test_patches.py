"""Methods that a module gave to DynamicFrame become calls of its functions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import with_needed
from g2l_tui.model.migration import Migration, Status

Becomes = Callable[[str], str]
Migrate = Callable[..., Migration]
Workspace = Callable[[dict[str, str]], dict[str, Migration]]

CASES = {
    "one that gives a frame": (
        ("def only(self, state):\n    return self.coalesce(state)\nDynamicFrame.only = only\n"
        "x = frame.only(9).toDF()\n"),
        "def only(self, state):\n    return self.coalesce(state)\nx = frame.transform(only, 9)\n",
    ),
    "one that gives a DataFrame": (
        "def plain(self):\n    return self.toDF()\nDynamicFrame.plain = plain\nx = frame.plain().union(y)\n",
        "def plain(self):\n    return self\nx = frame.transform(plain).union(y)\n",
    ),
    "one that gives something else": (
        "def size(self, *, by=1):\n    return self.count() * by\nDynamicFrame.size = size\nx = frame.size(by=2)\n",
        "def size(self, *, by=1):\n    return self.count() * by\nx = size(frame, by=2)\n",
    ),
    "one of a chain": (
        (
            "def same(self):\n    return self\nDynamicFrame.same = same\n"
            "x = frame.same().drop_fields(['a']).same().count()\n"
        ),
        "def same(self):\n    return self\nx = frame.transform(same).drop('a').transform(same).count()\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_a_call_of_the_method_calls_the_function(becomes: Becomes, before: str, after: str) -> None:
    assert becomes(before).replace('"a"', "'a'") == after


REFUSED = {
    "nobody calls it": "def f(self):\n    return self\nDynamicFrame.f = f\n",
    "a method of the context": "def f(self):\n    return self\nGlueContext.f = f\n",
    "a function from elsewhere": "from elsewhere import f\nDynamicFrame.f = f\nx = frame.f()\n",
    "a name that means something else there": (
        "def f(self):\n    return self\nDynamicFrame.f = f\ndef g(f):\n    return frame.f()\n"
    ),
    "a call that is refused": (
        "def f(self, g):\n    return self\nDynamicFrame.f = f\nx = frame.f(frame.relationalize)\n"
    ),
    "a property": "DynamicFrame.f = property(lambda self: self)\nx = frame.f\n",
}


@pytest.mark.parametrize("code", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_called_by_its_name_is_refused(behind: Migrate, code: str) -> None:
    migration = behind(code)

    patch = next(line for line in code.splitlines() if "Dynamic" in line or "Glue" in line)
    assert migration.status is Status.PARTIAL
    assert patch in migration.result.decode()


def test_a_method_that_other_files_call_stays(migrated_workspace: Workspace) -> None:
    head = (
        "from awsglue.context import GlueContext\nfrom awsglue.dynamicframe import DynamicFrame\ngc = GlueContext()\n"
    )
    read = "gc.create_dynamic_frame.from_catalog('a', 'b')"
    patch = "def f(self):\n    return self\n\n\nDynamicFrame.f = f\n"
    files = {"lib.py": f"{head}{patch}x = {read}.f()\n", "job.py": f"{head}import lib\nx = {read}.f()\n"}

    done = migrated_workspace(files)

    assert "DynamicFrame.f = f\n" in done["lib.py"].result.decode()
    assert ".f()" in done["job.py"].result.decode()
    assert {migration.status for migration in done.values()} == {Status.PARTIAL}


def test_the_method_goes_only_with_all_its_calls(behind: Migrate) -> None:
    migration = behind("def f(self):\n    return self\nDynamicFrame.f = f\nx = frame.f()\ny = frame.f()\n")
    by_line = {change.line: change for change in migration.changes}

    assert {10, 11} <= {change.line for change in with_needed([by_line[9]], migration.changes)}
