"""Names of Python's own that the new code calls, where the author uses them for something else."""

from __future__ import annotations

from collections.abc import Callable

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[[str], Migration]

ARGUMENTS = "import sys\nfrom awsglue.utils import getResolvedOptions\n"


def test_new_code_does_not_call_a_function_of_python_whose_name_the_author_took(migrated: Migrate) -> None:
    migration = migrated(f"{ARGUMENTS}vars = ['day']\nargs = getResolvedOptions(sys.argv, vars)\n")

    [finding] = migration.findings
    assert migration.status is Status.REFUSED
    assert (finding.code, finding.hint) == ("G2L108", "rename your `vars`: the new code needs the name")


def test_a_name_that_is_taken_elsewhere_is_in_nobodys_way(migrated: Migrate) -> None:
    other = "def show(vars):\n    return vars()\n"

    migration = migrated(f"{ARGUMENTS}{other}args = getResolvedOptions(sys.argv, ['day'])\n")

    assert migration.status is Status.MIGRATED
    assert "args = vars(_parser.parse_known_args()[0])\n" in migration.result.decode()
