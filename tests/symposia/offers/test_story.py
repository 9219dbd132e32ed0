"""An offer from its draft to an agreement, and everything that refuses to happen on the way."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from council.messaging.models import Message
from council.messaging.rendering import render
from council.reminders.services import plan_reminders
from symposia.models import InterestExpression, OfferMove, RoleVerification, TechOffer
from symposia.permissions.offers import identity_open
from symposia.services import offers as services
from symposia.services.errors import NotYours, ReasonMissing, WrongState
from symposia.services.offers import errors
from tests.factories import NOW, MemberFactory, OrganisationFactory, coordinator
from tests.symposia.factories.offers import InterestFactory, OfferFactory, draft, looks_for
from tests.symposia.factories.symposium import SymposiumFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORDS = {"title_en": "A joint that holds", "summary_en": "Steel and polymer in one part."}
FACTS = {"field": "joining", "trl": 5, "ipr": "filed", "partners": ["maker"], "cooperation": ["licence"]}


def owner_of(**more):
    return MemberFactory(organisation=OrganisationFactory(name_en="Solid Joints"), **more)


def letters(kind):
    """(to whom, subject) of the letters of a kind, in their order."""
    found = Message.objects.filter(kind=kind).order_by("pk")
    return [(message.user.email, message.context["subject"].split("]")[0] + "]") for message in found]


def test_from_the_draft_to_an_agreement():
    symposium, owner, desk = SymposiumFactory(), owner_of(user__email="owner@example.com"), coordinator("symposia")
    token, declared = uuid.uuid4(), []
    about = {"symposium": symposium, "owner": owner, "now": NOW, "token": token, **FACTS}
    offer = services.begin_offer(**about, title_en="Solid Joints’ joint")
    assert services.begin_offer(**about, title_en="Solid Joints’ joint") == offer
    mine = {"offer": offer, "by": owner, "now": NOW}
    with pytest.raises(errors.NotComplete):
        services.hand_in_offer(**mine)
    services.save_offer(**mine, summary_en=WORDS["summary_en"])
    with pytest.raises(errors.NamesInTeaser):
        services.hand_in_offer(**mine)
    services.save_offer(**mine, **WORDS)
    held = services.hand_in_offer(**mine, declare=declared.append)
    assert services.hand_in_offer(**mine, declare=declared.append) == held
    assert (declared, held.organisation, held.is_handed_in) == ([offer], owner.organisation, True)
    # What was handed in is nobody's to change; the check is of what staff saw.
    with pytest.raises(WrongState):
        services.save_offer(**mine, title_en="Another")
    seen = services.seen_as(held)
    services.take_back_offer(**mine)
    services.hand_in_offer(**{**mine, "now": NOW + DAY})
    with pytest.raises(WrongState):
        services.check_offer(offer=offer, seen=seen, by=desk, now=NOW + DAY)
    with pytest.raises(NotYours):
        services.check_offer(offer=offer, seen=seen, by=owner.user, now=NOW)
    # Staff who offer something have it checked by somebody else.
    own = draft(symposium=symposium, owner=desk.member, organisation=owner.organisation, handed_in_at=NOW)
    with pytest.raises(errors.OwnMatter):
        services.check_offer(offer=own, seen=services.seen_as(own), by=desk, now=NOW)
    own.delete()
    with pytest.raises(ReasonMissing):
        services.return_offer(offer=offer, reason=" ", by=desk, now=NOW)
    services.return_offer(offer=offer, reason="Say what is new.", by=desk, now=NOW + DAY)
    with pytest.raises(WrongState):
        services.publish_offer(**mine)
    held = services.hand_in_offer(**{**mine, "now": NOW + 2 * DAY})
    services.check_offer(offer=offer, seen=services.seen_as(held), by=desk, now=NOW + 2 * DAY)
    held = services.publish_offer(**mine)
    assert services.publish_offer(**mine) == held
    assert held.valid_until == NOW.date().replace(year=NOW.year + 1)
    assert letters("tech-offer") == [("owner@example.com", "[Returned]"), ("owner@example.com", "[Disclosure checked]")]

    inquirer = looks_for("investor", user__email="investor@example.com")
    ask = {"offer": offer, "member": inquirer, "message": "How much?", "offered": "", "now": NOW}
    with pytest.raises(errors.NoRole):
        services.express_interest(**ask, role="provider")
    with pytest.raises(errors.OwnOffer):
        services.express_interest(**{**ask, "member": owner}, role="investor")
    interest = services.express_interest(**ask, role="investor")
    assert services.express_interest(**ask, role="investor") == interest
    assert not identity_open(offer, inquirer)
    with pytest.raises(errors.AnswerFirst):
        services.take_back_offer(**mine)
    with pytest.raises(WrongState):
        services.agree_offer(offer=offer, interest=interest, by=owner, now=NOW)
    answer = {"interest": interest, "by": owner, "now": NOW + DAY}
    with pytest.raises(NotYours):
        services.accept_interest(**{**answer, "by": inquirer})
    accepted = services.accept_interest(**answer)
    assert services.accept_interest(**answer) == accepted
    with pytest.raises(WrongState):
        services.decline_interest(**answer)
    # It opens to this one inquirer.
    late = InterestFactory(offer=offer, member=looks_for("provider", user__email="late@example.com"))
    assert [identity_open(offer, one) for one in (owner, inquirer, late.member, None)] == [True, True, False, False]
    done = services.agree_offer(offer=offer, interest=interest, by=owner, now=NOW + 2 * DAY)
    assert services.agree_offer(offer=offer, interest=interest, by=owner, now=NOW + 2 * DAY) == done
    late.refresh_from_db()
    assert (done.state, late.state, TechOffer.objects.shown(NOW).count()) == ("agreed", "expired", 0)
    assert letters("tech-interest") == [
        ("owner@example.com", "[Interest]"),
        ("investor@example.com", "[Accepted]"),
        ("late@example.com", "[Expired]"),
    ]
    told = ["handed-in", "taken-back", "handed-in", "returned", "handed-in", "checked", "published"]
    assert list(OfferMove.objects.order_by("pk").values_list("verb", flat=True)) == [
        *told,
        *("interest", "accepted", "agreed", "expired"),
    ]


def test_no_letter_names_an_offer_its_owner_or_its_address():
    offer = OfferFactory(owner=owner_of(), title_en="Unheard-of joint", description_en="Sealed")
    for state in ("sent", "accepted", "declined", "expired"):
        one = InterestFactory(offer=offer, state=state, answered_at=None if state == "sent" else NOW)
        services.telling.tell_owner_of_interest(one) if state == "sent" else services.telling.tell_inquirer(one)
    for verb in ("checked", "returned", "closed"):
        services.telling.tell_owner(
            OfferMove.objects.create(offer=offer, verb=verb, at=NOW, reason="Unheard-of: say what is new.")
        )
    offer.valid_until = timezone.localdate(NOW) + 7 * DAY
    offer.save()
    plan_reminders(now=NOW)
    plan_reminders(now=NOW + 17 * DAY)
    messages = list(Message.objects.order_by("pk"))
    kinds = {message.kind for message in messages}
    assert kinds == {"tech-interest", "tech-offer", "offer-ends", "interest-waits"}
    for message in messages:
        shown = render(message)
        text = f"{shown.subject} {shown.text} {shown.html} {message.context}"
        to_owner = message.user == offer.owner.user
        secrets = ["Unheard-of", "Sealed", str(offer.key), "Solid Joints"]
        assert [word for word in secrets + ([] if to_owner else [offer.owner.user.email]) if word in text] == []


def test_limits_roles_expiry_and_renewal():
    desk, asks = coordinator("symposia"), MemberFactory(user__email="asks@example.com")
    role = services.ask_role(member=asks, role="investor", text="Our fund.", now=NOW)
    own = RoleVerification.objects.create(member=desk.member, role="investor", text="Mine.", asked_at=NOW)
    with pytest.raises(errors.OwnMatter):
        services.verify_role(verification=own, by=desk, now=NOW)
    with pytest.raises(errors.RoleThere):
        services.ask_role(member=asks, role="investor", text="Our fund.", now=NOW)
    with pytest.raises(NotYours):
        services.verify_role(verification=role, by=asks.user, now=NOW)
    with pytest.raises(ReasonMissing):
        services.refuse_role(verification=role, reason="", by=desk, now=NOW)
    services.refuse_role(verification=role, reason="Which fund?", by=desk, now=NOW)
    with pytest.raises(WrongState):
        services.verify_role(verification=role, by=desk, now=NOW)
    again = services.ask_role(member=asks, role="investor", text="The Blue Fund.", now=NOW + DAY)
    services.verify_role(verification=again, by=desk, now=NOW)
    services.verify_role(verification=again, by=desk, now=NOW)
    assert letters("audience-role") == [("asks@example.com", "[Not verified]"), ("asks@example.com", "[Verified]")]

    symposium = SymposiumFactory()
    offers = [OfferFactory(symposium=symposium) for _number in range(6)]

    def interest(offer, now=NOW):
        return services.express_interest(offer=offer, member=asks, role="investor", message="?", offered="", now=now)

    for offer in offers[:5]:
        interest(offer)
    with pytest.raises(errors.TooManyInterests):
        interest(offers[5])
    with pytest.raises(errors.TooManyInterests):
        interest(offers[5], NOW + timedelta(hours=23))
    interest(offers[5], NOW + DAY)
    # Nobody answers: they expire after thirty days, and one may ask again.
    services.decline_interest(interest=offers[0].interests.get(), by=offers[0].owner, now=NOW)
    assert services.expire_interests(now=NOW + 30 * DAY - timedelta(seconds=1)) == 0
    with pytest.raises(WrongState):
        services.accept_interest(interest=offers[1].interests.get(), by=offers[1].owner, now=NOW + 30 * DAY)
    assert services.expire_interests(now=NOW + 30 * DAY) == 4
    assert services.expire_interests(now=NOW + 30 * DAY) == 0
    with pytest.raises(errors.AnsweredBefore):
        interest(offers[0], NOW + 31 * DAY)
    assert interest(offers[1], NOW + 31 * DAY).state == InterestExpression.State.SENT

    # A year; renewed from sixty days before its end, once a day, and after its end, too.
    offer, last = offers[0], offers[0].valid_until
    renew = {"offer": offer, "by": offer.owner}
    with pytest.raises(errors.TooEarly):
        services.renew_offer(**renew, now=NOW)
    shown = TechOffer.objects.filter(pk=offer.pk)
    midnight = NOW + timedelta(days=365)
    assert (shown.shown(midnight).exists(), shown.shown(midnight + DAY).exists()) == (True, False)
    with pytest.raises(errors.NotOffered):
        services.express_interest(offer=offer, member=looks_for(), role="investor", message="?", offered="", now=midnight + DAY)
    soon = midnight - 60 * DAY
    for _time in range(2):
        assert services.renew_offer(**renew, now=soon).valid_until == last.replace(year=last.year + 1)
    services.close_offer(offer=offer, reason="Sold", by=offer.owner.user, now=soon)
    with pytest.raises(WrongState):
        services.renew_offer(**renew, now=soon)
    with pytest.raises(ReasonMissing):
        services.close_offer(offer=offers[2], reason="", by=desk, now=NOW)
    assert RoleVerification.objects.filter(state="verified").count() == 2
