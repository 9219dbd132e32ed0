"""Forms of joint IP cases."""

from forums.forms.rights.cases import (
    CaseFilterForm,
    CaseForm,
    CorrectionForm,
    CostForm,
    DeclarationForm,
    EventForm,
    NewCaseForm,
    NumberForm,
    PaperForm,
    PutBackForm,
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
    "DeclarationForm",
    "EventForm",
    "NewCaseForm",
    "NumberForm",
    "OwnersForm",
    "PaperForm",
    "PaperSignatureForm",
    "PutBackForm",
    "ReasonForm",
    "SignForm",
    "StepForm",
    "UseForm",
    "owning_companies",
]
