"""What says in a teaser who offers it. Without a database."""

import pytest

from council.members.models import Member, Organisation
from symposia.models import TechOffer
from symposia.services.offers import find_names

OWNER = {"family_name": "이", "given_name": "든솔", "family_name_en": "Lee", "given_name_en": "Deunsol"}
COMPANY = {"name_ko": "(주)달무리 사출", "name_en": "Dalmuri Molding Co., Ltd.", "business_number": "999-81-00015"}


def found_in(**texts):
    company = Organisation(**COMPANY, website="https://www.dalmuri.example/about")
    offer = TechOffer(owner=Member(**OWNER, organisation=company), organisation=company, **texts)
    return [(one.field, one.word) for one in find_names(offer)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("이 든솔이 개발하였습니다", "이든솔"),
        ("by Deunsol LEE", "Deunsol Lee"),
        ("주식회사 달무리사출의 금형", "(주)달무리 사출"),
        ("DALMURI MOLDING has it", "Dalmuri Molding Co., Ltd."),
        ("번호 999-81-00015", "999-81-00015"),
        ("ask lee@dalmuri.example", "lee@dalmuri.example"),
        ("see www.weld.kr/joint", "www.weld.kr/joint"),
        ("with Weldix® inside", "Weldix®"),
        ("patent 10-2023-9900001", "10-2023-9900001"),
        ("granted as US 9,123,456", "US 9,123,456"),
        ("call 054-123-4567", "054-123-4567"),
        ("call 010 1234 5678", "010 1234 5678"),
        ("call +82.54.123.4567", "+82.54.123.4567"),
    ],
)
def test_what_says_who_it_is(text, word):
    assert ("summary_en", word) in found_in(summary_en=text)


def test_what_stands_in_brackets_beside_a_name_hides_nobody():
    university = Organisation(name_ko="솔내대학교 (산학협력단)", name_en="Solnae (UIF)")
    owner = Member(**{**OWNER, "given_name": "든솔 (겸임)", "given_name_en": "Deunsol (adj.)"}, organisation=university)
    offer = TechOffer(owner=owner, organisation=university, summary_ko="이든솔, 솔내대학교", summary_en="Deunsol Lee of Solnae")
    assert [(one.field, one.word) for one in find_names(offer)] == [
        ("summary_ko", "이든솔 (겸임)"),
        ("summary_ko", "솔내대학교 (산학협력단)"),
        ("summary_en", "Deunsol (adj.) Lee"),
        ("summary_en", "Solnae (UIF)"),
    ]


def test_a_word_is_said_once_as_a_whole():
    found = found_in(summary_ko="특허 KR10-1234567, SolWeld®, 문의 054-123-4567.")
    assert [word for _field, word in found] == ["SolWeld®", "KR10-1234567", "054-123-4567"]


def test_what_says_nothing():
    plain = (
        "TRL 5, 1,200 MPa, 10 000 000 cycles, 2023-2026, since 2025-11-23, 30 % lighter; ISO 9001; 두 번, 이든 아니든, 10-20 mm"
    )
    assert found_in(title_en=plain, summary_ko=plain, advantages_en=plain, description_en="Deunsol Lee, 054-123-4567") == []
