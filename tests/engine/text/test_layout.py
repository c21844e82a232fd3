"""Long chains get a line for each call; what stands around the elements of a list stays where it is."""

from __future__ import annotations

import pytest

from g2l_tui.engine.text.layout import around_elements, broken, lines_of

LISTS = {
    "[]": [""],
    "[ ]": [" "],
    "[(1, 2), 3]": ["", ", ", ""],
    '[("é", 2),  # x (y)\r\n    3,\r\n]': ["", ",  # x (y)\n    ", ",\n"],
    "[  # first\n    (1,),\n]": ["  # first\n    ", ",\n"],
    "[(1), ((2, 3))]": ["", ", ", ""],
}


@pytest.mark.parametrize(("code", "around"), LISTS.items(), ids=LISTS)
def test_commas_line_breaks_and_comments_are_read_without_the_elements(code: str, around: list[str]) -> None:
    assert around_elements(code) == around


def test_an_attribute_goes_with_the_call_that_it_leads_to() -> None:
    code = (
        'frame.select(F.to_json(F.struct("*")).alias("value")).write.format("kafka").option("topic", "orders").save()'
    )

    assert broken(code, "", 0).splitlines() == [
        "(",
        '    frame.select(F.to_json(F.struct("*")).alias("value"))',
        '    .write.format("kafka")',
        '    .option("topic", "orders")',
        "    .save()",
        ")",
    ]


def test_a_chain_that_went_on_behind_a_backslash_is_broken_anew_when_it_grows_too_long() -> None:
    short = "spark.glue_context \\\n    .read.format(kind).load(path)"
    calls = ".option('header', True).option('sep', ';').option('quote', '-').option('escape', '-')"

    assert broken(short, "", 4) == short
    assert broken(short.replace(".load", f"{calls}.load"), "", 4).splitlines()[:3] == [
        "(",
        "    spark.glue_context.read.format(kind)",
        "    .option('header', True)",
    ]


def test_a_long_argument_gets_a_line_for_each_of_its_own() -> None:
    fields = ", ".join(f'F.col("a_long_name_{number}")' for number in range(5))

    assert broken(f'frame.select(F.col("x"), F.struct({fields}).alias("all_of_them"))', "", 0).splitlines() == [
        "frame.select(",
        '    F.col("x"),',
        "    F.struct(",
        *(f'        F.col("a_long_name_{number}"),' for number in range(5)),
        '    ).alias("all_of_them"),',
        ")",
    ]


def test_a_list_that_is_made_for_a_call_gets_lines_of_its_own_when_it_is_too_long() -> None:
    left, right = "a_frame_with_a_long_name", "another_frame_with_a_long_name"
    line = f'_right = {right}.toDF(*[f".{{name}}" if name in {left}.columns else name for name in {right}.columns])'

    assert lines_of(line, "    ") == [
        f"_right = {right}.toDF(",
        "    *[",
        f'        f".{{name}}" if name in {left}.columns else name',
        f"        for name in {right}.columns",
        "    ]",
        ")",
    ]
    assert lines_of("x = 1", "") == ["x = 1"]
    assert lines_of(f"def {'x' * 120}():", "") == [f"def {'x' * 120}():"]
