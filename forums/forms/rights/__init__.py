"""Forms of joint IP cases."""

from forums.forms.rights.cases import (
    CaseFilterForm,
    CaseForm,
    CorrectionForm,
    CostForm,
    EventForm,
    NewCaseForm,
    NumberForm,
    PaperForm,
    ReasonForm,
    StepForm,
    UseForm,
)
from forums.forms.rights.owners import (
    ActForm,
    AttorneyForm,
    ContactForm,
    OwnersForm,
    PaperSignatureForm,
    SignForm,
    owning_companies,
)

__all__ = [
    "ActForm",
    "AttorneyForm",
    "CaseFilterForm",
    "CaseForm",
    "ContactForm",
    "CorrectionForm",
    "CostForm",
    "EventForm",
    "NewCaseForm",
    "NumberForm",
    "OwnersForm",
    "PaperForm",
    "PaperSignatureForm",
    "ReasonForm",
    "SignForm",
    "StepForm",
    "UseForm",
    "owning_companies",
]
