from __future__ import annotations

import pytest

from g2l_tui.model.source import Source
from g2l_tui.prove.preflight import IntentKind, intents


def kinds(text: str) -> list[IntentKind]:
    return [intent.kind for intent in intents(Source("job.py", text.encode()))]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("import subprocess as sp\nsp.run(['ls'])", IntentKind.SUBPROCESS),
        ("from os import system\nsystem('ls')", IntentKind.SUBPROCESS),
        ("import requests\nrequests.get(url)", IntentKind.NETWORK),
        ("import boto3\nboto3.client('s3')", IntentKind.CLOUD),
        ("import shutil\nshutil.rmtree(path)", IntentKind.DELETE),
        ("glueContext.purge_s3_path('s3://a/b')", IntentKind.DELETE),
        ("spark.sql(f'DROP TABLE {name}')", IntentKind.DELETE),
        ("open(path, 'w')", IntentKind.FILES),
        ("eval(text)", IntentKind.CODE),
        ("import ctypes\nctypes.CDLL(None)", IntentKind.NATIVE),
    ],
)
def test_a_call_that_reaches_out_is_listed(text: str, kind: IntentKind) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize("text", ["open(path)", "spark.sql('SELECT 1')", "frame.count()", "def broken("])
def test_a_call_that_only_reads_is_not(text: str) -> None:
    assert kinds(text) == []


def test_an_intent_names_its_line() -> None:
    [intent] = intents(Source("job.py", b"import os\n\nos.remove('a')\n"))

    assert (intent.path, intent.line, intent.call) == ("job.py", 3, "os.remove('a')")
