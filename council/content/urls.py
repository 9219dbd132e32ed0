from django.urls import path, register_converter

from council.content import views
from council.content.models import PATH


class PagePathConverter:
    """What may stand below /about/; anything else is no address at all."""

    regex = PATH

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PagePathConverter, "page_path")

app_name = "content"
urlpatterns = [
    path("about/", views.page, name="about"),
    path("about/<page_path:path>/", views.page, name="page"),
    path("news/", views.news_list, name="news-list"),
    path("news/feed.atom", views.news_feed, name="news-feed"),
    path("images/<slug:key>/", views.image, name="image"),
    path("news/<slug:slug>/", views.news_item, name="news-item"),
]
