"""What pages and news know of a person (`council.personal_data`): who wrote a version."""

from django.utils.translation import gettext_lazy as _

from council.personal_data import PersonalData, histories, traces

PERSONAL = PersonalData(
    slug="content",
    label=_("Pages and news"),
    links=(*histories("content.page", "content.newsitem", "content.image"), *traces("content.image.uploaded_by")),
    order=70,
)
