"""Files that cannot be dealt with are told, and left alone; nothing raises."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Migrate = Callable[..., Migration]

GLUE = b"from awsglue.context import GlueContext\ngc = GlueContext()\n"
FRAME = b"frame = gc.create_dynamic_frame.from_catalog('a', 'b')\n"

FAILED = {
    "Python 2 print": (GLUE + b"print 'x'\n", "G2L003", 3),
    "Python 2 print of a name": (GLUE + b"print x, y\n", "G2L003", 3),
    "Python 2 except": (GLUE + b"try:\n    pass\nexcept E, e:\n    pass\n", "G2L003", 5),
    "Python 2 exec": (GLUE + b"exec 'x'\n", "G2L003", 3),
    "Python 2 raise": (GLUE + b"raise E, 'x'\n", "G2L003", 3),
    "Python 2 backticks": (GLUE + b"x = `y`\n", "G2L003", 3),
    "Python 2 number": (GLUE + b"x = 0777\n", "G2L003", 3),
    "Python 2 inequality": (GLUE + b"if x <> y: pass\n", "G2L003", 3),
    "a line magic": (b"%glue_version 3.0\n" + GLUE, "G2L004", 1),
    "a cell magic": (b"%%sql\nselect 1\n" + GLUE, "G2L004", 1),
    "a shell escape": (GLUE + b"!pip install x\n", "G2L004", 3),
    "an indented magic": (GLUE + b"if x:\n    %time y\n", "G2L004", 4),
    "open parenthesis": (GLUE + b"f(\n", "G2L001", 3),
    "bad indentation": (GLUE + b"  x = 1\n", "G2L001", 3),
    "open text": (GLUE + b'x = """\n', "G2L001", 3),
    "mixed tabs": (GLUE + b"if x:\n        y\n\tz\n", "G2L001", 5),
    "undecodable": (GLUE + b"x = '\xff'\n", "G2L002", 3),
    "undecodable by its cookie": (b"# coding: ascii\n" + GLUE + b"# \xe9\n", "G2L002", 4),
    "an unknown cookie": (b"# coding: nonsense\n" + GLUE, "G2L002", 1),
    "a codec that gives no text": (b"# coding: rot13\n" + GLUE, "G2L002", 1),
    "null bytes": (GLUE + b"x = 1\0\n", "G2L001", 3),
    "merge marks": (GLUE + b"<<<<<<< HEAD\nx = 1\n=======\n", "G2L001", 3),
    "deep brackets": (GLUE + b"x = " + b"[" * 5000 + b"]" * 5000, "G2L001", 3),
    "deep signs": (GLUE + b"x = " + b"-" * 50_000 + b"1\n", "G2L001", 1),
}


@pytest.mark.parametrize(("content", "code", "line"), FAILED.values(), ids=FAILED.keys())
def test_a_file_that_cannot_be_read_is_left_alone(migrated: Migrate, content: bytes, code: str, line: int) -> None:
    migration = migrated(content)

    assert migration.status is Status.FAILED
    assert migration.result == content
    assert (migration.changes, migration.ledger) == ((), ())
    (finding,) = migration.findings
    assert finding.code in {"G2L001", "G2L002", "G2L003", "G2L004"}
    assert finding.message
    assert finding.hint


@pytest.mark.parametrize("name", FAILED)
def test_the_reason_and_the_line_are_told(migrated: Migrate, name: str) -> None:
    content, code, line = FAILED[name]

    (finding,) = migrated(content).findings

    assert (finding.code, finding.line) == (code, line)


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-32"])
def test_a_file_that_an_editor_saved_as_utf_16_is_not_called_free_of_glue(migrated: Migrate, codec: str) -> None:
    assert migrated((GLUE + FRAME).decode().encode(codec)).status is Status.FAILED


def test_a_file_without_glue_is_not_even_parsed(migrated: Migrate) -> None:
    content = b"print 'python 2'\nf(\n\xff\0"

    migration = migrated(content)

    assert (migration.status, migration.result, migration.findings) == (Status.UNCHANGED, content, ())


LARGE = {
    "a chain of 500 calls": GLUE + FRAME + b"x = frame.toDF()" + b".filter('a')" * 500 + b"\n",
    "a chain of frames": GLUE + FRAME + b"x = frame" + b".coalesce(1)" * 150 + b"\n",
    "500 operands": GLUE + FRAME + b"x = " + b" + ".join([b"frame.toDF().count()"] * 400) + b"\n",
    "90 nested calls": GLUE + FRAME + b"x = " + b"f(" * 90 + b"frame.toDF()" + b")" * 90 + b"\n",
    "19 nested blocks": GLUE + FRAME
    + b"".join(b" " * n + b"if x:\n" for n in range(19)) + b" " * 19 + b"y = frame.toDF()\n",
    "5000 lines": GLUE + FRAME + b"x = frame.toDF()\n" * 5000,
    "a dictionary of 20000": GLUE + FRAME + b"x = {" + b"'a': 1, " * 20_000 + b"}\ny = frame.toDF()\n",
    "a text of a megabyte": GLUE + FRAME + b"x = '" + b"a" * 1_000_000 + b"'\ny = frame.toDF()\n",
    "a text of 5000 pieces": GLUE + FRAME + b"x = (" + b"'a'\n" * 5000 + b")\ny = frame.toDF()\n",
}  # fmt: skip


@pytest.mark.parametrize("name", LARGE)
def test_what_is_large_is_migrated_all_the_same(migrated: Migrate, name: str) -> None:
    migration = migrated(LARGE[name])

    assert migration.status is Status.MIGRATED
    assert b".toDF()" not in migration.result


DEEP = {
    "a chain of 3000 calls": GLUE + FRAME + b"x = frame" + b".toDF()" * 3000 + b"\n",
    "3000 operands": GLUE + FRAME + b"x = " + b" + ".join([b"frame.toDF().count()"] * 3000) + b"\n",
    "a chain of attributes": GLUE + b"import awsglue.job, a" + b".a" * 5000 + b"\n",
    "a mapping in 5000 pieces": GLUE + b"from awsglue.transforms import *\n" + FRAME
    + b"x = ApplyMapping.apply(frame, [(" + b"'a' " * 5000 + b", 'string', 'b', 'int')])\n",
    "a mapping in deep parentheses": GLUE + b"from awsglue.transforms import *\n" + FRAME
    + b"x = ApplyMapping.apply(frame, [(" + b"(" * 150 + b"'a'" + b")" * 150 + b", 'string', 'b', 'int')])\n",
    "an import of 5000 names": b"from awsglue.transforms import (Map, " + b"Filter as f,\n" * 5000 + b")\n"
    + GLUE + FRAME + b"x = Map.apply(frame, g)\n",
}  # fmt: skip


@pytest.mark.parametrize("content", DEEP.values(), ids=DEEP.keys())
def test_what_nests_beyond_reason_does_not_end_the_process(content: bytes) -> None:
    script = (
        "import sys\n"
        "from g2l_tui.config import Settings\n"
        "from g2l_tui.engine.migrate import migrate\n"
        "from g2l_tui.engine.project import survey\n"
        "from g2l_tui.model.source import Source\n"
        "from g2l_tui.paths import builtin_rules\n"
        "from g2l_tui.ruleset.load import load_rules\n"
        "rules = load_rules([builtin_rules()])[0]\n"
        "source = Source('job.py', sys.stdin.buffer.read())\n"
        "print(migrate(source, rules, Settings(), survey([source], rules)).status.value)\n"
    )

    done = subprocess.run([sys.executable, "-c", script], input=content, capture_output=True, check=False)

    assert done.returncode == 0, done.stderr.decode()[-500:]
    assert done.stdout.decode().strip() in {"migrated", "partial", "refused", "failed", "unchanged"}


def test_the_marks_of_a_conflict_are_told_by_their_name(migrated: Migrate) -> None:
    [finding] = migrated(GLUE + b"<<<<<<< HEAD\nx = 1\n=======\n").findings

    assert finding.message == "Not Python 3: git left the marks of a conflict here"
