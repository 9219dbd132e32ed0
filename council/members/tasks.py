from celery import shared_task
from django.utils import timezone

from council.members import services


@shared_task(name="members.expire_memberships")
def expire_memberships() -> None:
    """End what is over: memberships past their grace, places in bodies past their term; begin the terms whose day has come."""
    now = timezone.now()
    services.expire_memberships(now=now)
    services.end_memberships(now=now)
    services.begin_memberships(now=now)


@shared_task(name="members.confirm_news_consents")
def confirm_news_consents() -> None:
    """Write every two years to those who agreed to news."""
    services.confirm_news_consents(now=timezone.now())


@shared_task(name="members.make_exports")
def make_exports() -> None:
    """Make the copies of personal data that people asked for, and end those whose time is over."""
    services.make_exports(now=timezone.now)
    services.expire_exports(now=timezone.now())


@shared_task(name="members.apply_retention")
def apply_retention() -> None:
    """Destroy the personal data whose time is over."""
    services.apply_retention(now=timezone.now())
