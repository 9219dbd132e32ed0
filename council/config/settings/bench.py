"""Measuring (`script/bench`): what `manage.py serve` runs in the demonstration, and the views of the floor beside it.

Nothing chooses this module but its name in DJANGO_SETTINGS_MODULE; in production it refuses to be chosen."""

import os

from django.core.exceptions import ImproperlyConfigured

from council.config.mode import is_demonstration

if not is_demonstration(os.environ):
    raise ImproperlyConfigured("The settings for measuring are for the demonstration alone.")

from council.config.settings.development import *

ROOT_URLCONF = "council.config.bench_urls"
