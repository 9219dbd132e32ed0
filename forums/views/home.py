from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from council.portal.landing import landing_context


def home(request: HttpRequest) -> HttpResponse:
    """What the programme does, and what is on."""
    return render(request, "forums/home.html", landing_context("forums", request.user, timezone.now()))
