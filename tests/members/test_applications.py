"""The state machine of a member, and what people are told."""

from datetime import date, timedelta

import pytest

from council.members import services
from council.members.models import Body, Consent, Member, Membership, Organisation
from council.members.services.applications import missing_fields
from council.messaging.models import Message
from tests.factories import NOW, MemberFactory, MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
State = Member.State


def applicant(**values):
    """A draft that lacks nothing but the consent."""
    defaults = {"state": State.DRAFT, "organisation": OrganisationFactory(), "job_title": "Engineer", "motivation": "Moulds."}
    return MemberFactory(**{**defaults, **values})


def applied(**values):
    return services.submit_application(member=applicant(**values), now=NOW, agreed=["membership"], language="en")


def in_state(state):
    facts = {"applied_at": NOW} if state == State.APPLIED else {}
    return applicant(state=state, decision_reason="Because.", valid_until=date(2027, 12, 31), **facts)


VERBS = {
    "submit": lambda member, by: services.submit_application(member=member, now=NOW, agreed=["membership"]),
    "approve": lambda member, by: services.approve_application(member=member, by=by, now=NOW),
    "decline": lambda member, by: services.decline_application(member=member, by=by, now=NOW, reason="No room."),
    "suspend": lambda member, by: services.suspend_member(member=member, by=by, now=NOW, reason="Unpaid."),
    "reinstate": lambda member, by: services.reinstate_member(member=member, by=by, now=NOW),
    "withdraw": lambda member, by: services.withdraw_member(member=member, by=by, now=NOW),
}
ALLOWED = {
    ("submit", State.DRAFT): State.APPLIED,
    ("submit", State.DECLINED): State.APPLIED,
    ("submit", State.WITHDRAWN): State.APPLIED,
    ("submit", State.EXPIRED): State.APPLIED,
    ("submit", State.APPLIED): State.APPLIED,  # twice is once
    ("approve", State.APPLIED): State.ACTIVE,
    ("decline", State.APPLIED): State.DECLINED,
    ("suspend", State.ACTIVE): State.SUSPENDED,
    ("reinstate", State.SUSPENDED): State.ACTIVE,
    ("reinstate", State.EXPIRED): State.ACTIVE,
    ("withdraw", State.APPLIED): State.WITHDRAWN,
    ("withdraw", State.ACTIVE): State.WITHDRAWN,
    ("withdraw", State.SUSPENDED): State.WITHDRAWN,
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_in_every_state(verb, state):
    member, staff = in_state(state), UserFactory()
    expected = ALLOWED.get((verb, state))
    if expected is None:
        with pytest.raises(services.MemberStateError):
            VERBS[verb](member, staff)
        expected = state
    else:
        VERBS[verb](member, staff)
    member.refresh_from_db()
    assert member.state == expected


def test_submitting_records_the_consents_in_version_and_language_and_tells_once():
    member = applicant()
    for _click in range(2):
        services.submit_application(member=member, now=NOW, agreed=["membership", "directory"], language="ko")
    rows = Consent.objects.order_by("purpose").values_list("purpose", "version", "language", "given_at", "withdrawn_at")
    assert list(rows) == [("directory", "2026-11-23", "ko", NOW, None), ("membership", "2026-11", "ko", NOW, None)]
    assert list(Message.objects.values_list("kind", "address")) == [("application-received", member.user.email)]
    assert Member.objects.get().applied_at == NOW


def test_without_the_required_consent_nothing_is_sent():
    member = applicant()
    with pytest.raises(services.ConsentRefusedError):
        services.submit_application(member=member, now=NOW, agreed=["directory"])
    assert (Consent.objects.count(), Message.objects.count(), Member.objects.get().state) == (0, 0, State.DRAFT)


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"family_name": "", "family_name_en": ""}, ["family_name", "given_name"]),
        ({"family_name": "", "given_name": ""}, []),
        ({"kind": ""}, ["kind"]),
        ({"kind": "external"}, ["kind"]),
        ({"organisation": None}, ["organisation_name"]),
        ({"organisation": None, "organisation_name": "새 회사"}, []),
        ({"job_title": "", "motivation": ""}, ["job_title", "motivation"]),
    ],
)
def test_what_an_application_lacks(values, missing):
    member = applicant(**values)
    assert missing_fields(member) == missing
    if missing:
        with pytest.raises(services.ApplicationIncompleteError):
            services.submit_application(member=member, now=NOW, agreed=["membership"])


def test_approval_gives_access_until_the_end_of_next_year_and_tells():
    member, staff = applied(), UserFactory()
    services.approve_application(member=member, by=staff, now=NOW)
    member.refresh_from_db()
    assert (member.valid_until, member.decided_by, member.decided_at) == (date(2027, 12, 31), staff, NOW)
    assert member.has_access(NOW)
    message = Message.objects.get(kind="application-approved")
    assert message.context["until"] == "31 December 2027" or "2027" in message.context["until"]
    assert member.history.first().history_user == staff


def test_declining_needs_a_reason_and_tells_it():
    member, staff = applied(), UserFactory()
    with pytest.raises(services.ReasonMissingError):
        services.decline_application(member=member, by=staff, now=NOW, reason="  ")
    services.decline_application(member=member, by=staff, now=NOW, reason="No room this year.")
    assert Message.objects.get(kind="application-declined").context["reason"] == "No room this year."


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_decision_is_told_in_the_members_language(letters, language):
    member = applied(language=language)
    services.decline_application(member=member, by=UserFactory(), now=NOW, reason="올해는 자리가 없습니다 <b>.")
    received, declined = letters()
    assert received.to == declined.to == member.user.email
    assert "올해는 자리가 없습니다 <b>." in declined.text
    assert "올해는 자리가 없습니다 &lt;b&gt;." in declined.html
    path = "/ko/join/" if language == "ko" else "/join/"
    assert f"http://localhost:8000{path}" in declined.text


def test_applying_again_after_a_refusal_is_told_again():
    member = applied()
    services.decline_application(member=member, by=UserFactory(), now=NOW, reason="No.")
    later = NOW + timedelta(days=30)
    services.submit_application(member=member, now=later)
    services.approve_application(member=member, by=UserFactory(), now=later)
    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["application-received", "application-declined", "application-received", "application-approved"]


def test_many_are_decided_each_by_itself():
    waiting, gone = [applied(), applied()], applied()
    services.withdraw_member(member=gone, by=gone.user, now=NOW)
    result = services.approve_applications(members=[*waiting, gone], by=UserFactory(), now=NOW)
    assert (result.done, result.skipped) == (waiting, [gone])
    assert Message.objects.filter(kind="application-approved").count() == 2


def test_a_business_number_links_the_organisation_at_approval():
    known = OrganisationFactory(business_number="116-82-00276")
    member = applied(organisation=None, organisation_name="이름이 다름", organisation_number="116-82-00276")
    services.approve_application(member=member, by=UserFactory(), now=NOW)
    member.refresh_from_db()
    assert (member.organisation, member.organisation_name) == (known, "")


def test_access_ends_after_the_grace_and_the_tick_says_so_once():
    member = MemberFactory(valid_until=NOW.date())
    last_day = NOW + timedelta(days=30)
    assert member.has_access(last_day)
    assert services.expire_memberships(now=last_day) == 0
    after = NOW + timedelta(days=31)
    assert not member.has_access(after)
    assert [services.expire_memberships(now=after), services.expire_memberships(now=after)] == [1, 0]
    member.refresh_from_db()
    assert member.state == State.EXPIRED


def test_terms_end_by_themselves():
    over = MembershipFactory(ends_on=(NOW - timedelta(days=1)).date())
    lasting = MembershipFactory(body=over.body, ends_on=NOW.date())
    assert [services.end_memberships(now=NOW), services.end_memberships(now=NOW)] == [1, 0]
    assert list(Membership.objects.in_force(NOW.date())) == [lasting]
    over.refresh_from_db()
    assert over.state == Membership.State.EXPIRED
    assert Body.objects.count() == 1


def test_reinstating_renews_a_term_that_is_over():
    member = MemberFactory(state=State.EXPIRED, valid_until=date(2025, 12, 31))
    services.reinstate_member(member=member, by=UserFactory(), now=NOW)
    member.refresh_from_db()
    assert member.has_access(NOW)


def test_a_draft_changes_nothing_but_the_applicants_fields():
    member = applicant()
    with pytest.raises(ValueError, match="not the applicant's"):
        services.save_application_draft(member=member, values={"state": "active"})


def test_consents_are_given_once_and_withdrawn_with_what_rests_on_them():
    member = MemberFactory()
    with pytest.raises(services.ConsentRefusedError):
        services.give_consent(member=member, purpose="night", language="ko", now=NOW)
    for purpose in ("news", "news", "night", "membership"):
        services.give_consent(member=member, purpose=purpose, language="ko", now=NOW)
    assert Consent.objects.count() == 3
    later = NOW + timedelta(hours=1)
    assert services.withdraw_consent(member=member, purpose="news", now=later)
    assert not services.withdraw_consent(member=member, purpose="news", now=later)
    assert list(Consent.objects.filter(withdrawn_at=None).values_list("purpose", flat=True)) == ["membership"]
    with pytest.raises(services.ConsentRefusedError):
        services.withdraw_consent(member=member, purpose="membership", now=later)
    services.give_consent(member=member, purpose="news", language="en", now=later)
    assert Consent.objects.filter(purpose="news").count() == 2


def test_organisations_are_found_by_a_part_of_either_name():
    OrganisationFactory(name_ko="달무리사출", name_en="Dalmuri Molding")
    OrganisationFactory(name_ko="새달무리", name_en="New Moon")
    found = [[o.name_ko for o in Organisation.objects.looking_like(text)] for text in ("달무리", "dalmuri", "%", "새달무리")]
    assert found == [["달무리사출", "새달무리"], ["달무리사출"], [], ["새달무리"]]
