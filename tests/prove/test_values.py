from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from g2l_tui.prove.record import Failure, Record, Written, record_as_json, record_from_json
from g2l_tui.prove.samples.sample import Sample
from g2l_tui.prove.values import decode, encode, shown

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary()
    | st.decimals(allow_nan=False)
    | st.dates()
    | st.datetimes()
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner), max_leaves=8
)


@settings(max_examples=40, deadline=None)
@given(VALUES)
def test_values_survive_json(value: object) -> None:
    assert decode(json.loads(json.dumps(encode(value)))) == value


def test_what_was_not_encoded_is_refused() -> None:
    with pytest.raises(ValueError, match="no encoded value"):
        decode({"$": "pickle", "of": "x"})


def test_a_record_survives_its_file() -> None:
    rows = ({"a": Decimal("1.50"), "d": date(2024, 1, 1)}, {"a": None})
    record = Record(
        written=(Written(("main.s.t",), "append", "delta", rows, {"a": "decimal(5,2)"}, ("d",), {"sep": ";"}),),
        failure=Failure("ValueError", "no", 3),
        samples=(Sample("s.t", ({"t": datetime.fromisoformat("2024-01-01")},), {"t": "timestamp"}),),
        effects=("sqs.send_message",),
        doubts=("join-clash-side",),
        notes=("a note",),
        seconds=0.5,
    )

    assert record_from_json(record_as_json(record)) == record


def test_a_file_that_is_no_record_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        record_from_json(b'{"written": 3}')


def test_null_and_the_text_null_look_different() -> None:
    assert (shown(None), shown("NULL"), shown({"a": (1, None)})) == ("NULL", "'NULL'", "{a: [1, NULL]}")
