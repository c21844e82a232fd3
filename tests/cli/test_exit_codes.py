"""Exit codes as of other linters, by verb: 0 nothing left to do, 1 something needs a person, 2 it could not run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from g2l_tui.cli import commands
from tests.cli.conftest import BROKEN, JOB, PLAIN, run

REFUSED = 'glueContext.purge_table("sales", "orders")\n'
FAILING_RULE = """\
[[rule]]
id = "mine"
summary = "Nothing."
match = "DynamicFrame.mine(self) -> DynamicFrame"
fidelity = "exact"
rewrite = "$self"
why = "None."

[[rule.example]]
before = "a = 1"
after = "a = 2"
"""


@pytest.fixture
def clean(root: Path) -> Path:
    """A repository in which nothing is left to do."""
    (root / "jobs" / "orders.py").write_text(PLAIN)
    (root / "done.json").write_text('{"schema": 1, "files": {}}')
    (root / "votes.json").write_text('{"schema": 1, "files": {}}')
    run("migrate", ".", "--changed")
    return root


@pytest.fixture
def busy(root: Path) -> Path:
    """A repository with work for a person: a refused statement, a damaged log and backup, rules that do not hold."""
    run("migrate", "jobs")
    (root / "jobs" / "purge.py").write_text(JOB + REFUSED)
    (root / "broken.py").write_text(BROKEN)
    (root / "none.json").write_text('{"schema": 1, "files": {}}')
    digest = "0" * 64
    votes = f'{{"schema": 1, "files": {{"jobs/gone.py": {{"one": {{"{digest}": %s}}}}}}}}'
    (root / "ada.json").write_text(votes % '{"accepted": ["ada"]}')
    (root / "bob.json").write_text(votes % '{"rejected": ["bob"]}')
    (root / "plugin.py").write_text("raise RuntimeError('no')\n")
    (root / ".g2l" / "rules").mkdir()
    (root / ".g2l" / "rules" / "mine.toml").write_text(FAILING_RULE)
    for file in (*(root / ".g2l" / "backups").rglob("orders.py"), root / ".g2l" / "audit.jsonl"):
        file.chmod(0o600)
        file.write_text(file.read_text().replace("orders", "others"))
    return root


NOTHING_LEFT = [
    "migrate .", "migrate . --dry-run", "migrate . --output ../out", "check", "check --baseline done.json", "analyze",
    "changes", "history", "undo", "redo", "prune --keep 3", "verify", "report", "audit", "plugins",
    "rules list", "rules show to-df", "rules test to-df", "rules new other", "config show", "config schema",
    "decisions export", "decisions merge votes.json", "decisions import votes.json", "patches . --output ../patches",
    "prove plain.py --yes", "demo --to ../sample", "--version", "--help",
]  # fmt: skip
NEEDS_A_PERSON = [
    "migrate .", "migrate . --dry-run --diff", "migrate . --output ../out", "migrate . --decisions ada.json", "check",
    "check broken.py", "check --baseline none.json", "check --format json", "check --format sarif", "changes", "verify",
    "report", "report --format html", "audit", "plugins --plugin plugin.py", "rules test mine",
    "decisions merge ada.json bob.json", "decisions import ada.json", "prove jobs/purge.py",
]  # fmt: skip
CANNOT_RUN = [
    "", ".", "open nowhere", "serve nowhere", "demo --to jobs", "migrate", "migrate nowhere", "check nowhere",
    "analyze nowhere", "changes nowhere", "history nowhere", "rollback 9999", "undo nowhere", "redo nowhere",
    "prune nowhere", "prune --keep -1", "verify nowhere", "rules show nothing", "rules test nothing", "rules new 'A B'",
    "config show nowhere", "config show --config nowhere.toml", "report nowhere", "report --format pdf",
    "audit nowhere", "decisions export nowhere", "decisions merge nowhere.json", "decisions import g2l.toml",
    "patches nowhere --output out", "patches .", "plugins --plugin nowhere.py", "prove nowhere", "prove",
    "check --baseline nowhere.json", "check --nothing", "nonsense",
]  # fmt: skip


@pytest.mark.parametrize("words", NOTHING_LEFT)
def test_nothing_left_to_do_is_0(words: str, clean: Path) -> None:
    result = run(*words.split())

    assert (result.exit_code, "Traceback" in result.output) == (0, False)


@pytest.mark.parametrize("words", NEEDS_A_PERSON)
def test_what_needs_a_person_is_1(words: str, busy: Path) -> None:
    result = run(*words.split())

    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    assert result.output


@pytest.mark.parametrize("words", CANNOT_RUN)
def test_what_cannot_run_is_2_with_one_sentence(words: str, root: Path) -> None:
    result = run(*words.split())

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("g2l-tui: ")
    assert result.stderr.endswith(".\n") or result.stderr.endswith(".)\n") or result.stderr.endswith("?\n")
    assert result.stderr.count("\n") == 1


def test_every_verb_has_its_rows() -> None:
    tried = [words.split() for words in (*NOTHING_LEFT, *NEEDS_A_PERSON, *CANNOT_RUN)]
    without = [verb for verb in _verbs(commands) if not any(words[: len(verb)] == list(verb) for words in tried)]

    assert without == []
    assert ("rules", "new") in set(_verbs(commands))


def _verbs(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        verb = group.get_command(context, name)
        if isinstance(verb, click.Group):
            yield from _verbs(verb, *above, name)
        else:
            yield (*above, name)
