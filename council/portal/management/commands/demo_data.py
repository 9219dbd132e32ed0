from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from django.utils import timezone

from council.portal.demo import loader
from council.portal.demo.data.people import LOG_INS, PASSWORD


class Command(BaseCommand):
    help = (
        "Loads the demonstration data. Again on the same day: nothing. On a later day: moves the demonstration's events that "
        "nobody has touched, silently."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("demo_data refuses: this is no demonstration (DATABASE_URL is set; DEMO=1 would make it one).")
        try:
            report = loader.load(timezone.now())
        except OperationalError as error:
            raise CommandError(f"demo_data could not finish, nothing was loaded: {error}") from error
        if options["verbosity"] > 0:
            self._tell(report)

    def _tell(self, report: loader.Report) -> None:
        if report.is_empty:
            self.stdout.write("The demonstration data are up to date.")
        if report.people:
            self.stdout.write(
                f"Loaded: {report.organisations} organisations, {report.people} people, {report.bodies} bodies, "
                f"{report.events} events, {report.news} news items, {report.pages} pages."
            )
            self.stdout.write(f"Log-ins, all with the password {PASSWORD}: " + ", ".join(row.email for row in LOG_INS))
        if report.programmes:
            self.stdout.write(f"Loaded: {report.programmes} rows of the programmes' own.")
        if report.moved:
            self.stdout.write(f"Moved {report.moved} events to today.")
        if report.dated:
            self.stdout.write(f"Brought {report.dated} rows of the programmes' own to today.")
        if report.touched:
            self.stdout.write(f"{report.touched} events that somebody changed stay where they are.")
