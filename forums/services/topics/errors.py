"""Why something about a topic cannot be done."""

from django.utils.translation import gettext_lazy as _

from forums.services.errors import ForumsError


class TooMuch(ForumsError):
    """More posts within a minute, or within a day, than one person writes."""

    message = _("You have written a lot in a short time. Your words are kept below: send them in a minute.")


class TopicClosed(ForumsError):
    message = _("This topic takes no more posts: it was closed. Your words are kept below.")


class ChangedMeanwhile(ForumsError):
    """The post was edited in another window since this form began."""

    message = _("This post was edited meanwhile, perhaps in another window. Copy your words, and look at it as it is now.")


class AlreadyReported(ForumsError):
    message = _("You have reported this post already. The chair and the staff of the forum see it.")


class TagIsThere(ForumsError):
    message = _("This tag is there already.")


class TooManyFiles(ForumsError):
    message = _("Five files at most: remove one before you attach another.")
