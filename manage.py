#!/usr/bin/env python3
"""Django's command line for the exchange council portal."""

import os
import sys

from council.config.interpreter import collect_seldom, with_room
from council.config.mode import settings_module


def main() -> None:
    collect_seldom()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings_module(os.environ))
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads the settings, and starts the embedded database where it is used
    except ImproperlyConfigured as problem:
        sys.exit(f"manage.py: {problem}")

    with_room(execute_from_command_line, sys.argv)


if __name__ == "__main__":
    main()
