"""How much one person writes: a minute's and a day's worth."""

from datetime import datetime, timedelta

from council.members.models import Member
from forums.models import Post, PostRevision
from forums.services.topics.errors import TooMuch

A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
# Posts and edits together.
POSTS_A_MINUTE, POSTS_A_DAY = 5, 200


def check_rate(member: Member, now: datetime) -> None:
    """Raise `TooMuch` where `member`, whose row is locked, has written enough for now."""
    for span, most in ((A_MINUTE, POSTS_A_MINUTE), (A_DAY, POSTS_A_DAY)):
        written = Post.objects.filter(author=member, created_at__gt=now - span).count()
        edited = PostRevision.objects.filter(post__author=member, replaced_at__gt=now - span).count()
        if written + edited >= most:
            raise TooMuch
