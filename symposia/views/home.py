from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from council.portal.landing import landing_context
from symposia.group import SLUG
from symposia.views.landing import listed


def home(request: HttpRequest) -> HttpResponse:
    """What the programme does, its symposia, and what is on."""
    now = timezone.now()
    context = {**landing_context(SLUG, request.user, now), **listed(request.user, now)}
    return render(request, "symposia/home.html", context)
