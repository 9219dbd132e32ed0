"""Korean business registration numbers (사업자등록번호)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def normalise_business_number(value: str) -> str:
    """`XXX-XX-XXXXX` of ten digits written with or without hyphens and spaces; other input comes back stripped."""
    digits = re.sub(r"[\s-]", "", value)
    if re.fullmatch(r"[0-9]{10}", digits):
        return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"
    return value.strip()


def is_valid_business_number(value: str) -> bool:
    """Whether `value` is `XXX-XX-XXXXX` with a right check digit (korea.md: weights 1 3 7 1 3 7 1 3 5, plus ⌊5·d9/10⌋).

    A valid number does not show that the business is open."""
    if not re.fullmatch(r"[0-9]{3}-[0-9]{2}-[0-9]{5}", value):
        return False
    digits = [int(digit) for digit in value.replace("-", "")]
    total = sum(weight * digit for weight, digit in zip(WEIGHTS, digits[:9], strict=True)) + 5 * digits[8] // 10
    return (10 - total % 10) % 10 == digits[9]


def validate_business_number(value: str) -> None:
    """Raise `ValidationError` for a number of the wrong form or with a wrong check digit."""
    if not is_valid_business_number(normalise_business_number(value)):
        raise ValidationError(_("This is not a valid business registration number (XXX-XX-XXXXX)."), code="business_number")
