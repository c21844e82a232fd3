from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from g2l_tui.store.side_by_side import side_by_side


def test_every_one_of_many_items_is_called_for_once() -> None:
    called: list[int] = []

    side_by_side(called.extend, range(1000))

    assert sorted(called) == list(range(1000))


def test_a_few_items_need_no_thread() -> None:
    threads: list[threading.Thread] = []

    side_by_side(lambda _: threads.append(threading.current_thread()), range(4))

    assert threads == [threading.current_thread()]


def test_what_one_of_many_calls_raises_is_raised_when_all_have_returned() -> None:
    called: list[int] = []

    def call(items: Sequence[int]) -> None:
        called.extend(items)
        if 7 in items:
            raise OSError("seven")

    with pytest.raises(OSError, match="seven"):
        side_by_side(call, range(100))

    assert sorted(called) == list(range(100))


def test_where_no_thread_can_be_started_it_is_done_in_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    called: list[int] = []

    side_by_side(called.extend, range(100))

    assert called == list(range(100))
