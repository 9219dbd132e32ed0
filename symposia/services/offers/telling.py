"""What owners and inquirers are told, each fact once. No letter names an offer or leads to one: the outbox is open to staff of
every programme, and whom a letter goes to would say whose the offer is. What it is about stands on one's own list."""

from collections.abc import Callable
from typing import Any
from uuid import uuid5

from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual
from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import queue_message
from symposia.models import InterestExpression, OfferMove, RoleVerification

OF_OFFER, OF_INTEREST, OF_ROLE = "tech-offer", "tech-interest", "audience-role"
Words = Callable[[], tuple[str, str]]
Verb = OfferMove.Verb
# Steps after which an earlier letter to the owner is not true any more.
OF_OWNER = (Verb.HANDED_IN, Verb.RETURNED, Verb.TAKEN_BACK, Verb.CHECKED, Verb.PUBLISHED, Verb.CLOSED)


def tell_owner(move: OfferMove) -> None:
    """Tell an owner that staff have checked, returned or closed the offer."""
    offer = move.offer
    words: dict[str, Words] = {
        Verb.CHECKED: lambda: (
            _("[Disclosure checked] Your technology offer"),
            _("The secretariat has checked what others would see of your offer. You can publish it now."),
        ),
        Verb.RETURNED: lambda: (
            _("[Returned] Your technology offer"),
            _("The secretariat has returned your offer: why, stands on its page. Please change it and hand it in again."),
        ),
        Verb.CLOSED: lambda: (
            _("[Closed] Your technology offer"),
            _("The secretariat has closed your offer: why, stands on its page. Others do not see it any more."),
        ),
    }
    # What staff wrote may quote the teaser: it stands on the page alone.
    facts = {"move": move.pk}
    _tell(OF_OFFER, offer.owner, offer.symposium.event, words[move.verb], f"{move.pk}", facts)


def owner_is_true(context: dict[str, Any]) -> bool:
    """Whether nothing of the kind was done with the offer since."""
    move = OfferMove.objects.filter(pk=context["move"]).first()
    if move is None:
        return False
    return not OfferMove.objects.filter(offer=move.offer_id, pk__gt=move.pk, verb__in=OF_OWNER).exists()


def tell_owner_of_interest(interest: InterestExpression) -> None:
    """Tell an owner at once that somebody is interested; who it is and why stand on the page."""

    def words() -> tuple[str, str]:
        return (
            _("[Interest] Somebody is interested in your technology"),
            _(
                "Somebody is interested in a technology that you offer. Read who it is, then accept or decline. "
                "Who you are stays hidden until you accept."
            ),
        )

    _told_of_interest(interest, interest.offer.owner, words)


def tell_inquirer(interest: InterestExpression) -> None:
    """Tell an inquirer that his interest was accepted, declined, or has expired."""
    state = InterestExpression.State
    words: dict[str, Words] = {
        state.ACCEPTED: lambda: (
            _("[Accepted] Your interest in a technology offer"),
            _("The owner has accepted your interest. Who offers the technology, and its description, are open to you now."),
        ),
        state.DECLINED: lambda: (
            _("[Declined] Your interest in a technology offer"),
            _("The owner has declined your interest. Other offers are on the symposium’s page."),
        ),
        state.EXPIRED: lambda: (
            _("[Expired] Your interest in a technology offer"),
            _("The owner did not answer, or the offer has ended. Your interest has expired."),
        ),
    }
    _told_of_interest(interest, interest.member, words[interest.state])


def _told_of_interest(interest: InterestExpression, member: Member, words: Words) -> None:
    facts = {"interest": interest.pk, "state": interest.state}
    # Keys of letters are shown in the outbox: the two sides’ have nothing in common.
    fact = f"{uuid5(interest.key, str(member.pk)).hex}:{interest.state}"
    _tell(OF_INTEREST, member, interest.offer.symposium.event, words, fact, facts)


def interest_is_true(context: dict[str, Any]) -> bool:
    """Whether the interest is in the state that a letter tells of."""
    return InterestExpression.objects.filter(pk=context["interest"], state=context["state"]).exists()


def tell_role(verification: RoleVerification) -> None:
    """Tell a member what staff decided of his role."""
    state = RoleVerification.State

    def words() -> tuple[str, str]:
        role = {"role": verification.get_role_display()}
        if verification.state == state.VERIFIED:
            return (
                _("[Verified] %(role)s") % role,
                _("You are verified as: %(role)s. You can express an interest in technology offers now.") % role,
            )
        if verification.state == state.REFUSED:
            return (
                _("[Not verified] %(role)s") % role,
                _("The secretariat could not verify you as: %(role)s. You can ask again.") % role,
            )
        return _("[Ended] %(role)s") % role, _("The secretariat has ended your verification as: %(role)s.") % role

    facts = {"verification": verification.pk, "state": verification.state, "reason": verification.reason}
    _tell(OF_ROLE, verification.member, None, words, f"{verification.pk}:{verification.state}", facts)


def role_is_true(context: dict[str, Any]) -> bool:
    """Whether the role stands as a letter tells."""
    return RoleVerification.objects.filter(pk=context["verification"], state=context["state"]).exists()


def _tell(kind: str, member: Member, event: Any, words: Words, fact: str, facts: dict[str, Any]) -> None:
    if not member.user.is_active or member.erased_at is not None:
        return
    language = member.language
    with translation.override(language):
        subject, text = words()
        action = _("See your offers and interests") if event else _("See the symposia")
        if event:
            text += "\n\n" + _("It was offered at: %(symposium)s") % {"symposium": bilingual.text(event, "title", language)}
        context = {
            "name": member.display_name(language),
            "subject": subject,
            "text": text,
            "action": action,
            "url": absolute_url("symposia:offer-mine", language, event.slug)
            if event
            else absolute_url("symposia:home", language),
            **facts,
        }
    queue_message(
        kind=kind,
        template="symposia/email/offer",
        user=member.user,
        address=member.user.email,
        language=language,
        context=context,
        key=f"{kind}:{member.pk}:{fact}",
    )
