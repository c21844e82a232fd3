"""Colours and signs. A colour never carries a meaning alone: every one of them has a sign beside it."""

from __future__ import annotations

from textual.theme import Theme

from g2l_tui.model.finding import Severity

_DARK_EDGES = {"border": "#5B6270", "border-blurred": "#454C59"}
_LIGHT_EDGES = {"border": "#8C8F88", "border-blurred": "#C2C4BC"}

DARK = Theme(
    name="g2l-dark",
    primary="#7AA7F0",
    secondary="#9AB0D8",
    accent="#E5B567",
    warning="#E5C15C",
    error="#F0736A",
    success="#6CC58A",
    foreground="#E4E6EA",
    background="#14161A",
    surface="#1B1E24",
    panel="#242830",
    variables=_DARK_EDGES,
)
LIGHT = Theme(
    name="g2l-light",
    primary="#1F5FA8",
    secondary="#3B5E8C",
    accent="#9A5B00",
    warning="#8A6400",
    error="#B3261E",
    success="#1B7A3D",
    foreground="#1B1F24",
    background="#FAFAF7",
    surface="#FFFFFF",
    panel="#ECECE8",
    dark=False,
    variables=_LIGHT_EDGES,
)
SAFE_DARK = Theme(
    name="g2l-safe-dark",
    primary="#7CC4F0",
    secondary="#8FB8E8",
    accent="#E69F00",
    warning="#F0E442",
    error="#E8703A",
    success="#3FA9F5",
    foreground="#E6E6E6",
    background="#14161A",
    surface="#1B1E24",
    panel="#242830",
    variables=_DARK_EDGES,
)
SAFE_LIGHT = Theme(
    name="g2l-safe-light",
    primary="#005A8F",
    secondary="#1B5E8C",
    accent="#A84E00",
    warning="#8A6D00",
    error="#A84300",
    success="#0B5FA5",
    foreground="#1B1F24",
    background="#FAFAF7",
    surface="#FFFFFF",
    panel="#ECECE8",
    dark=False,
    variables=_LIGHT_EDGES,
)
CONTRAST = Theme(
    name="g2l-contrast",
    primary="#7FD4FF",
    secondary="#B8D8FF",
    accent="#FFC24D",
    warning="#FFF36B",
    error="#FF9A6B",
    success="#6BC8FF",
    foreground="#FFFFFF",
    background="#000000",
    surface="#000000",
    panel="#1C1C1C",
    variables={"border": "#FFFFFF", "border-blurred": "#B0B0B0"},
)
THEMES = (DARK, LIGHT, SAFE_DARK, SAFE_LIGHT, CONTRAST)

SEVERITY_SIGNS = {Severity.ERROR: "■", Severity.WARNING: "▲", Severity.INFO: "●"}
SEVERITY_CLASSES = {
    Severity.ERROR: "sign-error",
    Severity.WARNING: "sign-warning",
    Severity.INFO: "sign-info",
}

SIGNS = {
    "text",
    "sign-accepted",
    "sign-rejected",
    "sign-open",
    "sign-written",
    "sign-quiet",
    "sign-error",
    "sign-warning",
    "sign-info",
    "sign-key",
    "sign-title",
    "sign-folder",
    "row-cursor",
    "row-cursor-blurred",
    "row-current",
}
DIFF_ROWS = {
    "row-removed",
    "row-added",
    "row-removed-word",
    "row-added-word",
    "row-removed-sign",
    "row-added-sign",
    "row-filler",
    "row-fold",
    "row-number",
    "row-bar",
    "row-match",
    "row-divider",
}
SYNTAX_CLASSES = {
    f"code-{name}" for name in ("comment", "keyword", "escape", "string", "number", "function", "class", "builtin")
}
PALETTE = SIGNS | DIFF_ROWS | SYNTAX_CLASSES
"""What all lists draw with. The application looks it up once: in each list it would take most of the start."""


def code_colours(theme: Theme) -> dict[str, str]:
    """Return the colours that a theme does not name itself."""
    if theme.ansi:
        return {"code-string": "ansi_green", "code-function": "ansi_yellow"}
    if theme.dark:
        return {"code-string": "#B5CE9A", "code-function": "#E3D39A"}
    return {"code-string": "#3C6A1C", "code-function": "#6B4E00"}


def next_theme(name: str) -> str:
    """Return the theme after `name` in our own round; the first when it is not one of ours."""
    names = [theme.name for theme in THEMES]
    return names[(names.index(name) + 1) % len(names)] if name in names else names[0]
