from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """What the programme does, and what is on."""
    return render(request, "focusgroup/home.html")
