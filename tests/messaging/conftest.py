from copy import deepcopy
from pathlib import Path

import pytest

from council import programmes
from tests.messaging import trial

TEMPLATES = Path(__file__).parent / "templates"


@pytest.fixture(autouse=True)
def trial_kinds(monkeypatch, settings):
    """The trial kinds and their templates, for one test."""
    for registry in (programmes.message_kinds, programmes.attachment_kinds):
        monkeypatch.setattr(registry, "_entries", dict(registry._entries))
    trial.register()
    templates = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"].append(TEMPLATES)
    settings.TEMPLATES = templates
