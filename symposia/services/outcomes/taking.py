"""What CEOs handed in to a call comes here from the programme: a CEO talk for each, which is not written a second time."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from council.events.models import AgendaItem
from council.members.services.states import note
from symposia.models import (
    CEOTalk,
    ProgrammeVersion,
    PublishedSpeaker,
    PublishedTalk,
    Submission,
    Symposium,
)


@transaction.atomic
def take_ceo_talks(*, symposium: Symposium, by: Any) -> list[CEOTalk]:
    """Bring the CEO talks of `symposium` in line with its programme as everybody sees it: each contribution of a CEO that is
    confirmed and has a place there has its CEO talk, with the title, the speaker and the company of then. From then on those
    are its writers'; when it is, the programme says. What somebody wrote down for the same speaker before is taken for it. One
    that has no place there any more goes, or, where something was told or asked, stays without a time. Again: nothing new.
    Returns what is new."""
    Symposium.objects.select_for_update(of=("self",), no_key=True).get(pk=symposium.pk)
    known = {one.plan_talk_id: one for one in CEOTalk.objects.filter(symposium=symposium, plan_talk__isnull=False)}
    made = []
    for talk in _given(symposium):
        held = known.pop(talk.talk_id, None)
        item = talk.session.session.agenda_item
        if held is None:
            made.append(_make(symposium, talk, item, by))
        else:
            _place(held, item, by)
    for gone in known.values():
        if gone.is_untouched:
            gone._history_user = by  # type: ignore[attr-defined]  # read by the history
            gone.delete()
        else:
            _place(gone, None, by)
    return made


def _given(symposium: Symposium) -> QuerySet[PublishedTalk]:
    current = ProgrammeVersion.objects.current().filter(symposium=symposium)
    talks = PublishedTalk.objects.filter(version__in=current.values("pk"), talk__submission__kind=Submission.Kind.CEO)
    confirmed = talks.filter(talk__submission__state=Submission.State.CONFIRMED)
    return confirmed.select_related("session__session__agenda_item").order_by("number")


def _place(talk: CEOTalk, item: AgendaItem | None, by: Any) -> None:
    if talk.agenda_item_id == (item.pk if item is not None else None):
        return
    talk.agenda_item = item
    note(talk, by=by, reason="programme")
    talk.save()


def _make(symposium: Symposium, talk: PublishedTalk, item: AgendaItem | None, by: Any) -> CEOTalk:
    people = PublishedSpeaker.objects.filter(talk=talk).select_related("speaker__member__organisation")
    first = people.order_by("-presents", "position", "pk").first()
    speaker = first.speaker if first is not None else None
    member = speaker.member if speaker is not None else None
    made = _written_before(symposium, member, item) or CEOTalk(
        symposium=symposium, speaker=member, title_ko=talk.title_ko, title_en=talk.title_en
    )
    if speaker is not None and not (made.company_ko or made.company_en):
        organisation = member.organisation if member is not None else None
        made.company_ko = speaker.affiliation_ko or (organisation.name_ko if organisation is not None else "")
        made.company_en = speaker.affiliation_en or (organisation.name_en if organisation is not None else "")
    made.plan_talk_id, made.agenda_item = talk.talk_id, item
    note(made, by=by, reason="programme")
    made.save()
    return made


def _written_before(symposium: Symposium, member: Any, item: AgendaItem | None) -> CEOTalk | None:
    """What somebody wrote down by hand for the same speaker, at the same time or at none yet."""
    if member is None:
        return None
    mine = CEOTalk.objects.filter(symposium=symposium, speaker=member, plan_talk=None)
    return mine.filter(Q(agenda_item=item) | Q(agenda_item=None)).order_by("pk").first()
