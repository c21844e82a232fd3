from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from click.testing import Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from g2l_tui.workspace import answers
from tests.cli.conftest import JOB, environment, run

HELPER = "def read(glueContext):\n    return glueContext.create_dynamic_frame.from_catalog('a', 'b')\n"
USER = JOB + "from helper import read\nread(glueContext).toDF().show()\n"
COMMAND = """
import sys
from g2l_tui.workspace import answers
answers.SETTLED = -10**18
from g2l_tui.cli import commands
try:
    commands(sys.argv[1:])
finally:
    sys.stderr.write(repr(sorted({'g2l_tui.engine', 'msgspec', 'textual'} & sys.modules.keys())))
"""


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were written just now count as those of yesterday."""
    monkeypatch.setattr(answers, "SETTLED", -(10**18))


@pytest.fixture
def known(root: Path) -> Path:
    """A repository with a folder of ours, where answers can be remembered."""
    (root / ".g2l").mkdir()
    return root


@pytest.mark.parametrize("words", [["check", "."], ["migrate", "jobs", "--dry-run"], ["changes"]])
@pytest.mark.parametrize("style", ["text", "json"])
def test_the_same_answer_is_given_without_loading_the_engine(words: list[str], style: str, known: Path) -> None:
    first, second = (_in_a_process(*words, "--format", style) for _ in range(2))

    assert (second.stdout, second.returncode) == (first.stdout, first.returncode)
    assert "g2l_tui.engine" in first.stderr
    assert second.stderr.endswith("[]")


def test_changes_since_a_run_into_an_output_are_told_again_as_long_as_both_trees_stay(
    known: Path, tmp_path: Path
) -> None:
    out = ("--output", str(tmp_path / "out"))
    run("migrate", ".", *out, "--changed")
    assert _asked_twice("changes", *out).stdout == "Nothing has changed.\n"

    (tmp_path / "out" / "plain.py").unlink()

    assert _asked_twice("changes", *out).stdout.startswith("added plain.py\n")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("jobs/orders.py", JOB.replace("sales", "sold!")),
        ("jobs/second.py", JOB),
        ("g2l.toml", 'catalog = "other"\n'),
        (".g2l/rules/mine.toml", "[[rule]]\n"),
        ("pyproject.toml", '[tool.g2l]\ncatalog = "other"\n'),
    ],
)
def test_whatever_is_different_gives_another_answer(path: str, text: str, known: Path) -> None:
    before = _asked_twice("check", "--format", "json")
    (known / path).parent.mkdir(exist_ok=True)
    (known / path).write_text(text)

    after = run("check", "--format", "json")

    assert after.output != before.output


def test_each_option_makes_another_question(known: Path) -> None:
    asked = [("check",), ("check", "--catalog", "other"), ("check", "--format", "json"), ("check", "jobs")]

    for words in asked:
        _asked_twice(*words)

    assert len(list((known / ".g2l" / "cache").iterdir())) == len(asked)


def test_content_counts_also_when_size_and_time_are_put_back(known: Path) -> None:
    orders = known / "jobs" / "orders.py"
    before = orders.stat()
    said = _asked_twice("check")
    orders.write_text(JOB.replace("from_catalog", "from_cutalog"))
    os.utime(orders, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert orders.stat().st_size == before.st_size

    assert run("check").stdout != said.stdout


def test_nothing_is_remembered_of_files_that_changed_just_now(known: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "SETTLED", 10**18)

    _asked_twice("check")

    assert not (known / ".g2l" / "cache").exists()


def test_damaged_answers_are_found_out_again(known: Path) -> None:
    before = _asked_twice("check")
    for kept in (known / ".g2l" / "cache").iterdir():
        kept.write_bytes(kept.read_bytes().replace(b"exit", b"EXIT"))

    assert _asked_twice("check").stdout == before.stdout


def test_answers_that_came_with_a_repository_are_not_believed(
    known: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("XDG_STATE_HOME", str(tmp_path / "theirs"))
        before = _asked_twice("check")
    for kept in (known / ".g2l" / "cache").iterdir():
        signature, _, said = kept.read_bytes().partition(b"\n")
        kept.write_bytes(signature + b"\n" + said.replace(b"migrated", b"harmless"))

    assert run("check").stdout == before.stdout


def test_rules_that_are_linked_from_elsewhere_are_read_each_time(known: Path, tmp_path: Path) -> None:
    (known / ".g2l" / "rules").mkdir()
    (tmp_path / "mine.toml").write_text("")
    (known / ".g2l" / "rules" / "mine.toml").symlink_to(tmp_path / "mine.toml")
    assert _asked_twice("check").exit_code == 0

    (tmp_path / "mine.toml").write_text("[[rule]]\n")

    assert run("check").exit_code == 2


def _asked_twice(*words: str) -> Result:
    first, second = run(*words), run(*words)
    assert (first.stdout, first.exit_code) == (second.stdout, second.exit_code)
    return second


def _in_a_process(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", COMMAND, *words]
    return subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)


TEXTS = (None, "", "a = 1\n", JOB, JOB.replace("sales", "other"), HELPER, HELPER.replace("'b')", "'b').toDF()"), USER)
STEPS = st.lists(
    st.tuples(st.sampled_from(("helper.py", "jobs/a.py", "jobs/b.py", "note.txt")), st.sampled_from(TEXTS)), max_size=3
)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, min_size=1, max_size=3))
def test_answers_equal_those_of_a_cold_run(rounds: list[list[tuple[str, str | None]]]) -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "jobs").mkdir()
        (root / ".g2l").mkdir()
        for steps in rounds:
            for path, text in steps:
                if text is None:
                    (root / path).unlink(missing_ok=True)
                else:
                    (root / path).write_text(text)
            remembered = [_asked_twice(verb, str(root)) for verb in ("check", "changes")]
            shutil.rmtree(root / ".g2l" / "cache")
            cold = [run(verb, str(root)) for verb in ("check", "changes")]
            assert [each.output for each in remembered] == [each.output for each in cold]
