"""The arguments of a job."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration


@pytest.mark.parametrize("name", ["JOB_ID", "JOB_RUN_ID"])
def test_a_name_that_glue_does_not_let_a_job_ask_for_is_told(migrated: Callable[[str], Migration], name: str) -> None:
    before = "import sys\nfrom awsglue.utils import getResolvedOptions\n"

    [finding] = migrated(f'{before}args = getResolvedOptions(sys.argv, ["day", "{name}"])\n').findings

    assert finding.message == f"Glue raises when asked for {name}"


READ = 'getResolvedOptions(sys.argv, ["JOB_NAME", "day"])'
IMPORTS = "import sys\nfrom awsglue.utils import getResolvedOptions\n"
JOBS = {
    "a script": f"args = {READ}\nprint(args['day'])\n",
    "a function that the script runs": f"def main():\n    args = {READ}\n    print(args['day'])\n\n\nmain()\n",
    "a function that a guard runs": (
        f"def main():\n    args = {READ}\n    print(args['day'])\n\n\nif __name__ == '__main__':\n    main()\n"
    ),
    "a function whose result is kept": f"def read():\n    return {READ}\n\n\nargs = read()\n",
}
LIBRARIES = {
    "a class": f"class Job:\n    def __enter__(self):\n        args = {READ}\n        return args['day']\n",
    "a function": f"NAME = 'a'\n\n\ndef arguments():\n    return {READ}\n",
}


@pytest.mark.parametrize("code", JOBS.values(), ids=JOBS)
def test_a_job_without_a_name_is_called_like_its_file(migrated: Callable[[str], Migration], code: str) -> None:
    assert b'"--JOB_NAME", default="job"' in migrated(IMPORTS + code).result


@pytest.mark.parametrize("code", LIBRARIES.values(), ids=LIBRARIES)
def test_a_library_gives_no_job_its_own_name(migrated: Callable[[str], Migration], code: str) -> None:
    assert b'"--JOB_NAME", required=True' in migrated(IMPORTS + code).result


def test_a_module_whose_arguments_others_take_gives_them_no_name(
    migrated_workspace: Callable[[dict[str, str]], dict[str, Migration]],
) -> None:
    settings = f"{IMPORTS}args = {READ}\n"
    job = "from awsglue.context import GlueContext\nfrom settings import args\nprint(args['day'])\n"

    done = migrated_workspace({"settings.py": settings, "job.py": job})

    assert b'"--JOB_NAME", required=True' in done["settings.py"].result


def test_names_that_are_put_together_and_keys_that_are_read_unasked_are_declared_once(
    migrated: Callable[[str], Migration], monkeypatch: pytest.MonkeyPatch
) -> None:
    names = "names = ['JOB_NAME', 'TempDir']\nnames.append('day')\n"
    code = f"{IMPORTS}{names}args = getResolvedOptions(sys.argv, names)\nread = args['TempDir'], args['day']\n"
    monkeypatch.setattr("sys.argv", ["job.py", "--day", "1", "--TempDir", "s3://a"])
    found: dict[str, object] = {}

    exec(migrated(code).result.decode(), found)

    assert found["read"] == ("s3://a", "1")
