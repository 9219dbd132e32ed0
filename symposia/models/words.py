"""Words that several parts of the symposia use."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """What came of a contact, from the least to the most."""

    NO_CONTACT = "no-contact", _("No contact")
    TALKS = "talks", _("In talks")
    NDA = "nda", _("Confidentiality agreement (NDA)")
    TEST = "test", _("Test")
    LICENCE = "licence", _("Licence agreement")
    INVESTMENT = "investment", _("Investment")
    JOINT = "joint", _("Joint project")


# What counts as an agreement.
AGREEMENTS = (Outcome.LICENCE, Outcome.INVESTMENT, Outcome.JOINT)
AGREED = [(one.value, one.label) for one in AGREEMENTS]
