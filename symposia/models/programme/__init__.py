from symposia.models.programme.plan import Session, Talk, TalkSpeaker
from symposia.models.programme.proceedings import Paper, PaperAuthor, Proceedings, TalkFile
from symposia.models.programme.published import (
    ProgrammeVersion,
    PublishedSession,
    PublishedSpeaker,
    PublishedTalk,
    Star,
)

__all__ = [
    "Paper",
    "PaperAuthor",
    "Proceedings",
    "ProgrammeVersion",
    "PublishedSession",
    "PublishedSpeaker",
    "PublishedTalk",
    "Session",
    "Star",
    "Talk",
    "TalkFile",
    "TalkSpeaker",
]
