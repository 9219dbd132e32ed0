"""What the parts of the programme have to say to funders: contributions, offers and interests, meetings, agreements."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from symposia.models import InterestExpression, Session, Submission, Symposium, TechOffer
from symposia.services.days.report import Line, Section
from symposia.services.matching.figures import figures as of_meetings
from symposia.services.outcomes.figures import figures as of_outcomes
from symposia.services.programme.reading import current_version


def _by(query: Any, column: str) -> "Counter[Any]":
    return Counter(dict(query.order_by().values_list(column).annotate(number=Count("pk"))))


def contributions(symposium: Symposium, now: datetime) -> Sequence[Section]:
    """What was handed in and what became of it. One query."""
    handed_in = Submission.objects.filter(symposium=symposium.pk).exclude(state=Submission.State.DRAFT)
    states = _by(handed_in, "state")
    total = sum(states.values())
    lines = [Line(str(label), states[value]) for value, label in Submission.State.choices if states[value]]
    title = ngettext("%(count)d contribution was handed in.", "%(count)d contributions were handed in.", total)
    return [
        Section(
            slug="contributions",
            heading=_("Contributions to the call"),
            title=title % {"count": total},
            column=_("State"),
            unit=_("Contributions"),
            lines=lines,
        )
    ]


def offers(symposium: Symposium, now: datetime) -> Sequence[Section]:
    """Technology offers that were published, and the interest in them. Two queries."""
    shown = TechOffer.objects.filter(symposium=symposium.pk).exclude(state__in=[TechOffer.State.DRAFT, TechOffer.State.CHECKED])
    states = _by(shown, "state")
    interests = _by(InterestExpression.objects.filter(offer__symposium=symposium.pk), "state")
    published, told = sum(states.values()), sum(interests.values())
    offered = ngettext("%(count)d technology offer was published.", "%(count)d technology offers were published.", published)
    asked = ngettext("Interest was expressed %(count)d time.", "Interest was expressed %(count)d times.", told)
    return [
        Section(
            slug="offers",
            heading=_("Technology offers"),
            title=offered % {"count": published},
            column=_("State"),
            unit=_("Offers"),
            lines=[Line(str(label), states[value]) for value, label in TechOffer.State.choices if states[value]],
        ),
        Section(
            slug="interests",
            heading=_("Expressions of interest"),
            title=asked % {"count": told},
            column=_("State"),
            unit=_("Expressions of interest"),
            lines=[Line(str(label), interests[value]) for value, label in InterestExpression.State.choices if interests[value]],
        ),
    ]


def meetings(symposium: Symposium, now: datetime) -> Sequence[Section]:
    """One-to-one meetings, from asking to being held. Three queries."""
    found = of_meetings(symposium)
    title = ngettext("%(count)d meeting stands.", "%(count)d meetings stand.", found.confirmed)
    lines = [
        Line(_("People who took part"), found.people),
        Line(_("Requests"), found.requests),
        Line(_("Requests accepted"), found.accepted),
        Line(_("Scheduled"), found.confirmed),
        Line(_("Held"), found.held),
        Line(_("Cancelled"), found.cancelled),
    ]
    return [
        Section(
            slug="meetings",
            heading=_("One-to-one meetings"),
            title=title % {"count": found.confirmed},
            column=_("State"),
            unit=_("Number"),
            lines=lines if found.people or found.requests else [],
        )
    ]


def outcomes(symposium: Symposium, now: datetime) -> Sequence[Section]:
    """Agreements and what they are worth, obstacles, and who did not answer: that is told as it is."""
    found = of_outcomes(symposium, now)
    title = ngettext("%(count)d agreement so far.", "%(count)d agreements so far.", found["agreements"])
    lines = [
        Line(_("Agreements"), found["agreements"]),
        *(Line(_("Agreements: %(kind)s") % {"kind": label}, number) for label, number in found["kinds"]),
        Line(_("Obstacles recorded"), found["obstacles"]),
        *([Line(_("Technology sessions not closed"), found["open_sessions"])] if found["open_sessions"] else []),
        Line(_("Follow-ups without a reply"), found["non_replies"]),
    ]
    amount = Line(_("Amount of the agreements"), found["amount"], _("%(won)s won") % {"won": f"{found['amount']:,}"})
    worth = Section(
        slug="amounts",
        heading=_("What the agreements are worth"),
        title=amount.text,
        column=_("What"),
        unit=_("Amount"),
        lines=[amount] if found["amount"] else [],
    )
    told = Section(
        slug="outcomes",
        heading=_("What came of it"),
        title=title % {"count": found["agreements"]},
        column=_("What"),
        unit=_("Number"),
        lines=lines if any(line.value for line in lines) else [],
    )
    return [told, worth]


def programme(symposium: Symposium, now: datetime) -> Sequence[Section]:
    """What was on, as it was published last: sessions by kind, and their talks. Three queries."""
    version = current_version(symposium)
    if version is None:
        return []
    kinds = _by(version.sessions, "kind")
    talks = version.talks.count()
    title = ngettext("%(count)d talk was given or is planned.", "%(count)d talks were given or are planned.", talks)
    lines = [Line(str(label), kinds[value]) for value, label in Session.Kind.choices if kinds[value]]
    return [
        Section(
            slug="programme",
            heading=_("Sessions and talks"),
            title=title % {"count": talks},
            column=_("Kind"),
            unit=_("Sessions"),
            lines=[*lines, Line(_("Talks"), talks)],
        )
    ]


ALL = (programme, contributions, offers, meetings, outcomes)
