"""Bytes outside the edits stay what they were, whatever the file's encoding and line ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from g2l_tui.model.change import compose
from g2l_tui.model.migration import Migration, Status

Migrate = Callable[..., Migration]

BEFORE = """\
# Größe
from awsglue.context import GlueContext

gc = GlueContext()
name = "é"; frame = gc.create_dynamic_frame.from_catalog("raw", "orders")  # ü
if name:
    df = frame.toDF().select("ö")  # ß

print("ä")
"""
AFTER = """\
# Größe
from pyspark.sql import SparkSession

spark = SparkSession.builder.getOrCreate()
name = "é"; frame = spark.table("main.raw.orders")  # ü
if name:
    df = frame.select("ö")  # ß

print("ä")
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
@pytest.mark.parametrize(
    ("cookie", "codec"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("# -*- coding: latin-1 -*-\n", "latin-1"),
        ("#!/usr/bin/env python\n# vim: set fileencoding=cp1252 :\n", "cp1252"),
        ("# coding: utf8\n", "utf-8"),
        ("# coding: utf-8\n", "utf-8-sig"),
        ("# coding: iso-8859-15\n", "iso-8859-15"),
        ("# coding: mac-roman\n", "mac-roman"),
    ],
)
@pytest.mark.parametrize("ends", [True, False], ids=["final newline", "none"])
def test_encoding_and_line_ends_are_kept(
    migrated: Migrate,
    cookie: str,
    codec: str,
    newline: str,
    ends: bool,  # noqa: FBT001
) -> None:
    before, after = (
        (cookie + text if ends else (cookie + text).removesuffix("\n")).replace("\n", newline).encode(codec)
        for text in (BEFORE, AFTER)
    )

    migration = migrated(before)

    assert migration.status is Status.MIGRATED
    assert migration.result == after


HEAD = b"""\
from awsglue.context import GlueContext
gc = GlueContext()
frame = gc.create_dynamic_frame.from_catalog('a', 'b')
"""
DONE = b"""\
from pyspark.sql import SparkSession
spark = SparkSession.builder.getOrCreate()
frame = spark.table("main.a.b")
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b"if a:\n\tx = frame.toDF()\n\tif b:\n\t        y = x\n", b"if a:\n\tx = frame\n\tif b:\n\t        y = x\n"),
        (b"\x0c\nx = frame.toDF().limit(1)\n", b"\x0c\nx = frame.limit(1)\n"),
        (b"\x0cx = frame.toDF().limit(1)\n", b"\x0cx = frame.limit(1)\n"),
        (b"y = '\x0c'; x = frame.toDF()\n", b"y = '\x0c'; x = frame\n"),
        (b"y = '\x0b\x1c\xc2\x85\xe2\x80\xa8'; x = frame.toDF()\n", b"y = '\x0b\x1c\xc2\x85\xe2\x80\xa8'; x = frame\n"),
        (b'y = """a\r\nb\rc\n"""\nx = frame.toDF()\n', b'y = """a\r\nb\rc\n"""\nx = frame\n'),
        (b"x = frame.toDF()   \n\n\n\n\n   \ny = 1", b"x = frame   \n\n\n\n\n   \ny = 1"),
        (b"x = frame.toDF()\n\ty = 1\n"[:17] + b"y = '\xf0\x9f\x98\x80'; z = frame.toDF()\n",
         b"x = frame\ny = '\xf0\x9f\x98\x80'; z = frame\n"),
        ("ﬁ = ñ = frame.toDF()\n".encode(), "ﬁ = ñ = frame\n".encode()),
        (b"x = frame.toDF().select(\n  'a',\n\n  'b' ,)\n", b"x = frame.select(\n  'a',\n\n  'b' ,)\n"),
        (b"x = (frame\r\n  .toDF()\n  .limit(1))\r", b"x = (frame\n  .limit(1))\r"),
    ],
    ids=["tabs", "form feed line", "form feed indent", "form feed in text", "odd separators in text",
         "all line ends in text", "blank lines", "emoji", "normalised names", "odd layout", "mixed line ends"],
)  # fmt: skip
def test_odd_bytes_are_kept(migrated: Migrate, before: bytes, after: bytes) -> None:
    assert migrated(HEAD + before).result == DONE + after


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_new_lines_end_as_the_files_first_line_does(migrated: Migrate, newline: str) -> None:
    text = "from awsglue.transforms import Join\nx = Join.apply(a, b, 'k', 'k')\n".replace("\n", newline)

    result = migrated(text).result.decode()

    assert result.count(newline) == len(result.splitlines())
    assert result.replace(newline, "").isprintable()


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_lines_of_a_statement_that_is_broken_end_so_too(migrated: Migrate, newline: str) -> None:
    paths = ", ".join(f'"s3://acme-landing-zone/orders/{year}/"' for year in range(2020, 2024))
    text = (
        "from awsglue.context import GlueContext\n\n\ndef rows(glue: GlueContext):\n"
        f"    return glue.create_dynamic_frame.from_options('s3', {{'paths': [{paths}]}}, format='json')\n"
    )

    unix, own = migrated(text).result, migrated(text.replace("\n", newline)).result

    assert unix.count(b"\n") > text.count("\n")
    assert own == unix.replace(b"\n", newline.encode())


def test_an_encoding_with_two_spellings_is_not_touched_or_kept(migrated: Migrate) -> None:
    before = "# coding: iso-2022-jp\n# 表\n".encode("iso-2022-jp") + HEAD + "x = '表'\n".encode("iso-2022-jp")

    migration = migrated(before)

    if migration.status is Status.MIGRATED:
        assert migration.result.endswith("x = '表'\n".encode("iso-2022-jp"))
    else:
        assert migration.result == before


@pytest.mark.parametrize("codec", ["shift_jis", "gbk", "big5", "euc_kr", "euc-jp"])
def test_encodings_of_several_bytes_are_kept(migrated: Migrate, codec: str) -> None:
    comment = {"euc_kr": "한"}.get(codec, "表")
    text = f"# coding: {codec}\n# {comment}\n{HEAD.decode()}x = '{comment}'; y = frame.toDF()  # {comment}\n"

    migration = migrated(text.encode(codec))

    expected = f"# coding: {codec}\n# {comment}\n{DONE.decode()}x = '{comment}'; y = frame  # {comment}\n"
    assert migration.result == expected.encode(codec)


def test_no_change_made_gives_every_byte_back(migrated: Migrate) -> None:
    source = BEFORE.replace("\n", "\r\n").encode("utf-8-sig")

    assert compose(source, ()) == source
    assert compose(source, migrated(source).changes) != source
