"""Processes that work for this one."""

from __future__ import annotations

import pickle
from types import MappingProxyType

import pytest

from g2l_tui.workspace.servants import Servant, packed


def test_a_process_that_ends_without_an_answer_is_noticed() -> None:
    servant = Servant("g2l_tui.workspace.survey:nothing_of_this_name")

    with pytest.raises(EOFError):
        servant.connection.recv()
    assert servant.ended() == 1
    servant.connection.close()


def test_a_view_of_a_dictionary_arrives_as_one() -> None:
    view = MappingProxyType({"orders": 1})

    assert pickle.loads(packed((view, view))) == (view, view)
