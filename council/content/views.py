import logging
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from council.content import feeds
from council.content.models import Image, NewsItem, Page
from council.content.permissions import get_news_item_or_404, get_page_or_404
from council.files import send_stored

NEWS_A_PAGE = 10

logger = logging.getLogger(__name__)


@require_safe
def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """A page of the section “About”, with the section's own navigation."""
    now = timezone.now()
    current = get_page_or_404(request.user, path, now)
    section = Page.objects.published(now).defer("text_ko", "text_en")
    return render(request, "content/page.html", {"page": current, "section": section, "is_out": current.is_out(now)})


@require_safe
def news_list(request: HttpRequest) -> HttpResponse:
    """What is new, the newest first."""
    news = NewsItem.objects.published(timezone.now()).defer("text_ko", "text_en")
    return render(request, "content/news_list.html", {"page": Paginator(news, NEWS_A_PAGE).get_page(request.GET.get("page"))})


@require_safe
def news_item(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of news, with the latest others."""
    now = timezone.now()
    item = get_news_item_or_404(request.user, slug, now)
    others = NewsItem.objects.published(now).exclude(pk=item.pk).defer("text_ko", "text_en")[:3]
    return render(request, "content/news_item.html", {"item": item, "others": others, "is_published": item.is_published(now)})


@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    """The latest news for feed readers (Atom, RFC 4287), in the language of its address."""
    return HttpResponse(feeds.news(timezone.now()), content_type="application/atom+xml; charset=utf-8")


# Opened by itself a picture may do nothing; the decorator is typed for views without arguments.
sandboxed: Any = csp({"sandbox": True, "default-src": [NONE], "img-src": [SELF], "frame-ancestors": [NONE]})


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
@sandboxed
def image(request: HttpRequest, key: str) -> HttpResponseBase:
    """A picture of a text; it never changes."""
    found = get_object_or_404(Image, key=key)
    name = found.file.name or ""
    try:
        return send_stored(name, called=f"{found.key}.{name[-3:]}", content_type=found.content_type, to_save=False)
    except OSError:
        logger.error("The file of picture %s is missing.", found.pk)
        raise Http404 from None
