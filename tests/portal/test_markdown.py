import pytest

from council.portal import markdown


@pytest.mark.parametrize(
    ("text", "levels", "html"),
    [
        ("# A\n\n## B", 1, "<h2>A</h2>\n<h3>B</h3>\n"),
        ("## A\n\n### B", 1, "<h2>A</h2>\n<h3>B</h3>\n"),
        ("### A", 2, "<h3>A</h3>\n"),
        ("###### A\n\n# B", 1, "<h6>A</h6>\n<h2>B</h2>\n"),
        ("A", 1, "<p>A</p>\n"),
        ("", 1, ""),
    ],
)
def test_highest_heading_stands_below_the_pages_own(text, levels, html):
    assert markdown.render(text, levels=levels) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[a](javascript:alert(1))",
        '<a href="x" onclick="alert(1)">a</a>',
        "![a](https://example.com/a.png)",
        "<iframe src=https://example.com>",
    ],
)
def test_nothing_active_or_foreign_gets_through(text):
    html = markdown.render(text)
    assert not [tag for tag in ("<script", "<iframe", "<img", '<a href="javascript', '<a href="x"') if tag in html]


def test_table_scrolls_by_the_keyboard_and_its_text_stays_text():
    html = markdown.render("| a |\n|---|\n| `<table>` |")
    assert html.startswith('<div class="table-scroll" tabindex="0"><table>')
    assert html.rstrip().endswith("</table></div>")
    assert "&lt;table&gt;" in html
    assert html.count("<div") == html.count("</div>") == 1
