"""What people are told of their membership, their places and their organisation: one letter, its words by what happened."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from council import bilingual, when
from council.members.models import ColleagueInvitation, Contact, Member, Membership, Seat
from council.messaging.links import absolute_url
from council.messaging.services import queue_message

MEMBERSHIP, PLACE, ORGANISATION = "membership-notice", "body-place", "organisation-notice"
Words = tuple[str, str]


def notify(
    member: Member,
    kind: str,
    *,
    fact: str,
    words: Callable[[], Words],
    link: str,
    action: Callable[[], str],
    facts: dict[str, Any] | None = None,
    reason: str = "",
    args: tuple[Any, ...] = (),
) -> None:
    """Queue a letter to `member` within the caller's transaction: `words` gives its subject and text, `action` what the link to
    the view `link` is called, both asked in the reader's language. `fact` tells this occurrence from every other of its kind;
    `facts` is what the kind's `still_true` asks about."""
    with translation.override(member.language):
        subject, text = words()
        context = {
            "name": member.display_name(member.language),
            "subject": subject,
            "text": text,
            "reason": reason,
            "action": action(),
            "url": absolute_url(link, member.language, *args),
            **(facts or {}),
        }
    queue_message(
        kind=kind,
        template="members/email/notice",
        user=member.user,
        address=member.user.email,
        language=member.language,
        context=context,
        key=f"{kind}:{member.pk}:{fact}",
    )


def _day(value: date | None) -> str:
    return when.day(value) if value is not None else "–"


def tell_state(member: Member, what: str, *, fact: str, reason: str = "") -> None:
    """Tell a member of a change of the membership: `what` is `suspended`, `reinstated`, `withdrawn`, `expired` or `renewed`."""
    words: dict[str, Callable[[], Words]] = {
        "suspended": lambda: (
            _("Your membership is suspended"),
            _("You cannot see what is for members until it is reinstated. Write to the secretariat if this is a mistake."),
        ),
        "reinstated": lambda: (
            _("You are a member again"),
            _("What is for members is open to you again."),
        ),
        "withdrawn": lambda: (
            _("Your membership has ended"),
            _("It ended at your wish. Your places in bodies are given up. You are welcome to apply again."),
        ),
        "expired": lambda: (
            _("Your membership has expired"),
            _("It was not renewed: what is for members is closed to you now. You may apply again; what you wrote is kept."),
        ),
        "renewed": lambda: (
            _("Your membership is renewed"),
            _("Thank you. It now runs until %(day)s.") % {"day": _day(member.valid_until)},
        ),
    }
    facts = {"member_id": member.pk, "state": member.state, "valid_until": str(member.valid_until or "")}
    notify(
        member,
        MEMBERSHIP,
        fact=f"{what}:{fact}",
        words=words[what],
        link="members:membership",
        action=lambda: _("See your membership"),
        facts=facts,
        reason=reason if what == "suspended" else "",
    )


def membership_still_so(context: dict[str, Any]) -> bool:
    """Whether a membership is as the letter tells."""
    found = Member.objects.filter(pk=context["member_id"]).values_list("state", "valid_until").first()
    return found is not None and (found[0], str(found[1] or "")) == (context["state"], context["valid_until"])


def tell_place(place: Membership, what: str, *, reason: str = "") -> None:
    """Tell who holds `place` that it was given (`given`), has begun (`begun`) or has ended (`ended`) by another's hand."""
    member = place.member
    changed = place.history.order_by("-history_id").values_list("history_id", flat=True).first()

    def words() -> Words:
        names = {
            "body": bilingual.text(place.body, "name"),
            "role": place.get_role_display(),
            "from": _day(place.starts_on),
            "until": _day(place.ends_on),
        }
        if what == "ended":
            return (
                _("Your place in “%(body)s” has ended") % names,
                _("You do not get its papers and invitations any more."),
            )
        if what == "begun":
            text = _("Your term as %(role)s has begun. Its events and papers are open to you.") % names
            return _("Your place in “%(body)s”") % names, text
        if place.starts_on is not None and place.ends_on is not None:
            text = _("You are given a place as %(role)s from %(from)s to %(until)s.") % names
        elif place.starts_on is not None:
            text = _("You are given a place as %(role)s from %(from)s on.") % names
        else:
            text = _("You are given a place as %(role)s.") % names
        return _("Your place in “%(body)s”") % names, text

    notify(
        member,
        PLACE,
        # The change that it tells of: a place that is given again and ended again is told again.
        fact=f"{place.pk}:{what}:{changed}",
        words=words,
        link="members:membership",
        action=lambda: _("See your places"),
        facts={"place_id": place.pk, "place_state": place.state},
        reason=reason,
    )


def tell_contact(contact: Contact) -> None:
    """Tell somebody that he acts for an organisation from now on."""
    notify(
        contact.member,
        ORGANISATION,
        fact=f"contact:{contact.pk}",
        words=lambda: (
            _("You are the contact of %(organisation)s") % {"organisation": contact.organisation},
            _("You invite colleagues, say who takes the organisation’s seats in bodies, and hand over when you leave."),
        ),
        link="members:organisation-manage",
        action=lambda: _("See colleagues and seats"),
        facts={"contact_id": contact.pk},
        args=(contact.organisation.key,),
    )


def tell_seat(seat: Seat, contact: Contact) -> None:
    """Tell a contact that the organisation was given a seat."""
    notify(
        contact.member,
        ORGANISATION,
        fact=f"seat:{seat.pk}",
        words=lambda: (
            _("%(organisation)s has a seat in “%(body)s”")
            % {"organisation": seat.organisation, "body": bilingual.text(seat.body, "name")},
            _("Say which colleague takes it."),
        ),
        link="members:organisation-manage",
        action=lambda: _("See colleagues and seats"),
        facts={"contact_id": contact.pk, "seat_id": seat.pk},
        args=(seat.organisation.key,),
    )


def tell_joined(invitation: ColleagueInvitation, member: Member) -> None:
    """Tell who invited a colleague that the invitation was taken up. Nothing to staff, nor to who may not act any more."""
    inviter = Member.objects.filter(user=invitation.invited_by).select_related("user").first()
    contact = None if inviter is None else inviter.contact_of.in_office().filter(organisation=invitation.organisation).first()
    if inviter is None or contact is None:
        return
    notify(
        inviter,
        ORGANISATION,
        fact=f"joined:{invitation.pk}",
        words=lambda: (
            _("%(name)s has taken up your invitation") % {"name": member.display_name(inviter.language)},
            _("Who is no member yet applies now; the secretariat decides."),
        ),
        link="members:organisation-manage",
        action=lambda: _("See colleagues and seats"),
        facts={"contact_id": contact.pk},
        args=(invitation.organisation.key,),
    )


def organisation_still_so(context: dict[str, Any]) -> bool:
    """Whether who is written to acts for the organisation still, and the seat is there."""
    if not Contact.objects.in_office().filter(pk=context["contact_id"]).exists():
        return False
    return "seat_id" not in context or Seat.objects.filter(pk=context["seat_id"]).exists()


def place_still_so(context: dict[str, Any]) -> bool:
    """Whether a place is as the letter tells."""
    return Membership.objects.filter(pk=context["place_id"], state=context["place_state"]).exists()
