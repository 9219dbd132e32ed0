"""The portal's addresses, and the floor that `script/bench` measures them against. Only `settings/bench.py` leads here."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from council.config import urls
from council.events.models import Event

handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


def constant(request: HttpRequest) -> HttpResponse:
    """What server and middleware cost."""
    return HttpResponse("constant", content_type="text/plain")


def one_select(request: HttpRequest, slug: str) -> HttpResponse:
    """The same with one indexed SELECT of one row, as plain as Django has it."""
    return HttpResponse(Event.objects.get(slug=slug).title_en, content_type="text/plain; charset=utf-8")


urlpatterns = [path("bench/constant/", constant), path("bench/select/<slug:slug>/", one_select), *urls.urlpatterns]
