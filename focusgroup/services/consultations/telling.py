"""What people are told of a consultation, each fact once. No letter carries question or advice: they stand on the page."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import translation
from django.utils.translation import gettext as _

from council.members.models import Member
from council.messaging.links import absolute_url
from council.messaging.services import queue_message
from council.staff import GROUP_PREFIX
from focusgroup.group import SLUG
from focusgroup.models import Consultation, Offer

KIND = "consultation"
Words = Callable[[], tuple[str, str]]


def tell_expert(made: Offer, what: str, *, reason: str = "") -> None:
    """Tell an expert that a consultation is `offered` or `withdrawn`."""
    words: dict[str, Words] = {
        "offered": lambda: (
            _("[Consultation offered] %(title)s") % {"title": made.consultation.title},
            _("You are asked to advise on “%(title)s”. Read the question, then accept or decline it.")
            % {"title": made.consultation.title},
        ),
        "withdrawn": lambda: (
            _("[Offer withdrawn] %(title)s") % {"title": made.consultation.title},
            _("The secretariat has taken back “%(title)s”. You need not do anything.") % {"title": made.consultation.title},
        ),
    }
    facts = {"offer": made.pk, "offer_state": made.state}
    _tell(made.consultation, made.expert, f"{what}:{made.pk}", words[what], facts, reason, to_page=what == "offered")


def tell_requester(consultation: Consultation, what: str, *, reason: str = "") -> None:
    """Tell who asked that an expert has `accepted` it, that it is `advised`, or that the desk has `closed` it."""
    if consultation.requester is None:
        return
    title = {"title": consultation.title}
    words: dict[str, Words] = {
        "accepted": lambda: (
            _("[Expert found] %(title)s") % title,
            _("An expert has taken on your question “%(title)s”.") % title,
        ),
        "advised": lambda: (
            _("[Advice given] %(title)s") % title,
            _("There is advice on “%(title)s”. Please read it and say how useful it is to you.") % title,
        ),
        "closed": lambda: (
            _("[Consultation closed] %(title)s") % title,
            _("The secretariat has closed “%(title)s”.") % title,
        ),
    }
    # Offered anew and accepted by another is told again.
    fact = f"{what}:{consultation.offers.count()}"
    _tell(consultation, consultation.requester, fact, words[what], {"state": consultation.state}, reason)


def tell_desk(consultation: Consultation, what: str, *, fact: str = "") -> None:
    """Tell the staff that a question was `submitted` or `taken-back`, an offer `declined`, advice is `overdue`, or that its
    expert has gone (`freed`)."""
    title = {"title": consultation.title}
    words: dict[str, Words] = {
        "submitted": lambda: (
            _("[New consultation] %(title)s") % title,
            _("A question was sent in: “%(title)s”. Look at it and find an expert.") % title,
        ),
        "taken-back": lambda: (
            _("[Question taken back] %(title)s") % title,
            _("“%(title)s” was taken back by whoever asked it. You need not do anything; it may be sent again.") % title,
        ),
        "declined": lambda: (
            _("[Consultation declined] %(title)s") % title,
            _("The expert has declined “%(title)s”. Offer it to another.") % title,
        ),
        "freed": lambda: (
            _("[Expert gone] %(title)s") % title,
            _("The expert of “%(title)s” is not a member any more. Offer it to another.") % title,
        ),
        "overdue": lambda: (
            _("[Advice overdue] %(title)s") % title,
            (
                _("The advice on “%(title)s” is overdue and the expert was reminded. Speak to the expert, or look for another.")
                if consultation.state == Consultation.State.ACCEPTED
                else _("The expert has not answered the offer of “%(title)s” in time. Take it back and ask another.")
            )
            % title,
        ),
    }
    staff = get_user_model().objects.filter(is_active=True, is_staff=True, groups__name=f"{GROUP_PREFIX}{SLUG}")
    for member in Member.objects.filter(user__in=staff).select_related("user").order_by("pk"):
        facts = {"state": consultation.state}
        # A draft is its writer's alone.
        _tell(consultation, member, f"desk:{what}:{fact}", words[what], facts, to_page=what != "taken-back")


def still_true(context: dict[str, Any]) -> bool:
    """Whether what a letter tells of is still so: the offer, or the consultation, is in the state that it told of."""
    if "offer" in context:
        return Offer.objects.filter(pk=context["offer"], state=context["offer_state"]).exists()
    return Consultation.objects.filter(pk=context["consultation"], state=context["state"]).exists()


def _tell(
    consultation: Consultation,
    member: Member,
    fact: str,
    words: Words,
    facts: dict[str, Any],
    reason: str = "",
    *,
    to_page: bool = True,
) -> None:
    with translation.override(member.language):
        subject, text = words()
        if to_page:
            action, url = (
                _("See the consultation"),
                absolute_url("focusgroup:consultation-detail", member.language, consultation.key),
            )
        else:
            action, url = _("See your consultations"), absolute_url("focusgroup:consultation-list", member.language)
        context = {
            "name": member.display_name(member.language),
            "subject": subject,
            "text": text,
            "reason": reason,
            "action": action,
            "url": url,
            "consultation": consultation.pk,
            **facts,
        }
    queue_message(
        kind=KIND,
        template="focusgroup/email/notice",
        user=member.user,
        address=member.user.email,
        language=member.language,
        context=context,
        key=f"{KIND}:{consultation.pk}:{member.pk}:{fact}",
    )
