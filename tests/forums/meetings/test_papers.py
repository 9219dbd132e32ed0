"""Papers say what the pages say: emphasis, links, lists and tables of minutes stand in the PDF; nothing is typst’s markup."""

from io import BytesIO

from pypdf import PdfReader

from forums import meeting_papers
from forums.paper_text import blocks, plain

MINUTES = """## 논의 *discussed*

금형 **온도**를 *다시* ~~오늘~~ 잰다. `#set` [표](https://example.com/a) <https://example.com/b>

1. first **and** second
   - inner

   more of the first
2. ***both***

> 인용

| 시편 | 변형 |
|---|---|
| A | **0.3** mm |

    #import "x"
"""


def test_markdown_becomes_blocks_and_runs():
    assert blocks(MINUTES) == [
        {
            "kind": "h",
            "level": 1,
            "runs": [{"text": "논의 "}, {"text": "discussed", "em": True}],
            "quoted": 0,
        },
        {
            "kind": "p",
            "runs": [
                {"text": "금형 "},
                {"text": "온도", "strong": True},
                {"text": "를 "},
                {"text": "다시", "em": True},
                {"text": " "},
                {"text": "오늘", "struck": True},
                {"text": " 잰다. "},
                {"text": "#set", "code": True},
                {"text": " "},
                {"text": "표", "url": "https://example.com/a"},
                {"text": " "},
                {"text": "https://example.com/b", "url": "https://example.com/b"},
            ],
            "quoted": 0,
        },
        {
            "kind": "li",
            "level": 1,
            "mark": "1.",
            "runs": [{"text": "first "}, {"text": "and", "strong": True}, {"text": " second"}],
            "quoted": 0,
        },
        {"kind": "li", "level": 2, "mark": "•", "runs": [{"text": "inner"}], "quoted": 0},
        {"kind": "li", "level": 1, "mark": "", "runs": [{"text": "more of the first"}], "quoted": 0},
        {"kind": "li", "level": 1, "mark": "2.", "runs": [{"text": "both", "em": True, "strong": True}], "quoted": 0},
        {"kind": "p", "runs": [{"text": "인용"}], "quoted": 1},
        {
            "kind": "table",
            "rows": [
                [[{"text": "시편"}], [{"text": "변형"}]],
                [[{"text": "A"}], [{"text": "0.3", "strong": True}, {"text": " mm"}]],
            ],
            "quoted": 0,
        },
        {"kind": "p", "runs": [{"text": '#import "x"', "code": True}], "quoted": 0},
    ]
    assert blocks("") == []
    assert plain("a\r\nb") == [{"text": "a\nb"}]


def test_a_character_that_the_font_has_not_makes_no_error():
    data = {"language": "ko", "heading": "안건 👍", "title": "สมชาย", "facts": [["When", "now"]], "notes": [], "issuer": "F"}
    section = {"heading": "안건", "blocks": blocks("✔️ **👍** מים")}
    assert meeting_papers._pdf(data | {"sections": [section]}, 0).startswith(b"%PDF")


def test_the_pdf_sets_them():
    written = {"heading": "회의록", "blocks": blocks(MINUTES), "language": "ko"}
    data = {"language": "en", "heading": "Minutes", "title": "T", "facts": [["When", "now"]], "notes": [], "issuer": "F"}
    pdf = PdfReader(BytesIO(meeting_papers._pdf(data | {"sections": [written]}, 0)))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    for words in (
        "금형 온도 를 다시 오늘 잰다",
        "#set 표 (https://example.com/a)",
        "0.3 mm",
        '#import "x"',
        "both",
        "인용",
        "more of",
    ):
        assert words.replace(" ", "") in text.replace(" ", ""), words
    assert "**" not in text
    [page] = pdf.pages
    fonts = {str(font.get_object()["/BaseFont"]) for font in page["/Resources"]["/Font"].values()}
    # Bold and plain Korean are different fonts, both in the file.
    assert len(fonts) > 1, fonts
