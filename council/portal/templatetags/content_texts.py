"""`{% load content_texts %}`: the texts of pages and news, with their pictures and placeholders."""

from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from council import bilingual
from council.content import texts
from council.portal import markdown

register = template.Library()


@register.simple_tag
def content_text(obj: Any, field: str, levels: int = 1) -> SafeString:
    """`obj.<field>` in the reader's language, Markdown with pictures and placeholders, as safe HTML; headings `levels`
    lower."""
    return rendered(bilingual.text(obj, field), levels)


@register.simple_tag
def written_text(text: str, levels: int = 1) -> SafeString:
    """The same of a text that is not kept yet."""
    return rendered(text, levels)


def rendered(text: str, levels: int) -> SafeString:
    found = texts.pictures_in(text)
    pictures = {
        source: markdown.Picture(
            url=image.get_absolute_url(), alt=bilingual.text(image, "alt"), width=image.width, height=image.height
        )
        for source, image in found.items()
    }
    return markdown.render(text, levels=levels, pictures=pictures, fill=texts.filler(timezone.now()))
