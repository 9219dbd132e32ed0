"""Every form of the administration, sent with nonsense in each field: it says what is wrong, or keeps it; it never breaks."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

NONSENSE = ["nonsense", "-1", "99999999999999999999", "\x00"]
COUNTED = re.compile(r"-(INITIAL|MIN_NUM|MAX_NUM)_FORMS$")


def fields_of(source: str) -> set[str]:
    """The names of the form's fields, the empty row of each inline as a first row."""
    form = source.partition('id="content-main"')[2]
    return {name.replace("__prefix__", "0") for name in re.findall(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"', form)}


def filled(names: set[str], value: str) -> dict[str, str]:
    """What is sent: `value` everywhere, one row in each inline."""
    sent = {name: value for name in names if not name.startswith("_") and name != "csrfmiddlewaretoken"}
    for name in sent:
        if name.endswith("-TOTAL_FORMS"):
            sent[name] = "1"
        elif COUNTED.search(name):
            sent[name] = "0" if "MAX" not in name else "1000"
    return sent


def test_nonsense_breaks_no_form(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    refused = 0
    for model in admin.site._registry:
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
        page = client.get(path)
        if page.status_code != 200:
            assert page.status_code in (403, 404), path
            continue
        names = fields_of(page.content.decode())
        assert len(names) > 1, path
        for value in NONSENSE:
            answer = client.post(path, filled(names, value))
            # What is text alone may be kept.
            assert answer.status_code in (200, 302), f"{path} with {value!r}"
            refused += b"errornote" in answer.content
    assert refused >= 10
