"""The design tokens' contrast (WCAG 2.2) in both schemes: text 4.5:1 on its ground, lines of controls and the focus 3:1."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = TOKENS.split("@media screen and (prefers-color-scheme: dark)")


def colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", text))


SCHEMES = {"light": colours(LIGHT), "dark": {**colours(LIGHT), **colours(DARK)}}
GROUNDS = ("ground", "surface", "surface-2")
PROGRAMMES = ("council", "focus-group", "forums", "symposia")
TEXTS = [(ink, ground) for ink in ("ink", "ink-2", "ink-3", "link") for ground in GROUNDS]
TEXTS += [(tone, f"{tone}-soft") for tone in ("info", "success", "warning", "danger")]
TEXTS += [(tone, ground) for tone in ("success", "warning", "danger", "primary") for ground in ("ground", "surface")]
TEXTS += [("on-primary", "primary"), ("on-primary", "primary-hover"), ("on-danger", "danger"), ("primary", "primary-soft")]
TEXTS += [(f"programme-{slug}", f"programme-{slug}-soft") for slug in PROGRAMMES]
TEXTS += [(f"programme-{slug}", ground) for slug in PROGRAMMES for ground in ("ground", "surface")]
LINES = [(line, ground) for line in ("line-strong", "focus") for ground in GROUNDS]


def luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("pairs", "least"), [(TEXTS, 4.5), (LINES, 3)], ids=["text", "lines"])
def test_tokens_have_contrast(scheme, pairs, least):
    values = SCHEMES[scheme]
    weak = {(a, b): round(contrast(values[a], values[b]), 2) for a, b in pairs if contrast(values[a], values[b]) < least}
    assert weak == {}


def test_every_programme_has_its_tokens_in_both_schemes():
    from council import programmes

    for programme in programmes.all_programmes():
        for text in (LIGHT, DARK):
            assert f"--programme-{programme.colour}:" in text
            assert f"--programme-{programme.colour}-soft:" in text
        assert f".accent-{programme.colour} " in TOKENS
