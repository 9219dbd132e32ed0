"""Call → review → programme: what is called for, what comes in, what reviewers say, what is decided."""

from symposia.models.calls.call import Call, CallKind, CallQuestion, Kind
from symposia.models.calls.deciding import Decision
from symposia.models.calls.reviewing import DeclaredConflict, Review, Reviewer
from symposia.models.calls.submission import CoAuthor, Submission, SubmissionMove

__all__ = [
    "Call",
    "CallKind",
    "CallQuestion",
    "CoAuthor",
    "Decision",
    "DeclaredConflict",
    "Kind",
    "Review",
    "Reviewer",
    "Submission",
    "SubmissionMove",
]
