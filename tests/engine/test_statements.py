"""Statements: how they share lines, what is left when they go, and the author's own layout."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from g2l_tui.model.migration import Migration, Status

Becomes = Callable[[str], str]
Migrate = Callable[[str], Migration]

JOB = "from awsglue.job import Job\njob = Job(gc)\n"

CASES = {
    "two on a line": ("x = frame.toDF(); y = 1\n", "x = frame; y = 1\n"),
    "the second goes": (f"{JOB}x = 1; job.commit()\n", "x = 1\n"),
    "the first goes": (f"{JOB}job.commit(); x = 1\n", "x = 1\n"),
    "the middle goes": (f"{JOB}x = 1; job.commit(); y = 2\n", "x = 1; y = 2\n"),
    "both go": (f"{JOB}job.init('a', {{}}); job.commit()\nx = 1\n", "x = 1\n"),
    "a trailing semicolon": (f"{JOB}job.commit();\nx = 1\n", "x = 1\n"),
    "a one-line block": (f"{JOB}if c: job.commit()\n", "if c: pass\n"),
    "a one-line block of two": (f"{JOB}if c: job.commit(); x = 1\n", "if c: x = 1\n"),
    "a one-line block rewritten": ("if c: x = frame.toDF()\n", "if c: x = frame\n"),
    "an emptied block": (f"{JOB}if c:\n    job.commit()\nx = 1\n", "if c:\n    pass\nx = 1\n"),
    "an emptied finally": (
        f'{JOB}try:\n    # first\n    x = frame.toDF()\n\n    y = """\n    a"""\nfinally:\n    job.commit()\nz = 1\n',
        '# first\nx = frame\n\ny = """\n    a"""\nz = 1\n',
    ),
    "an emptied finally behind a handler": (
        f"{JOB}try:\n    x = 1\nexcept OSError:\n    x = 2\nfinally:\n    job.commit()\n",
        "try:\n    x = 1\nexcept OSError:\n    x = 2\n",
    ),
    "an emptied finally of a try that loses lines": (
        f"{JOB}def f():\n  try:\n    job.init('a', {{}})\n    return g(\n      1)\n  finally:\n    job.commit()\n",
        "def f():\n  return g(\n    1)\n",
    ),
    "a finally with a comment": (
        f"{JOB}try:\n    x = 1\nfinally:  # always\n    job.commit()\n",
        "try:\n    x = 1\nfinally:  # always\n    pass\n",
    ),
    "a finally on one line": (f"{JOB}try: x = 1\nfinally: job.commit()\n", "try: x = 1\nfinally: pass\n"),
    "a try of which nothing is left": (
        f"{JOB}try:\n    job.init('a', {{}})\nfinally:\n    job.commit()\n",
        "try:\n    pass\nfinally:\n    pass\n",
    ),
    "an emptied function": (f"{JOB}def f():\n    job.commit()\n", "def f():\n    pass\n"),
    "a docstring is left": (f'{JOB}def f():\n    """Doc."""\n    job.commit()\n', 'def f():\n    """Doc."""\n'),
    "an emptied else": (
        f"{JOB}if c:\n    x = 1\nelse:\n    job.commit()\n",
        "if c:\n    x = 1\nelse:\n    pass\n",
    ),
    "an emptied try": (
        f"{JOB}try:\n    job.commit()\nexcept OSError:\n    x = 1\nfinally:\n    job.commit()\n",
        "try:\n    pass\nexcept OSError:\n    x = 1\n",
    ),
    "an emptied loop": (f"{JOB}for i in x:\n    job.commit()\n", "for i in x:\n    pass\n"),
    "an emptied with": (f"{JOB}with a as b:\n    job.commit()\n", "with a as b:\n    pass\n"),
    "an emptied case": (
        f"{JOB}match n:\n    case 1:\n        job.commit()\n    case _:\n        x = 1\n",
        "match n:\n    case 1:\n        pass\n    case _:\n        x = 1\n",
    ),
    "two in an emptied block": (
        f"{JOB}if c:\n    job.init('a', {{}})\n    job.commit()\n",
        "if c:\n    pass\n",
    ),
    "a block that keeps something": (
        f"{JOB}if c:\n    job.commit()\n    x = 1\n",
        "if c:\n    x = 1\n",
    ),
    "nested emptied blocks": (
        f"{JOB}if c:\n    if d:\n        job.commit()\n",
        "if c:\n    if d:\n        pass\n",
    ),
    "a comment behind it stays": (f"{JOB}if c:\n    job.commit()  # done\n", "if c:\n    pass  # done\n"),
    "a comment behind what goes stays": (f"{JOB}job.commit()  # done\nx = 1\n", "# done\nx = 1\n"),
    "a comment above stays": (f"{JOB}# now commit\njob.commit()\nx = 1\n", "# now commit\nx = 1\n"),
    "comments within a call stay": (
        "x = gc.create_dynamic_frame.from_catalog(\n  database='r',  # raw\n  # the table\n  table_name='t',\n)\n",
        '# raw\n# the table\nx = spark.table("main.r.t")\n',
    ),
    "a comment for tools goes": ("x = frame.toDF(  # noqa: E501\n)\n", "x = frame\n"),
    "x = x says nothing": ("frame = frame.toDF()\nx = 1\n", "x = 1\n"),
    "a bare name says nothing": ("frame.toDF()\nx = 1\n", "x = 1\n"),
    "a backslash chain keeps its breaks": (
        "x = frame.toDF() \\\n    .select('a') \\\n    .limit(1)\n",
        "x = frame \\\n    .select('a') \\\n    .limit(1)\n",
    ),
    "a backslash before a rewritten call keeps its break": (
        "x = frame \\\n    .toDF() \\\n    .limit(1)\n",
        "x = frame \\\n    .limit(1)\n",
    ),
    "a backslash chain from the context": (
        "x = gc \\\n    .create_dynamic_frame \\\n    .from_catalog('r', 't') \\\n    .toDF()\n",
        'x = spark \\\n    .table("main.r.t")\n',
    ),
    "a chain in parentheses keeps its breaks": (
        "x = (\n    gc.create_dynamic_frame\n    .from_catalog('r', 't')\n    .toDF()\n    .limit(1)\n)\n",
        'x = (\n    spark.table("main.r.t")\n    .limit(1)\n)\n',
    ),
    "a call in a condition": ("if frame.toDF().count() > 0:\n    x = 1\n", "if frame.count() > 0:\n    x = 1\n"),
    "a call in a loop's head": (
        "for r in frame.toDF().collect():\n    x = 1\n",
        "for r in frame.collect():\n    x = 1\n",
    ),
    "a call in a with": (
        "with open(frame.toDF().first()) as x:\n    pass\n",
        "with open(frame.first()) as x:\n    pass\n",
    ),
    "a call in an assert": ("assert frame.toDF().count(), 'empty'\n", "assert frame.count(), 'empty'\n"),
    "a call in a decorator": (
        "@cached(frame.toDF())\ndef f():\n    pass\n",
        "@cached(frame)\ndef f():\n    pass\n",
    ),
    "a call in a default": ("def f(x=frame.toDF()):\n    pass\n", "def f(x=frame):\n    pass\n"),
    "a call in an f-string": ('x = f"{frame.toDF().count()} rows"\n', 'x = f"{frame.count()} rows"\n'),
    "a call in a subscript": ("x[frame.toDF().count()] = 1\n", "x[frame.count()] = 1\n"),
    "a call in an augmented assignment": ("n += frame.toDF().count()\n", "n += frame.count()\n"),
    "a call in a raise": ("raise E(frame.toDF().count())\n", "raise E(frame.count())\n"),
    "a call in a delete": ("del d[frame.toDF().count()]\n", "del d[frame.count()]\n"),
    "a call in a comprehension": ("x = [a for a in frame.toDF().columns]\n", "x = [a for a in frame.columns]\n"),
    "a call in an async function": (
        "async def f():\n    await g(frame.toDF())\n",
        "async def f():\n    await g(frame)\n",
    ),
    "a call in an elif": (
        "if a:\n    x = 1\nelif frame.toDF().count():\n    x = 2\n",
        "if a:\n    x = 1\nelif frame.count():\n    x = 2\n",
    ),
    "a call in a while": ("while frame.toDF().count():\n    x = 1\n", "while frame.count():\n    x = 1\n"),
    "a call in a match": (
        "match frame.toDF().count():\n    case 0:\n        x = 1\n",
        "match frame.count():\n    case 0:\n        x = 1\n",
    ),
    "a call in a case's guard": (
        "match n:\n    case 0 if frame.toDF().count():\n        x = 1\n",
        "match n:\n    case 0 if frame.count():\n        x = 1\n",
    ),
    "a call in a class's head": (
        "class C(base(frame.toDF())):\n    pass\n",
        "class C(base(frame)):\n    pass\n",
    ),
    "a call in an except": (
        "try:\n    x = 1\nexcept caught(frame.toDF()):\n    x = 2\n",
        "try:\n    x = 1\nexcept caught(frame):\n    x = 2\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=CASES.keys())
def test_a_statement_becomes(becomes: Becomes, before: str, after: str) -> None:
    assert becomes(before) == after


OPERANDS = {
    "or": ("n = (frame or frame).toDF().count()\n", "n = (frame or frame).count()\n"),
    "if": ("n = (frame if c else frame).toDF().count()\n", "n = (frame if c else frame).count()\n"),
    "and, with a method": (
        "x = (a and frame).toDF()\ny = (frame or frame).toDF().limit(1)\n",
        "(frame or frame).limit(1)",
    ),
    "await": (
        "async def g() -> DynamicFrame: ...\nasync def f():\n    return (await g()).toDF().count()\n",
        "(await g()).count()",
    ),
    "walrus": ("n = (z := frame).toDF().count()\n", "n = (z := frame).count()\n"),
    "a filled receiver": (
        "x = (frame or frame).union(frame)\n",
        "x = (frame or frame).unionByName(frame, allowMissingColumns=True)\n",
    ),
}


@pytest.mark.parametrize(("before", "after"), OPERANDS.values(), ids=OPERANDS.keys())
def test_an_expression_that_takes_a_calls_place_keeps_its_parentheses(
    becomes: Becomes, before: str, after: str
) -> None:
    assert after in becomes(before)


def test_setup_lines_stand_before_their_statement_at_its_indent(becomes: Becomes) -> None:
    result = becomes("def f():\n\tx = Join.apply(frame, frame, 'a', 'b')\n\treturn x\n")

    lines = result.splitlines()
    assert lines[1].startswith("\t_right = frame.toDF(")
    assert lines[2].startswith("\tx = frame.join(")
    ast.parse(result)


@pytest.mark.parametrize(
    "code",
    [
        "x = c and Join.apply(frame, frame, 'a', 'b')\n",
        "x = [Join.apply(frame, frame, 'a', 'b') for i in y]\n",
        "x = lambda: Join.apply(frame, frame, 'a', 'b')\n",
        "while Join.apply(frame, frame, 'a', 'b').count():\n    pass\n",
        "x = 1 if c else Join.apply(frame, frame, 'a', 'b')\n",
    ],
)
def test_a_setup_line_that_would_run_at_another_time_is_refused(behind: Migrate, code: str) -> None:
    migration = behind(code)

    assert code in migration.result.decode()
    assert any("needs a line of its own" in finding.message for finding in migration.findings)


@pytest.mark.parametrize(
    "code",
    [
        "if c: x = Join.apply(frame, frame, 'a', 'b')\n",
        "x = 1; y = Join.apply(frame, frame, 'a', 'b')\n",
        "for i in y: x = Join.apply(frame, frame, 'a', 'b'); z = 1\n",
        "x = 1; frame = frame.coalesce(x); y = Join.apply(frame, frame, 'a', 'b')\n",
    ],
)
def test_a_setup_line_without_a_place_for_it_is_refused(behind: Migrate, code: str) -> None:
    migration = behind(code)

    assert migration.status is Status.PARTIAL
    assert "Join.apply(frame, frame, 'a', 'b')" in migration.result.decode()


def test_a_refused_statement_stays_byte_for_byte(behind: Migrate) -> None:
    code = "x = Map.apply(frame = frame,\n     f=lambda r : undefined(r))   # why\n"

    migration = behind(code)

    assert migration.status is Status.PARTIAL
    assert migration.result.decode().endswith(code)


def test_a_finding_says_where_the_construct_is_left(behind: Migrate) -> None:
    migration = behind("x = 1\ny = Map.apply(frame=frame, f=undefined)\n")

    (finding,) = (each for each in migration.findings if each.line == 8)
    assert finding.target_line is not None
    assert migration.result.decode().splitlines()[finding.target_line - 1].startswith("y = Map.apply")


WRITE = 'gc.write_dynamic_frame.from_options(frame, "s3", {"path": "p"}, "json")'


@pytest.mark.parametrize("name", ["x = ", "x=", "x  =  "])
def test_a_name_for_what_a_write_gives_goes_when_nobody_reads_it(becomes: Becomes, name: str) -> None:
    assert becomes(f"{name}{WRITE}\n") == 'frame.write.mode("append").json("p")\n'


@pytest.mark.parametrize("code", ["x = (\n    {}\n)\n", "x = y = {}\nprint(y)\n", "x = {}\nprint(x)\n"])
def test_a_name_that_is_read_or_stands_before_a_bracket_stays(becomes: Becomes, code: str) -> None:
    assert becomes(code.format(WRITE)).startswith("x = ")


def test_a_name_that_a_write_takes_over_and_nobody_reads_again_stays_with_its_frame(becomes: Becomes) -> None:
    assert becomes(f"frame.show()\nframe = {WRITE}\nprint('done')\n") == (
        'frame.show()\nframe.write.mode("append").json("p")\nprint(\'done\')\n'
    )


@pytest.mark.parametrize(
    "code",
    [
        "frame = {}\nprint(frame)\n",
        "for day in days:\n    frame = {}\n",
        "def count():\n    return frame.count()\n\n\nframe = {}\n",
        "def write():\n    global x\n    x = {}\n\n\nprint(x)\n",
        "def write():\n    global x\n    x = {}\n\n\ndef read():\n    return x\n",
    ],
)
def test_a_name_that_may_be_read_again_keeps_the_write_as_it_is(becomes: Becomes, code: str) -> None:
    assert WRITE in becomes(code.format(WRITE))


def test_an_argument_that_is_dropped_may_name_what_has_no_counterpart(becomes: Becomes) -> None:
    assert (
        becomes("x = DynamicFrame.fromDF(frame.toDF().limit(1), frame.glue_ctx, frame.name)\n")
        == "x = frame.limit(1)\n"
    )


LAYOUTS = {
    "lines and a comment for tools": (
        'x = gc.spark_session\ny = s.sql(\n    "select 1"  # nosec\n)\n',
        'y = s.sql(\n    "select 1"  # nosec\n)\n',
    ),
    "a text on lines of its own": (
        'y = s.sql(\n    """\n    select * from raw.t\n    """,  # why\n)\n',
        'y = s.sql(\n    """\n    select * from main.raw.t\n    """,  # why\n)\n',
    ),
    "a chain": (
        "y = (s\n     .sql('select * from raw.t')\n     .where('a > 1'))\n",
        "y = (s\n     .sql('select * from main.raw.t')\n     .where('a > 1'))\n",
    ),
    "other arguments": (
        'frame.toDF().write \\\n  .saveAsTable("raw.t",\n    mode="append",  # more\n    format="delta")\n',
        'frame.write \\\n  .saveAsTable("main.raw.t",\n    mode="append",  # more\n    format="delta")\n',
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), LAYOUTS.values(), ids=LAYOUTS.keys())
def test_of_a_call_of_spark_only_the_table_is_touched(becomes: Becomes, before: str, after: str) -> None:
    head = "s = gc.spark_session\n"

    assert becomes(head + before).removeprefix("x = spark\n").replace("x = s\n", "") == after


def test_no_blank_line_is_left_at_the_top_of_a_block(becomes: Becomes) -> None:
    assert becomes(f"{JOB}try:\n    job.init('x', {{}})\n\n\n    x = 1\nfinally:\n    y = 2\n") == (
        "try:\n    x = 1\nfinally:\n    y = 2\n"
    )


def test_no_blank_lines_are_left_between_what_goes(becomes: Becomes) -> None:
    assert becomes(f"x = 0\n\n{JOB}\njob.init('x', {{}})\n\njob.commit()\n\nx = 1\n") == "x = 0\n\nx = 1\n"
    assert becomes(f"{JOB}def f():\n    job.init('x', {{}})\n\n    job.commit()\n\n    x = 1\n") == (
        "def f():\n    x = 1\n"
    )


def test_a_change_says_each_of_its_assumptions_once(behind: Callable[[str], Migration]) -> None:
    java = "Path = sc._gateway.jvm.org.apache.hadoop.fs.Path\nfs = sc._gateway.jvm.org.apache.hadoop.fs.FileSystem.get("
    code = f"from pyspark.context import SparkContext\nsc = SparkContext()\n{java}sc._jsc.hadoopConfiguration())\n"

    change = behind(f"{code}fs.rename(Path('s3://a/b'), Path('s3://a/c'))\n").changes[-1]

    assert any("leaves a file alone" in sentence for sentence in change.assumptions)
    assert " ".join(change.assumptions).count("leaves a file alone") == 1
