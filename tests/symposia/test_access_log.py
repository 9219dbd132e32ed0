"""Staff of the symposia who look at people are on record, whichever part the page belongs to; it does not tell who offers
a technology."""

import pytest
from django.test import Client
from django.urls import reverse

from council.members.models import PersonalDataAccess
from council.members.services import erase_person, preview_erasure, request_erasure
from council.members.services.merging_people import rehearse_people
from symposia.models import Meeting, RoleVerification, TalkQuestion, TalkSpeaker
from tests.factories import NOW, MemberFactory, RegistrationFactory, SpeakerFactory, coordinator
from tests.symposia.factories.matching import a_round, agreed, taking_part
from tests.symposia.factories.offers import InterestFactory, OfferFactory, looks_for
from tests.symposia.factories.outcomes import ActionFactory, TalkFactory
from tests.symposia.factories.programme import TalkFactory as PlannedTalkFactory
from tests.symposia.factories.symposium import SymposiumFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_pages_of_every_part_are_noted():
    symposium = SymposiumFactory()
    desk = coordinator("symposia", email="desk@example.com")
    one, other, third, speaker = (MemberFactory(family_name_en=name) for name in ("One", "Other", "Third", "Speaker"))
    RegistrationFactory(event=symposium.event, member=third)
    the_round = a_round(symposium)
    for member in (one, other):
        taking_part(the_round, member)
    request = agreed(the_round, one, other)
    slot = the_round.slots.first()
    waits = agreed(the_round, other, third, state="requested", reply=None)
    talk = PlannedTalkFactory(symposium=symposium)
    TalkSpeaker.objects.create(talk=talk, speaker=SpeakerFactory(member=speaker), position=1)
    action = ActionFactory(symposium=symposium, owner=third)
    # Told without a name: nobody learns it of the log either.
    told = TalkFactory(symposium=symposium, speaker=speaker, told_en="We paid late.", attribution="anonymous")
    TalkFactory(symposium=symposium, speaker=one, told_en="We paid early.", attribution="named")
    TalkQuestion.objects.create(talk=told, member=other, text="How late?", asked_at=NOW)
    client = Client()
    client.force_login(desk)

    def url(name, *args):
        return reverse(f"symposia:{name}", args=["symposium", *args])

    def noted(path):
        before = PersonalDataAccess.objects.count()
        assert client.get(path).status_code == 200, path
        rows = PersonalDataAccess.objects.order_by("pk")[before:]
        return [(row.path, set(row.subjects)) for row in rows]

    seated = {one.pk, other.pk, third.pk}
    expected = {
        url("days-badges"): seated,
        url("plan"): {speaker.pk},
        url("plan-publish"): {speaker.pk},
        url("plan-talk", talk.number): {speaker.pk},
        url("plan-talk-new"): {speaker.pk},
        url("meeting-round", the_round.pk): {one.pk, other.pk},
        url("meeting-desk", the_round.pk): {one.pk, other.pk},
        url("meeting-place", request.pk): {one.pk, other.pk},
        url("meeting-request", waits.pk): {other.pk, third.pk},
        url("action-new"): seated,
        url("action-settle", action.key): {third.pk},
        url("talk-new"): seated,
        url("talk-edit", told.key): {*seated, speaker.pk},
        url("talk-detail", told.key): {other.pk},
        url("outcome-list"): {third.pk, one.pk},
    }
    assert {path: noted(path) for path in expected} == {path: [(path, people)] for path, people in expected.items()}
    meeting = Meeting.objects.create(
        request=request, round=the_round, asker=one, asked=other, slot=slot, table=the_round.tables.first(),
        starts_at=slot.starts_at, ends_at=slot.ends_at, state="confirmed", state_at=NOW, told_at=NOW,
    )  # fmt: skip
    for name, key in (
        ("meeting-desk", the_round.pk),
        ("meeting-move", meeting.pk),
        ("meeting-release", meeting.pk),
        ("meeting-tables-pdf", the_round.pk),
    ):
        assert noted(url(name, key)) == [(url(name, key), {one.pk, other.pk})], name


def test_who_reads_the_record_is_not_told_whose_an_offer_is():
    offer = OfferFactory()
    inquirer = InterestFactory(offer=offer, state="accepted", answered_at=NOW).member
    client = Client()
    client.force_login(coordinator("symposia", email="desk@example.com"))
    pages = [offer.get_absolute_url()]
    pages += [reverse(f"admin:symposia_techoffer_{name}", args=[offer.pk]) for name in ("change", "history", "close", "return")]
    for path in pages:
        client.get(path)
    rows = PersonalDataAccess.objects.order_by("pk")
    people = {offer.owner.pk, inquirer.pk}
    assert [(row.path, set(row.subjects) <= people, offer.owner.pk in row.subjects) for row in rows] == [("", True, True)] * 5
    # Staff of another programme who was accepted is on record, too, and it tells no more.
    client.force_login(inquirer.user)
    inquirer.user.is_staff = True
    inquirer.user.save()
    client.get(offer.get_absolute_url())
    assert (rows.last().actor, rows.last().path) == (inquirer.user, "")
    reader = Client()
    reader.force_login(coordinator("council", email="secretariat@example.com"))
    changelist = reverse("admin:members_personaldataaccess_changelist")
    page = reader.get(changelist, {"q": "offers"}).content.decode()
    assert (str(offer.key) in page, reader.get(changelist, {"q": str(offer.key)}).context["cl"].result_count) == (False, 0)


def test_staff_who_erase_somebody_or_make_two_records_one_are_not_told_that_there_are_offers():
    offer = OfferFactory()
    InterestFactory(offer=OfferFactory(symposium=offer.symposium), member=offer.owner)
    secrets = {"Technology that you offered", "Technology offers that you were interested in"}
    told = {
        is_own: secrets & {str(row["label"]) for row in preview_erasure(offer.owner.user, is_own=is_own) if row["count"]}
        for is_own in (True, False)
    }
    assert told == {True: secrets, False: set()}
    merge = {"kept": MemberFactory(), "gone": offer.owner, "choices": {}, "by": coordinator("council"), "now": NOW}
    assert secrets & {str(line.label) for line in rehearse_people(**merge).lines} == set()


def test_an_erasure_takes_what_names_a_person_from_offers_and_interests():
    offer = OfferFactory(description_en="By Hideous Owl of Owlworks.")
    owner = offer.owner
    offer.history.update(history_user=owner.user)
    mine = InterestFactory(offer=OfferFactory(symposium=offer.symposium), member=looks_for(member=owner), offered="My funds.")
    asked = InterestFactory(offer=offer, state="accepted", answered_at=NOW, answer="Call Hideous Owl.", message="How much?")
    request = request_erasure(user=owner.user, wish="", now=NOW)
    erase_person(request=request, by=coordinator("council"), now=NOW)
    offer.refresh_from_db()
    mine.refresh_from_db()
    assert (offer.title_en, offer.description_en, mine.message, mine.offered) == ("A joint that holds", "", "", "")
    # What he answered is his, what he was asked is not.
    asked.refresh_from_db()
    assert (asked.answer, asked.message, asked.state) == ("", "How much?", "accepted")
    assert set(offer.history.values_list("description_en", flat=True)) == {""}
    assert not RoleVerification.history.filter(member=owner).exists()
