"""Staff find registrations by who registered and for what, each once."""

import pytest
from django.urls import reverse

from tests.factories import EventFactory, MemberFactory, OrganisationFactory, RegistrationFactory, coordinator

pytestmark = pytest.mark.django_db


def test_registrations_are_found_by_person_organisation_and_event(client):
    organisation = OrganisationFactory(name_ko="달무리사출", name_en="Dalmuri")
    names = {"family_name": "표", "given_name": "다래", "family_name_en": "Pyo", "given_name_en": "Da-rae"}
    member = MemberFactory(organisation=organisation, user__email="darae-pyo@mould.example", **names)
    event = EventFactory(programme="forums", title_ko="프레스성형 포럼", title_en="Press Forming Forum")
    mine = RegistrationFactory(member=member, event=event)
    RegistrationFactory(event=EventFactory(programme="forums", title_ko="금형 모임", title_en="Die meeting"))
    RegistrationFactory(member=member, event=EventFactory(programme="focus-group"))
    client.force_login(coordinator("forums"))
    for words in ("표다래", "ㅍㄷㄹ", "darae", "darae-pyo@", "달무리", "프레스성형", "press", "다래 프레스", "Pyo forum"):
        answer = client.get(reverse("admin:events_registration_changelist"), {"q": words})
        assert list(answer.context["cl"].result_list) == [mine], words
    for words in ("다래 금형", "nobody"):
        assert not client.get(reverse("admin:events_registration_changelist"), {"q": words}).context["cl"].result_list
