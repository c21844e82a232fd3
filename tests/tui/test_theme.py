"""Our themes can be told apart by colour-blind eyes, and read."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from g2l_tui.tui.file_state import FileState
from g2l_tui.tui.theme import CONTRAST, SAFE_DARK, SAFE_LIGHT, SEVERITY_SIGNS, THEMES, next_theme
from g2l_tui.workspace.workspace import Workspace
from tests.tui.conftest import opened

# Machado, Oliveira and Fernandes (2009), full strength, on linear RGB.
PROTAN = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
DEUTAN = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
NORMAL = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
Matrix = tuple[tuple[float, float, float], ...]


def linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def lab(colour: Color, sight: Matrix) -> tuple[float, float, float]:
    red, green, blue = (linear(part / 255) for part in colour.rgb)
    r, g, b = (min(max(m[0] * red + m[1] * green + m[2] * blue, 0.0), 1.0) for m in sight)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883
    fx, fy, fz = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: Color, other: Color, sight: Matrix) -> float:
    pairs = zip(lab(one, sight), lab(other, sight), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)


def contrast(one: Color, other: Color) -> float:
    darker, lighter = sorted(luminance(colour) for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: Color) -> float:
    red, green, blue = (linear(part / 255) for part in colour.rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def tinted(theme: Theme, name: str, share: float) -> Color:
    ground = Color.parse(theme.background or "#000000")
    return ground.blend(Color.parse(str(getattr(theme, name))), share)


@pytest.mark.parametrize("theme", [SAFE_DARK, SAFE_LIGHT, CONTRAST], ids=lambda theme: theme.name)
@pytest.mark.parametrize("sight", [NORMAL, PROTAN, DEUTAN], ids=["normal", "protan", "deutan"])
def test_removed_and_added_lines_differ_for_every_sight(theme: Theme, sight: Matrix) -> None:
    assert difference(tinted(theme, "error", 0.16), tinted(theme, "success", 0.16), sight) >= 8


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", ["foreground", "primary", "accent", "warning", "error", "success"])
def test_signs_and_text_can_be_read_on_the_ground(theme: Theme, name: str) -> None:
    ground = Color.parse(theme.background or "#000000")

    assert contrast(ground, Color.parse(str(getattr(theme, name)))) >= 4.5


@pytest.mark.parametrize("name", ["foreground", "primary", "secondary", "accent", "warning", "error", "success"])
def test_high_contrast_is_high(name: str) -> None:
    assert contrast(Color.parse(CONTRAST.background or ""), Color.parse(str(getattr(CONTRAST, name)))) >= 9


def test_no_sign_means_two_things() -> None:
    signs = [state.value for state in FileState] + list(SEVERITY_SIGNS.values())

    assert len(signs) == len(set(signs))


def test_the_theme_key_goes_round() -> None:
    names = [THEMES[0].name]
    for _ in THEMES:
        names.append(next_theme(names[-1]))

    assert names[0] == names[-1]
    assert next_theme("nord") == THEMES[0].name


async def test_the_first_screen_has_the_colours_of_the_theme(workspace: Workspace) -> None:
    async with opened(workspace) as (bench, _):
        assert bench.theme == THEMES[0].name
        assert bench.screen.styles.background == Color.parse(THEMES[0].background or "")
        assert bench.screen.styles.color == Color.parse(THEMES[0].foreground or "")
