"""Wrong migrations are told from right ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tomli

from g2l_tui.prove.verdict import Outcome, Proof

SETS = ("first.toml", "second.toml", "third.toml", "fourth.toml", "fifth.toml")
JOBS: list[dict[str, Any]] = [
    job for name in SETS for job in tomli.loads((Path(__file__).parent / "mistranslations" / name).read_text())["job"]
]
WRONG = [(job, wrong) for job in JOBS for wrong in job["wrong"]]
OF_JOBS, OF_WRONG = 3, 24
"""Of so many, one is run every time."""


def name_of(pair: tuple[dict[str, Any], dict[str, Any]]) -> str:
    return f"{pair[0]['name']}: {pair[1]['name']}"


def mistranslated(job: dict[str, Any], wrong: dict[str, Any]) -> str:
    assert job["after"].count(wrong["old"]) == 1
    return str(job["after"]).replace(wrong["old"], wrong["new"])


@pytest.mark.parametrize("job", JOBS[::OF_JOBS], ids=lambda job: job["name"])
def test_the_right_migration_is_equal(job: dict[str, Any], proved: Callable[..., Proof]) -> None:
    proof = proved(job["before"], job["after"])

    assert proof.outcome in {Outcome.EQUAL, Outcome.EQUAL_EXCEPT}, proof.sentence


@pytest.mark.parametrize("pair", WRONG[::OF_WRONG], ids=name_of)
def test_a_mistranslation_is_different(
    pair: tuple[dict[str, Any], dict[str, Any]], proved: Callable[..., Proof]
) -> None:
    proof = proved(pair[0]["before"], mistranslated(*pair))

    is_told = not {"equal_because", "missed_because"} & pair[1].keys()
    assert (proof.outcome is Outcome.DIFFERENT) is is_told, proof.sentence


@pytest.mark.long
@pytest.mark.parametrize("job", JOBS, ids=lambda job: job["name"])
def test_every_right_migration_is_equal(job: dict[str, Any], proved: Callable[..., Proof]) -> None:
    test_the_right_migration_is_equal(job, proved)


@pytest.mark.long
@pytest.mark.parametrize("pair", WRONG, ids=name_of)
def test_every_mistranslation_is_different(
    pair: tuple[dict[str, Any], dict[str, Any]], proved: Callable[..., Proof]
) -> None:
    test_a_mistranslation_is_different(pair, proved)
