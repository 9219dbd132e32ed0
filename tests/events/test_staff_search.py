"""Staff find registrations by who registered and for what, each once."""

import pytest
from django.urls import reverse

from council.library.models import Acceptance, Download
from council.members.models import DirectoryLetter, PersonalDataAccess, SupportStep
from council.reminders.models import Reminder
from tests.factories import (
    NOW,
    AgreementFactory,
    AttendanceFactory,
    BodyFactory,
    CertificateFactory,
    DocumentFactory,
    EventFactory,
    MemberFactory,
    MembershipFactory,
    OrganisationFactory,
    RegistrationFactory,
    RuleFactory,
    UserFactory,
    coordinator,
)

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


@pytest.fixture
def ledgers():
    """One of each list that hangs on people and events, twice: Pyo Darae's of the press forum, and another's of another."""
    names = {"family_name": "표", "given_name": "다래", "family_name_en": "Pyo", "given_name_en": "Da-rae"}
    others = {"family_name": "곽", "given_name": "미르", "family_name_en": "Gwak", "given_name_en": "Mir"}
    people = (
        MemberFactory(user__email="darae-pyo@mould.example", **names),
        MemberFactory(user__email="mir@die.example", **others),
    )
    titles = (("프레스성형 포럼", "Press Forming Forum"), ("금형 모임", "Die meeting"))
    rule = RuleFactory()
    for member, (title_ko, title_en), code in zip(people, titles, ("AB12", "CD34"), strict=True):
        event = EventFactory(title_ko=title_ko, title_en=title_en)
        registration = RegistrationFactory(member=member, event=event)
        AttendanceFactory(registration=registration)
        CertificateFactory(registration=registration, code=code + "0" * 12, name_ko=str(member), name_en=str(member))
        event.invitations.create(member=member, address=member.user.email)
        MembershipFactory(member=member, body=BodyFactory(name_ko=title_ko, name_en=title_en))
        paper = DocumentFactory(event=event, title_ko=title_ko, title_en=title_en)
        taken = {"programme": paper.programme, "title_ko": title_ko, "title_en": title_en, "number": 1}
        Download.objects.create(version=paper.current, user=member.user, at=NOW, **taken)
        Reminder.objects.create(
            source="event",
            subject=str(event.pk),
            recipient=member.user,
            rule=rule,
            due_at=NOW,
            schedule_version=1,
            state="missed",
        )
        PersonalDataAccess.objects.create(at=NOW, actor=member.user, page=f"admin:{code}", path=f"/admin/{code}/list/")
        seen = {"at": NOW, "actor": member.user, "member": member, "step": "begun"}
        SupportStep.objects.create(reason=f"{title_ko} {title_en}", **seen)
        DirectoryLetter.objects.create(sender=member, recipient=MemberFactory(), subject="?", text="?", sent_at=NOW)
        agreement = AgreementFactory(title_ko=title_ko, title_en=title_en)
        Acceptance.objects.create(version=agreement.current, user=member.user, name=str(member), language="ko", accepted_at=NOW)
    AttendanceFactory(
        registration=None, event=EventFactory(title_ko="산책", title_en="Walk"), name="Walker", organisation="솔빛공방"
    )


PERSON, EVENT = ("표다래", "ㅍㄷㄹ", "pyo", "darae-pyo@"), ("프레스성형", "press", "다래 press")
LISTS = {
    "events_attendance": (*PERSON, *EVENT),
    "events_certificate": (*PERSON, *EVENT, "ab12-00", "AB12"),
    "events_invitation": (*PERSON, *EVENT),
    "members_membership": (*PERSON, *EVENT),
    "library_download": (*PERSON, *EVENT),
    "reminders_reminder": PERSON,
    "members_personaldataaccess": (*PERSON, "AB12", "ab12/list"),
    "members_supportstep": (*PERSON, *EVENT),
    "members_directoryletter": PERSON,
    "library_acceptance": (*PERSON, *EVENT),
}


def test_what_hangs_on_people_and_events_is_found_by_them(client, ledgers):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    found = {}
    for name, words in LISTS.items():
        path = reverse(f"admin:{name}_changelist")
        [one] = client.get(path, {"q": "표다래"}).context["cl"].result_list
        for word in words:
            found[name, word] = [row.pk for row in client.get(path, {"q": word}).context["cl"].result_list] == [one.pk]
        found[name, ""] = not client.get(path, {"q": "nobody-like-that"}).context["cl"].result_list
    assert [key for key, is_right in found.items() if not is_right] == []
    path = reverse("admin:events_attendance_changelist")
    for word in ("walker", "솔빛", "walker 산책"):
        assert [row.name for row in client.get(path, {"q": word}).context["cl"].result_list] == ["Walker"]
