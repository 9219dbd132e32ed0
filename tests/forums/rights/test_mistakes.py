"""Mistakes that are taken back, signatures under words that change, letters that people need, numbers and days refused."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from council.members.models.access import PersonalDataAccess
from council.members.services.merging_people import merge_people
from council.messaging.models import Message
from forums.models import CaseContact, CoOwnerConsent, Deadline, Filing, IPCase
from forums.services.errors import WrongState
from forums.services.rights import acts, beginning, consents, errors, moving, owners, recording
from forums.services.rights.numbers import record_filing
from forums.services.rights.signatures import terms_of
from forums.services.rights.telling import ask_for_signatures
from tests.factories import NOW, MemberFactory, OrganisationFactory
from tests.forums.factories.rights import TODAY, IPCaseFactory, contact_of, happened, ip_desk, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk():
    return ip_desk()


def going(case, by, *steps):
    """Steps one hour after another: (verb, day, values)."""
    for number, (verb, day, values) in enumerate(steps):
        moving.move_case(case=case, verb=verb, by=by, now=NOW + timedelta(hours=number), on=day, **values)
        case.refresh_from_db()
    return NOW + timedelta(hours=len(steps))


def registered(desk, **values):
    """A patent that the desk has brought to the register, with its steps."""
    case = IPCaseFactory(state="decided", right="10", **values)
    happened(case, "filed", date(2020, 3, 2))
    going(case, desk, ("register", date(2021, 5, 3), {"number": "10-1234567"}))
    return case


def test_the_last_annuity_is_taken_back_and_no_other(desk):
    case = registered(desk)
    paid = [("maintain", date(2024, 4, 2), {"year": 4}), ("maintain", date(2025, 4, 2), {"year": 5})]
    now = going(case, desk, *paid)
    client = Client()
    client.force_login(desk)
    page = client.get(reverse("forums:ip-case-put-back", args=[case.key]))
    assert "An annuity was paid, 2 Apr 2025 (Wed). (5)" in page.content.decode()
    # Corrected meanwhile: the row that says it right goes.
    wrong = case.events.get(number=5)
    recording.correct_event(event=wrong, on=date(2025, 4, 1), number=5, reason="A day before", by=desk, now=now)
    with pytest.raises(WrongState):
        moving.put_back(case=case, reason="Another case", by=desk, now=now, seen=1)
    moving.put_back(case=case, reason="Another case", by=desk, now=now + timedelta(hours=1))
    case.refresh_from_db()
    assert (case.state, [one.number for one in case.events.standing().filter(kind="annuity-paid")]) == ("maintained", [4])
    assert {one.serial: one.outcome for one in Deadline.objects.filter(case=case, serial__in=[4, 5])} == {4: "met", 5: ""}
    assert Client().get("/").status_code == 200


def test_a_number_goes_with_the_step_that_entered_it_and_stays_readable(desk):
    case = registered(desk)
    moving.put_back(case=case, reason="Not yet", by=desk, now=NOW + timedelta(hours=3))
    case.refresh_from_db()
    assert (case.state, case.filings.count()) == ("decided", 0)
    assert case.moves.get(verb="put-back").reason == "Not yet (10-1234567)"


def test_a_right_given_up_by_mistake_comes_back_after_an_assignment(desk):
    case = registered(desk)
    first, second = [owner.organisation for owner in case.owners.all()]
    third = OrganisationFactory(kind="company")
    contact = contact_of(case, first)
    parts = [(first, Fraction(1, 2)), (third, Fraction(1, 2))]
    act = acts.propose_act(case=case, act="assign", terms="B to C", by=contact.user, now=NOW, parts=parts)
    for owner in case.owners.all():
        values = {"organisation": owner.organisation, "co_owner": owner, "act": "assign", "joint_act": act}
        CoOwnerConsent.objects.create(case=case, given_at=NOW, name="A", **values)
    acts.carry_out(joint_act=act, by=desk, now=NOW)
    now = going(case, desk, ("abandon", TODAY, {"reason": "So"}))
    moving.put_back(case=case, reason="A mistake", by=desk, now=now)
    case.refresh_from_db()
    assert (case.state, second in [owner.organisation for owner in case.owners.all()]) == ("registered", False)


def test_what_was_signed_is_not_changed_under_the_signature_and_whoever_signed_is_told(desk):
    case = IPCaseFactory(state="ready", right="10", title_ko="밸브")
    first, second = [contact_of(case, owner.organisation) for owner in case.owners.all()]
    signed(case)
    seen = terms_of(case)
    # A word of the summary is nobody's signature.
    case.summary_ko = "요약"
    beginning.change_case(case=case, inventors=[], by=first.user, now=NOW)
    assert case.consents.live().count() == 2
    case.right = "30"
    beginning.change_case(case=case, inventors=["김 하나"], by=first.user, now=NOW)
    assert case.consents.live().count() == 0
    told = Message.objects.filter(kind="ip-consent-asked")
    assert [message.user for message in told] == [second.user]
    with pytest.raises(errors.TermsChanged):
        consents.sign(case=case, organisation=second.organisation, by=second.user, now=NOW, seen=seen)
    with pytest.raises(errors.SignaturesMissing):
        moving.move_case(case=case, verb="file", by=desk, now=NOW, on=TODAY, number="30-2026-1234567")
    # Asked twice on a day: of the same once, of other shares once more; the answer is how many letters there are.
    assert [ask_for_signatures(case, NOW, by=desk) for _ in range(2)] == [2, 0]
    parts = [(first.organisation, Fraction(1, 3)), (second.organisation, Fraction(2, 3))]
    owners.save_owners(case=case, parts=parts, is_agreed=True, by=first.user, now=NOW)
    assert ask_for_signatures(case, NOW, by=desk) == 2


def test_a_new_attorney_is_told(desk):
    case, attorney = IPCaseFactory(), MemberFactory(kind="ip-expert")
    beginning.set_attorney(case=case, attorney=attorney, by=desk, now=NOW)
    assert [(message.kind, message.user) for message in Message.objects.all()] == [("ip-contact-named", attorney.user)]


def test_what_made_the_state_is_not_said_never_to_have_happened(desk):
    case = registered(desk)
    for event in case.events.all():
        with pytest.raises(errors.StepInstead):
            recording.correct_event(event=event, reason="Emptied", by=desk, now=NOW)
    recording.correct_event(event=case.events.get(kind="filed"), on=date(2020, 3, 3), reason="A day on", by=desk, now=NOW)
    assert Deadline.objects.filter(case=case, rule="annuity", outcome="").exists()


def test_numbers_of_others_and_days_before_anybody_was_born_are_refused_alike(desk):
    theirs, mine = (IPCaseFactory(right="10", state="filed") for _ in range(2))
    values = {"kind": "application", "country": "KR", "by": desk, "now": NOW}
    record_filing(case=theirs, number="10-2026-1234567", on=TODAY, **values)
    with pytest.raises(errors.NumberTaken) as refused:
        record_filing(case=mine, number="10-2026-1234567", on=TODAY, **values)
    assert "case" not in str(refused.value)
    with pytest.raises(errors.DayTooLongAgo):
        record_filing(case=mine, number="10-2026-1234568", on=date(26, 3, 1), **values)
    with pytest.raises(errors.DayTooLongAgo):
        recording.record_event(case=mine, kind="disclosure", on=date(26, 3, 1), by=desk, now=NOW)
    assert Filing.objects.count() == 1
    assert Client().get("/forums/ip-cases/deadlines/feed/%00.ics").status_code == 404


def test_two_records_of_a_person_keep_the_one_that_is_in_force(desk):
    case = IPCaseFactory()
    gone = contact_of(case)
    kept = MemberFactory(organisation=gone.organisation)
    CaseContact.objects.create(case=case, organisation=gone.organisation, member=kept, since=NOW, ended_at=NOW)
    merge_people(kept=kept, gone=gone, choices={}, by=desk, now=NOW)
    assert CaseContact.objects.in_force(NOW).filter(case=case).get().member == kept


def test_it_is_noted_whom_the_desk_was_shown(desk):
    case = IPCaseFactory()
    contact = contact_of(case)
    client = Client()
    client.force_login(desk)
    client.get(case.page_url())
    [row] = PersonalDataAccess.objects.filter(page="forums:ip-case")
    assert row.subjects == [contact.pk]


def test_public_counts_are_found(client):
    for page in ("/forums/", "/forums/ip-cases/", "/sitemap.xml"):
        assert "/forums/rights/" in client.get(page).content.decode()
    assert not IPCase.objects.exists()
