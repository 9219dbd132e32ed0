"""Telephone numbers: stored as E.164 (+82…), shown the way people here write them."""

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

HOME_REGION = "KR"
HOME_COUNTRY_CODE = 82


def normalise_phone(value: str) -> str:
    """`value` as E.164, read as a Korean number where it names no country. Raises `ValidationError` for what is none."""
    if not value.strip():
        return ""
    try:
        number = phonenumbers.parse(value, HOME_REGION)
    except phonenumbers.NumberParseException as error:
        raise ValidationError(_phone_message(), code="phone") from error
    if not phonenumbers.is_valid_number(number):
        raise ValidationError(_phone_message(), code="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def display_phone(value: str) -> str:
    """A stored number for a reader: 010-1234-5678 for a Korean one, +46 … for others; what is no number comes back as it is."""
    try:
        number = phonenumbers.parse(value, HOME_REGION)
    except phonenumbers.NumberParseException:
        return value
    home = number.country_code == HOME_COUNTRY_CODE
    style = phonenumbers.PhoneNumberFormat.NATIONAL if home else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, style)


def validate_phone(value: str) -> None:
    """Raise `ValidationError` for what is no telephone number."""
    normalise_phone(value)


def _phone_message() -> str:
    return str(_("Enter a telephone number such as 010-1234-5678, or one that begins with + and the country’s code."))
