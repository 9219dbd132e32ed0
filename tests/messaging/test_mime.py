"""Our bytes of a mail say the same as Python's."""

import unicodedata
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import BadHeaderError

from council.messaging.cleaning import clean_body, clean_line
from council.messaging.mime import UTF_8, header_address, is_simple, source_of

SUBJECTS = [
    "Hello",
    "안녕하세요, 내일 뵙겠습니다",
    "가" * 300,
    ("plain words " * 30).strip(),
    ("Ünïcödé 🙂 " * 12).strip(),
    'quotes " and \\ and <angles>',
]
BODIES = ["One line.\n", "줄\n" * 400, ".\n..dots\n", "no end of line", "tab\tand  spaces   \n\nend\n", "🙂" * 900]


def mail(subject="Hello", body="Text.\n", html="<p>Text</p>\n", **fields):
    headers = {"Message-ID": "<abc@localhost>", "Date": "Mon, 02 Nov 2026 01:00:00 -0000", "Auto-Submitted": "auto-generated"}
    headers |= fields.pop("headers", {})
    given = {"from_email": "Gyeongbuk Exchange Council <council@localhost>", "to": ["reader@example.com"]} | fields
    made = EmailMultiAlternatives(subject, body, headers=headers, **given)
    made.encoding = UTF_8
    made.attach_alternative(html, "text/html")
    return made


def said(source):
    """Everything that a reader's program reads out of it."""
    message = message_from_bytes(source, policy=policy.default)
    assert message.defects == []
    headers = sorted((name.lower(), str(value).strip()) for name, value in message.items() if name.lower() != "content-type")
    parts = [
        (part.get_content_type(), part.get_content_charset(), part["Content-Transfer-Encoding"], part.get_payload(decode=True))
        for part in message.walk()
    ]
    return headers, parts


def assert_same(made):
    assert is_simple(made)
    ours = source_of(made)
    # (Where Python folds a long subject it begins with an empty line.)
    assert said(ours) == said(made.message().as_bytes(linesep="\r\n"))
    assert message_from_bytes(ours, policy=policy.default)["Subject"] == made.subject
    assert ours.isascii()
    assert b"\n" not in ours.replace(b"\r\n", b"")
    assert max(len(line) for line in ours.split(b"\r\n")) <= 998


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subjects(subject):
    assert_same(mail(subject))


def test_a_title_that_looks_encoded_arrives_as_it_was_written():
    title = "=?utf-8?q?Free=0ABcc:_other?="
    assert message_from_bytes(source_of(mail(title)), policy=policy.default)["Subject"] == title


@pytest.mark.parametrize("body", BODIES)
def test_bodies(body):
    assert_same(mail(body=body, html=f"<pre>{body}</pre>"))


@pytest.mark.parametrize(
    "address",
    ["reader@example.com", "o'neill@example.com", "사람@example.com", "reader@한국.kr", "Kim Garam <kim@example.com>"],
)
def test_addresses(address):
    assert_same(mail(to=[address]))
    assert header_address(address).isascii()


def test_headers_of_one_click():
    link = f"<http://localhost:8000/ko/unsubscribe/{'a1' * 60}/>"
    assert_same(mail(headers={"List-Unsubscribe": link, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}))


def test_a_third_form_of_the_body():
    made = mail()
    made.attach_alternative("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar; method=REQUEST; charset=utf-8")
    # Python reads the parameters anew; ours are left as they are. Both say the same.
    if is_simple(made):
        assert said(source_of(made))[1][-1][0] == "text/calendar"


@pytest.mark.parametrize("line_break", ["\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\x00"])
def test_nothing_breaks_a_header(line_break):
    with pytest.raises(BadHeaderError):
        source_of(mail(f"Hello{line_break}Bcc: other@example.com"))


def test_what_is_more_than_text_is_left_to_python():
    made = mail()
    made.attach("a.pdf", b"%PDF-1.7\xff", "application/pdf")
    assert not is_simple(made)
    assert source_of(made).count(b"application/pdf") == 1
    assert not is_simple(mail(cc=["other@example.com"]))


@pytest.mark.parametrize("plane", range(17))
def test_cleaning_knows_every_character(plane):
    """The expressions against the categories of Unicode."""
    direction = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    for code in range(plane * 0x10000, (plane + 1) * 0x10000):
        char = chr(code)
        unwanted = unicodedata.category(char) in ("Cc", "Zl", "Zp", "Cs")
        is_space = char.isspace()
        assert clean_line(f"a{char}b") == ("a b" if unwanted or char in direction or is_space else f"a{char}b"), hex(code)
        if char in "\n\r\x0b\x0c\x85\u2028\u2029":
            assert clean_body(f"a{char}b") == "a\nb\n", hex(code)
        else:
            assert clean_body(f"a{char}b") == ("ab\n" if unwanted and char != "\t" else f"a{char}b\n"), hex(code)
