from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from council.events.models import Event, Occurrence, Survey


def event_links(event: Event) -> list[tuple[Any, str]]:
    """What the page of an event offers about its series and its survey: `(label, address)`."""
    return [*series_links(event), survey_link(event)]


def survey_link(event: Event) -> tuple[Any, str]:
    """To the results of the event's survey, or to making one."""
    survey = Survey.objects.filter(event=event).first()
    if survey is None:
        return _("Make a survey…"), f"{reverse('admin:events_survey_add')}?event={event.pk}"
    return _("Survey"), reverse("admin:events_survey_change", args=[survey.pk])


def series_links(event: Event) -> list[tuple[Any, str]]:
    """What the page of an event offers about series."""
    occurrence = Occurrence.objects.filter(event=event).select_related("series").first()
    add = reverse("admin:events_series_add")
    if occurrence is None:
        return [(_("Make a series of it…"), f"{add}?pattern={event.pk}")]
    series = occurrence.series
    change = reverse("admin:events_series_change", args=[series.pk])
    if series.occurrences.filter(original_date__lt=occurrence.original_date).exists():
        return [(_("Its series"), change), (_("Change this and all following…"), f"{add}?following={occurrence.pk}")]
    return [(_("Change the whole series…"), change)]
