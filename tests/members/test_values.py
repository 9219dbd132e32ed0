"""Numbers, telephones, texts, reference data."""

import pytest
from django.core.exceptions import ValidationError

from council.members import consents
from council.members.business_number import is_valid_business_number, normalise_business_number, validate_business_number
from council.members.models import Industry, Member, Region
from council.members.phones import display_phone, normalise_phone
from council.members.validators import validate_one_line, validate_paragraphs


@pytest.mark.parametrize("number", ["116-82-00276", "134-86-72683", "999-81-00015", "999-82-00123"])
def test_valid_business_numbers(number):
    assert is_valid_business_number(number)
    validate_business_number(number.replace("-", ""))


@pytest.mark.parametrize("number", ["116-82-00276", "134-86-72683"])
def test_any_other_check_digit_is_invalid(number):
    others = [number[:-1] + digit for digit in "0123456789" if digit != number[-1]]
    assert not any(is_valid_business_number(other) for other in others)


@pytest.mark.parametrize("number", ["", "116-82-0027", "1168200276", "116-82-0027６", "abc-de-fghij", "116-82-002761"])
def test_other_forms_are_invalid(number):
    assert not is_valid_business_number(number)


def test_a_number_is_written_in_one_way():
    assert normalise_business_number(" 116 82-00276") == "116-82-00276"


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [
        ("010-1234-5678", "+821012345678", "010-1234-5678"),
        ("+82 10 1234 5678", "+821012345678", "010-1234-5678"),
        ("053 810 1234", "+82538101234", "053-810-1234"),
        ("+46 8 123 456 78", "+46812345678", "+46 8 123 456 78"),
        ("", "", ""),
    ],
)
def test_telephones(typed, stored, shown):
    assert normalise_phone(typed) == stored
    assert display_phone(stored) == shown


def test_a_member_keeps_the_telephone_as_e164_whoever_typed_it():
    member = Member(phone="010-1234-5678")
    member.clean()
    assert member.phone == "+821012345678"


@pytest.mark.parametrize("typed", ["nonsense", "123", "+999 1", "010-1234-5678-9999-0000", "\x0b"])
def test_what_is_no_telephone(typed):
    if typed.strip():
        with pytest.raises(ValidationError):
            normalise_phone(typed)
    else:
        assert normalise_phone(typed) == ""


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "a\x0bb", "a\x1cb", "a\x85b", "a\u2028b", "a\u202eb", "\x00"])
def test_a_line_holds_no_control_characters(text):
    with pytest.raises(ValidationError):
        validate_one_line(text)


def test_a_paragraph_has_line_breaks_and_nothing_worse():
    validate_paragraphs("한 줄\r\n두 줄\t끝")
    with pytest.raises(ValidationError):
        validate_paragraphs("a\x1bb")


@pytest.mark.django_db
def test_reference_data():
    codes = list(Industry.objects.filter(revision=11).values_list("code", flat=True))
    assert codes == [f"C{number}" for number in range(10, 35)]
    assert Region.objects.count() == 22 + 16
    assert not Region.objects.filter(name_en="").exists()


def test_every_wording_is_complete_in_both_languages():
    for wording in consents.WORDINGS:
        for part in ("title", "aim", "items", "period", "refusal"):
            assert getattr(wording, f"{part}_ko")
            assert getattr(wording, f"{part}_en")
    assert [w.purpose for w in consents.current_wordings() if w.required] == ["membership"]
