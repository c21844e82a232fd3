"""The error of wrong arguments, where it is caught by its name or as any error."""

from __future__ import annotations

from collections.abc import Callable

from g2l_tui.model.change import compose, with_needed
from g2l_tui.model.migration import Migration, Status

Migrate = Callable[..., Migration]

IMPORTS = "import sys\nfrom awsglue.utils import GlueArgumentError, getResolvedOptions\n"
CAUGHT = """
def arguments(argv):
    try:
        return getResolvedOptions(argv, NAMES)
    except (KeyError, GlueArgumentError):
        return {}
"""


def test_it_is_caught_as_an_error_of_argparse(migrated: Migrate) -> None:
    migration = migrated(IMPORTS + CAUGHT.replace("NAMES", '["day"]'))

    text = migration.result.decode()
    assert migration.status is Status.MIGRATED
    assert "raise argparse.ArgumentError(None, message)" in text
    assert "except (KeyError, argparse.ArgumentError):" in text


def test_the_call_and_what_catches_its_error_are_accepted_together(migrated: Migrate) -> None:
    migration = migrated(IMPORTS + CAUGHT.replace("NAMES", '["day"]'))

    for change in migration.changes:
        result = compose(migration.source.content, with_needed([change], migration.changes)).decode()
        assert ("GlueArgumentError):" in result) == ("getResolvedOptions(" in result)


def test_it_stays_where_the_call_stays(migrated: Migrate) -> None:
    migration = migrated(IMPORTS + CAUGHT.replace("NAMES", "**options"))

    assert migration.result == migration.source.content
    assert migration.status is Status.REFUSED


def test_an_error_that_is_caught_where_the_function_is_called_is_raised_as_well(migrated: Migrate) -> None:
    job = 'def main():\n    return getResolvedOptions(sys.argv, ["day"])\n\n\n'
    around = "def run():\n    main()\n\n\ntry:\n    run()\nexcept Exception as error:\n    tell(error)\n"

    assert "raise argparse.ArgumentError" in migrated(IMPORTS + job + around).result.decode()
    assert "raise argparse.ArgumentError" not in migrated(f"{IMPORTS}{job}main()\n").result.decode()


def test_an_error_of_another_sort_is_no_reason_to_raise_one(migrated: Migrate) -> None:
    job = 'try:\n    args = getResolvedOptions(sys.argv, ["day"])\nexcept (ImportError, KeyError):\n    args = {}\n'

    assert "raise argparse.ArgumentError" not in migrated(IMPORTS + job).result.decode()
    assert "raise argparse.ArgumentError" in migrated(IMPORTS + job.replace("ImportError", "Failed")).result.decode()


def test_a_function_that_calls_itself_is_looked_at_once(migrated: Migrate) -> None:
    job = 'def main(again):\n    main(False)\n    return getResolvedOptions(sys.argv, ["day"])\n\n\nmain(True)\n'

    assert "raise argparse.ArgumentError" not in migrated(IMPORTS + job).result.decode()


def test_a_function_that_is_called_in_many_ways_is_looked_at_once(migrated: Migrate) -> None:
    """There are 2^60 ways through these functions."""
    job = 'def call_0():\n    return getResolvedOptions(sys.argv, ["day"])\n\n\n'
    job += "".join(f"def call_{i + 1}():\n    call_{i}()\n    return call_{i}()\n\n\n" for i in range(60))

    assert "raise argparse.ArgumentError" not in migrated(f"{IMPORTS}{job}call_60()\n").result.decode()
    around = "try:\n    call_60()\nexcept Exception:\n    pass\n"
    assert "raise argparse.ArgumentError" in migrated(IMPORTS + job + around).result.decode()
