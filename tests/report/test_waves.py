from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from g2l_tui.report.assessment import Assessment
from g2l_tui.report.waves import waves_of

GLUE = "from awsglue.context import GlueContext\n\nglue = GlueContext()\n"
WRITE = GLUE + 'glue.write_dynamic_frame.from_catalog(frame, database="sales", table_name="{table}")\n'
READ = GLUE + 'rows = glue.create_dynamic_frame.from_catalog(database="sales", table_name="{table}")\n'
Assessed = Callable[..., Assessment]

PATHS = [f"{name}.py" for name in "abcdefgh"]
GRAPHS = st.dictionaries(st.sampled_from(PATHS), st.sets(st.sampled_from(PATHS))).map(
    lambda edges: {path: dict.fromkeys(edges.get(path, set()) - {path}, "imports it") for path in PATHS}
)


def paths(assessment: Assessment) -> list[list[str]]:
    return [[step.path for step in wave] for wave in assessment.waves]


def test_what_is_imported_moves_first(assessed: Assessed) -> None:
    assessment = assessed({"job.py": GLUE + "from lib import context\n", "lib/context.py": GLUE})

    assert paths(assessment) == [["lib/context.py"], ["job.py"]]
    assert assessment.waves[1][0].needs == (("lib/context.py", "imports it"),)


def test_a_job_that_writes_a_table_moves_before_those_that_read_it(assessed: Assessed) -> None:
    assessment = assessed({"a_reader.py": READ.format(table="orders"), "b_writer.py": WRITE.format(table="orders")})

    assert paths(assessment) == [["b_writer.py"], ["a_reader.py"]]
    assert assessment.waves[1][0].needs == (("b_writer.py", "reads table sales.orders, which it writes"),)


def test_files_without_glue_are_in_no_wave_but_carry_needs_on(assessed: Assessed) -> None:
    assessment = assessed({"job.py": GLUE + "import between\n", "between.py": "import base\n", "base.py": GLUE})

    assert paths(assessment) == [["base.py"], ["job.py"]]


def test_a_circle_moves_together(assessed: Assessed) -> None:
    assessment = assessed({"a.py": GLUE + "import b\n", "b.py": GLUE + "import a\n"})

    assert paths(assessment) == [["a.py", "b.py"]]
    assert [step.circle for step in assessment.waves[0]] == [("b.py",), ("a.py",)]


@given(needs=GRAPHS, moving=st.sets(st.sampled_from(PATHS)))
def test_each_file_is_in_one_wave_and_what_it_needs_is_in_none_later(
    needs: dict[str, dict[str, str]], moving: set[str]
) -> None:
    waves = waves_of(needs, moving)

    number = {step.path: index for index, wave in enumerate(waves) for step in wave}
    assert sorted(step.path for wave in waves for step in wave) == sorted(moving)
    assert all(waves)
    for wave in waves:
        for step in wave:
            for need, _ in step.needs:
                if need in number:
                    same = need in step.circle
                    assert number[need] == number[step.path] if same else number[need] < number[step.path]
