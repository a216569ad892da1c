"""The design tokens: one accent, neutral greys, four state colors; every format reads them from here.

Each text color keeps a contrast of at least 4.5 to 1 on ``paper`` and on ``soft`` (WCAG 2.2, 1.4.3).
A state color never stands alone: a word and a shape go with it.
"""

from __future__ import annotations

LIGHT: dict[str, str] = {
    "paper": "#ffffff",
    "soft": "#f4f6f6",
    "line": "#d3d9db",
    "rule": "#8b959a",
    "ink": "#1a2023",
    "muted": "#535d63",
    "accent": "#0b5c63",
    "accent-soft": "#b9d6d7",
    "known": "#1f6a42",
    "partly": "#805300",
    "unavailable": "#566067",
    "conflict": "#a1302a",
}

DARK: dict[str, str] = {
    "paper": "#13181a",
    "soft": "#1b2225",
    "line": "#353f43",
    "rule": "#7b878c",
    "ink": "#e4e9ea",
    "muted": "#a6b1b6",
    "accent": "#72c5c8",
    "accent-soft": "#23494c",
    "known": "#78c89b",
    "partly": "#e0b25c",
    "unavailable": "#aab4b9",
    "conflict": "#f1958c",
}


def css_variables(tokens: dict[str, str]) -> str:
    """Write tokens as CSS custom properties, one declaration each."""
    return "".join(f"--{name}:{color};" for name, color in tokens.items())


def dark_drawing_rules() -> str:
    """Write CSS that recolors a drawing made with the light tokens for a dark page."""
    rules = []
    for name, light in LIGHT.items():
        dark = DARK[name]
        rules.append(
            f'svg.drawing [fill="{light}"]{{fill:{dark}}}svg.drawing [stroke="{light}"]{{stroke:{dark}}}'
        )
    return "".join(rules)
