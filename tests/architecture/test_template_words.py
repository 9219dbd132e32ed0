"""No template says anything in one language only: what a reader sees or hears goes through `translate` or `blocktranslate`."""

import re
from pathlib import Path

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# Written in one language each, beside their twin; and a page for developers.
IN_ONE_LANGUAGE = re.compile(r"_about_(ko|en)\.html$|portal/styleguide\.html$|\.md$")

UNSEEN = [
    r"\{#.*?#\}",
    r"\{% comment.*?endcomment %\}",
    r"\{% blocktranslate.*?endblocktranslate %\}",
    # Names of classes and types, not words.
    r"\{% block (?:main_class|bodyclass|coltype|og_type) %\}.*?\{% endblock[^%]*%\}",
    r"<(style|svg|code)\b.*?</\1>",
    # The names of the languages stand in their own.
    r'<(\w+)[^>]* lang="(?:ko|en)"[^>]*>[^<]*</\1>',
]
SPOKEN = re.compile(r'\b(?:aria-label|title|alt|placeholder|label|data-[a-z-]*(?:text|label|title))="([^"]*)"')
TAGS = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WORD = re.compile(r"[A-Za-z가-힣]{2,}")


def _words(source: str) -> list[str]:
    """Words that a reader meets in `source` and that no translation covers."""
    for pattern in UNSEEN:
        source = re.sub(pattern, " ", source, flags=re.DOTALL)
    source = TAGS.sub(" ", source)
    spoken = " ".join(SPOKEN.findall(source))
    return WORD.findall(spoken + " " + re.sub(r"<[^>]*>", " ", re.sub(r"&\w+;", " ", source)))


def test_words_are_found():
    assert _words('<p class="lead" title="Tip">{% translate "Yes" %} No {{ name }}</p>') == ["Tip", "No"]


def test_templates_have_no_words_of_one_language():
    found = {
        str(path.relative_to(TEMPLATES)): words
        for path in sorted(TEMPLATES.rglob("*.*"))
        if not IN_ONE_LANGUAGE.search(path.as_posix()) and (words := _words(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_every_empty_state_says_what_will_be_there():
    """With `only` a part of a page sees what it is given and nothing else: a title that is not named is not there."""
    included = re.compile(r'\{% include "components/empty_state.html" with ([^%]*) only %\}')
    found = {
        str(path.relative_to(TEMPLATES)): given
        for path in sorted(TEMPLATES.rglob("*.html"))
        for given in included.findall(path.read_text())
        if "title=" not in given
    }
    assert found == {}
