"""What was done, told in the time of whoever reads it, and in the order in which it was done."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timezone

import pytest

from g2l_tui.errors import RollbackError
from g2l_tui.model.operation import FileRecord, OddBackup, Operation, OperationKind, Past
from g2l_tui.workspace.past import operation_named, past_as_lines


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def accepted(number: int, month: int, day: int, hour: int = 0, minute: int = 0) -> Operation:
    moment = datetime(2026, month, day, hour, minute, tzinfo=timezone.utc)
    file = FileRecord("a.py", None, "0" * 64, 0, 0)
    return Operation(f"{moment:%Y%m%dT%H%M%SZ}-{number:06}-accept", number, OperationKind.ACCEPT, moment, (file,))


def test_the_hour_that_comes_twice_is_told_apart_by_its_zone(berlin: None) -> None:
    past = Past((accepted(2, 10, 25, 1, 30), accepted(1, 10, 25, 0, 30)))

    times = [line.split("  ")[1] for line in past_as_lines(past)]

    assert times == ["2026-10-25 02:30:00 +0100", "2026-10-25 02:30:00 +0200"]


def test_the_hour_that_is_left_out_leaves_the_order_as_it_was(berlin: None) -> None:
    past = Past((accepted(2, 3, 29, 1, 0), accepted(1, 3, 29, 0, 59)))

    times = [line.split("  ")[1] for line in past_as_lines(past)]

    assert times == ["2026-03-29 03:00:00 +0200", "2026-03-29 01:59:00 +0100"]


def test_an_odd_backup_says_what_is_wrong_with_it_where_it_is_asked_for() -> None:
    past = Past((accepted(2, 1, 1),), (OddBackup("20260101T000000Z-000001-accept", "It is damaged."),))

    with pytest.raises(RollbackError, match="It is damaged"):
        operation_named(past, "20260101T000000Z-000001-accept")
    with pytest.raises(RollbackError, match="There is no operation 7"):
        operation_named(past, "7")
    assert operation_named(past, "2") == past.operations[0]
