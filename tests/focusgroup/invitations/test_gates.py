"""No dispatch without approved plan, fresh data, approved proposal and live NDA."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from council.library.services import AgreementChangedError, publish_agreement
from council.members.models import Member, User
from council.messaging.models import Message
from focusgroup.models import AgencyEngagement, DataItem, Dispatch, InvitationPlan
from focusgroup.models.invitations import Stage
from focusgroup.models.invitations.deliverables import fresh_until, oldest_fresh
from focusgroup.permissions.invitations import engagement_for, own_engagements, visible_targets
from focusgroup.services import invitations as services
from focusgroup.services.errors import NotYours, WrongState
from focusgroup.services.invitations import DispatchBlocked
from focusgroup.services.invitations.engagements import StrangeContact
from focusgroup.wiring.invitations import still_true
from tests.factories import NOW, MemberFactory, OrganisationFactory, UserFactory, coordinator
from tests.focusgroup.factories.invitations import TODAY, EngagementFactory, TargetFactory, accept, papers

pytestmark = pytest.mark.django_db


@pytest.fixture
def ready():
    """A qualified target that lacks nothing, its proposal and the engagement."""
    target = TargetFactory(stage=Stage.QUALIFIED)
    engagement = EngagementFactory(targets=[target])
    accept(engagement)
    return target, papers(target), engagement


def send(ready, by, now=NOW):
    target, proposal, engagement = ready
    return services.dispatch(target=target, engagement=engagement, proposal=proposal, by=by, now=now)


def refusal(ready, by, now=NOW):
    with pytest.raises(DispatchBlocked) as blocked:
        send(ready, by, now)
    return [(one.slug, one.text) for one in blocked.value.missing]


def test_all_that_is_missing_is_named_at_once(team):
    target = TargetFactory()
    draft = services.write_proposal(target=target, language="en", title="Come", text="Come.", by=team, now=NOW)
    engagement = EngagementFactory(nda_until=TODAY - timedelta(days=1), ends_on=TODAY - timedelta(days=1))
    assert refusal((target, draft, engagement), team) == [
        ("stage", "The target must be at “Qualified”; it is at “Target identified”."),
        ("plan", "There is no invitation plan."),
        ("data", "The data pack is empty."),
        ("proposal", "Version 1 of the proposal is not approved."),
        ("engagement", "The engagement does not cover this target."),
        ("engagement", "The engagement does not run today: 2 Nov 2025 (Sun) – 1 Nov 2026 (Sun)."),
        ("nda", "The agency has not accepted the NDA as it is now."),
        ("nda", "The NDA ended on 1 Nov 2026 (Sun)."),
    ]
    assert (Dispatch.objects.count(), Message.objects.count()) == (0, 0)
    target.refresh_from_db()
    assert target.stage == Stage.IDENTIFIED


def test_what_lacks_nothing_goes_out_with_what_it_was_that_day(team, ready):
    target, proposal, engagement = ready
    sent = send(ready, team)
    assert (sent.by, sent.at, sent.proposal, sent.engagement, sent.plan) == (
        team,
        NOW,
        proposal,
        engagement,
        InvitationPlan.objects.get(),
    )
    assert sent.data == [
        {"title": "Wages", "source": "Office", "dated_on": "2026-11-02", "licence": "KOGL type 1", "url": "", "note": ""}
    ]
    target.refresh_from_db()
    assert target.stage == Stage.PROPOSAL_SENT
    assert [(move.verb, move.reason) for move in target.moves.all()] == [("advance", "Version 1 was dispatched.")]
    # Again is harmless: the same dispatch, no second mail.
    assert send(ready, team) == sent
    message = Message.objects.get()
    assert (message.address, message.context["subject"]) == (
        engagement.contact.user.email,
        f"New papers for {target.reference}",
    )
    assert still_true(message.context)
    services.end_engagement(engagement=engagement, by=team, reason="Done", now=NOW)
    assert not still_true(message.context)


def test_each_thing_alone_is_named_alone(team, ready):
    target, proposal, engagement = ready
    items = DataItem.objects.filter(pack__target=target)
    agreement = engagement.agreement

    def touch(what, **columns):
        before = what.values(*columns).get()
        what.update(**columns)
        proposal.refresh_from_db()
        found = refusal(ready, team)
        what.update(**before)
        return found

    # What is approved cannot be taken back: a target whose plan is a draft, and one without an approved version.
    draft = TargetFactory(stage=Stage.QUALIFIED)
    engagement.targets.add(draft)
    services.write_plan(target=draft, text="x", by=team, now=NOW)
    version = services.write_proposal(target=draft, language="en", title="x", text="x", by=team, now=NOW)
    services.save_data_item(target=draft, item=DataItem(title="T", source="S", licence="L", dated_on=TODAY), by=team, now=NOW)
    assert refusal((draft, version, engagement), team) == [
        ("plan", "The invitation plan is not approved."),
        ("proposal", "Version 1 of the proposal is not approved."),
    ]
    assert touch(items, dated_on=date(2025, 11, 1)) == [
        ("data", "The data “Wages” is of 1 Nov 2025 (Sat): older than 12 months.")
    ]
    engagements = type(engagement).objects.filter(pk=engagement.pk)
    assert touch(engagements, nda_from=TODAY + timedelta(days=1)) == [("nda", "The NDA holds from 3 Nov 2026 (Tue) only.")]
    assert touch(engagements, ended_at=NOW, ended_reason="Why") == [
        ("engagement", "The engagement was ended on 2 Nov 2026 (Mon).")
    ]
    targets = type(target).objects.filter(pk=target.pk)
    assert touch(targets, standing="on-hold") == [("stage", "The target is not in progress: On hold.")]
    # Other words of the agreement are accepted anew.
    publish_agreement(agreement=agreement, text_ko="새 글", text_en="Other words", by=None, now=NOW)
    assert refusal(ready, team) == [("nda", "The agency has not accepted the NDA as it is now.")]


def test_the_day_counts_to_its_end(team, ready):
    """Data of a year ago is fresh today, and not tomorrow; an NDA holds on its last day."""
    target, _proposal, engagement = ready
    DataItem.objects.filter(pack__target=target).update(dated_on=date(2025, 11, 2))
    type(engagement).objects.filter(pk=engagement.pk).update(nda_until=TODAY)
    tomorrow = NOW + timedelta(days=1)
    assert [slug for slug, _text in refusal(ready, team, tomorrow)] == ["data", "nda"]
    assert send(ready, team).at == NOW


def test_twelve_months_of_short_ones():
    days = [date(2025, 11, 2), date(2024, 2, 29), date(2023, 2, 28), date(2025, 8, 31)]
    assert [fresh_until(day) for day in days] == [
        date(2026, 11, 2),
        date(2025, 2, 28),
        date(2024, 2, 29),
        date(2026, 8, 31),
    ]
    for day in days:
        assert oldest_fresh(fresh_until(day)) <= day < oldest_fresh(fresh_until(day) + timedelta(days=1))


def test_nobody_else_dispatches_approves_or_engages(ready, outsiders):
    target, proposal, engagement = ready
    plan = InvitationPlan.objects.get()
    for person in (*outsiders, engagement.contact.user):
        for verb in (
            lambda by: send(ready, by),
            lambda by: services.write_plan(target=target, text="x", by=by, now=NOW),
            lambda by: services.approve_plan(plan=plan, by=by, now=NOW),
            lambda by: services.approve_proposal(proposal=proposal, by=by, now=NOW),
            lambda by: services.save_target(target=target, by=by, now=NOW),
            lambda by: services.save_data_item(target=target, item=DataItem(), by=by, now=NOW),
            lambda by: services.save_engagement(engagement=engagement, targets=[], by=by, now=NOW),
            lambda by: services.end_engagement(engagement=engagement, by=by, reason="x", now=NOW),
        ):
            with pytest.raises(NotYours):
                verb(person)


def test_approved_words_stay_and_others_are_the_next_version(team, target):
    first = services.write_plan(target=target, text="One", by=team, now=NOW)
    assert services.write_plan(target=target, text="One, better", by=team, now=NOW).pk == first.pk
    services.approve_plan(plan=first, by=team, now=NOW)
    second = services.write_plan(target=target, text="Two", by=team, now=NOW)
    assert [(plan.number, plan.text, plan.approved_as != "") for plan in target.plans.all()] == [
        (2, "Two", False),
        (1, "One, better", True),
    ]
    assert second.number == 2
    version = services.write_proposal(target=target, language="ko", title="제안", text="글", by=team, now=NOW)
    services.approve_proposal(proposal=version, by=team, now=NOW)
    with pytest.raises(WrongState):
        services.write_proposal(target=target, language="ko", title="x", text="x", by=team, now=NOW, proposal=version)


def test_the_database_keeps_what_was_approved_and_dispatched(team, ready):
    sent = send(ready, team)
    target = sent.target
    for rows, column in (
        (target.plans, "text"),
        (target.proposals, "text"),
        (target.dispatches, "at"),
        (target.moves, "reason"),
    ):
        changed = NOW + timedelta(days=1) if column == "at" else "Other words"
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**{column: changed})
    # The log-in behind it may go.
    assert target.dispatches.update(by=None) == 1


def test_an_agency_sees_its_own_targets_while_it_is_engaged_under_the_nda(team, ready):
    target, _proposal, engagement = ready
    TargetFactory()
    agency = engagement.contact.user
    assert list(visible_targets(agency, NOW)) == [target]
    assert engagement_for(agency, target, NOW) == engagement
    after = NOW + timedelta(days=366)
    assert list(visible_targets(agency, after)) == []
    # Staff who see the portal as the agency's contact, to help, see none of it.
    agency.is_seen_as = True
    assert list(visible_targets(agency, NOW)) == []
    agency.is_seen_as = False
    # Who has left the agency, or is suspended, sees nothing more of them, and nothing is dispatched.
    contact = Member.objects.filter(pk=engagement.contact_id)
    for columns in ({"organisation": OrganisationFactory()}, {"state": Member.State.SUSPENDED}):
        before = contact.values(*columns).get()
        contact.update(**columns)
        user = User.objects.get(pk=agency.pk)
        assert (list(visible_targets(user, NOW)), list(own_engagements(user, NOW))) == ([], [])
        engagement = AgencyEngagement.objects.get(pk=engagement.pk)
        assert refusal((target, _proposal, engagement), team) == [
            ("engagement", "Its contact does not belong to the agency any more, or is suspended."),
        ]
        contact.update(**before)
    services.end_engagement(engagement=engagement, by=team, reason="Enough", now=NOW)
    services.end_engagement(engagement=engagement, by=team, reason="Once more", now=NOW + timedelta(hours=1))
    engagement.refresh_from_db()
    assert (engagement.ended_at, engagement.ended_reason) == (NOW, "Enough")
    assert list(visible_targets(agency, NOW)) == []


def test_the_contact_alone_accepts_the_words_that_he_read(client, team, target):
    engagement = EngagementFactory(targets=[target])
    contact = engagement.contact
    words = {"engagement": engagement, "language": "en", "now": NOW}
    with pytest.raises(NotYours):
        services.accept_nda(member=team.member, number=1, **words)
    with pytest.raises(AgreementChangedError):
        services.accept_nda(member=contact, number=2, **words)
    assert list(visible_targets(contact.user, NOW)) == []
    first = services.accept_nda(member=contact, number=1, **words)
    assert services.accept_nda(member=contact, number=1, **words) == first
    assert list(visible_targets(contact.user, NOW)) == [target]
    letter = Message.objects.get().context
    assert letter["url"].endswith(f"/focus-group/invitations/engagements/{engagement.key}/")
    # For whom he works is told neither in the letter, which staff read in the outbox, nor in the list of acceptances.
    agency = engagement.agency.name_en
    assert (agency in first.name, agency in str(letter)) == (True, False)
    listed = reverse("admin:library_acceptance_changelist")
    for staff, sees in (
        (coordinator("focus-group", email="desk@example.com"), False),
        (UserFactory(is_staff=True, is_superuser=True), True),
    ):
        client.force_login(staff)
        assert (agency in client.get(listed).content.decode()) == sees


def test_a_contact_belongs_to_the_agency_and_is_told(team, target):
    engagement = EngagementFactory.build(agency=None, contact=None, agreement=None)
    saved = EngagementFactory()
    engagement.agency, engagement.agreement = saved.agency, saved.agreement
    engagement.contact = MemberFactory(kind=Member.Kind.EXTERNAL, state="draft")
    with pytest.raises(StrangeContact):
        services.save_engagement(engagement=engagement, targets=[target], by=team, now=NOW)
    engagement.contact = saved.contact
    services.save_engagement(engagement=engagement, targets=[target], by=team, now=NOW)
    assert list(engagement.targets.all()) == [target]
    assert [message.address for message in Message.objects.all()] == [saved.contact.user.email]
    services.save_engagement(engagement=engagement, targets=[], by=team, now=NOW)
    assert Message.objects.count() == 1
    # A new contact is told, too.
    engagement.contact = MemberFactory(kind=Member.Kind.EXTERNAL, state="draft", organisation=engagement.agency)
    services.save_engagement(engagement=engagement, targets=[], by=team, now=NOW)
    services.save_engagement(engagement=engagement, targets=[], by=team, now=NOW)
    assert [message.address for message in Message.objects.order_by("pk")][1:] == [engagement.contact.user.email]
