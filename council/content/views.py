from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from council.content.models import NewsItem, Page
from council.content.permissions import get_news_item_or_404, get_page_or_404

NEWS_A_PAGE = 10


def page(request: HttpRequest, path: str = "") -> HttpResponse:
    """A page of the section “About”, with the section's own navigation."""
    current = get_page_or_404(request.user, path)
    section = Page.objects.published().defer("text_ko", "text_en")
    return render(request, "content/page.html", {"page": current, "section": section})


def news_list(request: HttpRequest) -> HttpResponse:
    """What is new, the newest first."""
    news = NewsItem.objects.published(timezone.now()).defer("text_ko", "text_en")
    return render(request, "content/news_list.html", {"page": Paginator(news, NEWS_A_PAGE).get_page(request.GET.get("page"))})


def news_item(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of news, with the latest others."""
    now = timezone.now()
    item = get_news_item_or_404(request.user, slug, now)
    others = NewsItem.objects.published(now).exclude(pk=item.pk).defer("text_ko", "text_en")[:3]
    return render(request, "content/news_item.html", {"item": item, "others": others, "is_published": item.is_published(now)})
