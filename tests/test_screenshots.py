"""The pictures of the README show the program as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.screenshots import FOLDER, PICTURES, Picture, take

README = Path(__file__).parent.parent / "README.md"


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_picture_is_what_the_program_shows_now(picture: Picture) -> None:
    shown = (FOLDER / f"{picture.name}.svg").read_text(encoding="utf-8")

    assert take(picture) == shown, "stale: run python -m tests.screenshots, and look at the pictures"


def test_every_picture_of_the_readme_is_made_and_none_besides() -> None:
    mentioned = set(re.findall(r"screenshots/([\w-]+)\.svg", README.read_text(encoding="utf-8")))

    assert mentioned == {picture.name for picture in PICTURES}
    assert {path.stem for path in FOLDER.glob("*.svg")} == mentioned
