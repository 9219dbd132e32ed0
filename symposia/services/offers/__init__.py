"""Technology offers from the draft to what was agreed. Each verb is one transaction and locks the offer's row first; who sends
something locks his own row before."""

from symposia.services.offers.checking import (
    agree_offer,
    check_offer,
    close_offer,
    is_own,
    may_renew,
    publish_offer,
    renew_offer,
    return_offer,
    seen_as,
)
from symposia.services.offers.roles import ask_role, end_role, refuse_role, verify_role
from symposia.services.offers.steps import may
from symposia.services.offers.talking import (
    accept_interest,
    decline_interest,
    expire_interests,
    express_interest,
    verified_roles,
)
from symposia.services.offers.words import Finding, find_names
from symposia.services.offers.writing import (
    begin_offer,
    discard_offer,
    hand_in_offer,
    save_offer,
    take_back_offer,
    words_of,
)

__all__ = [
    "Finding",
    "accept_interest",
    "agree_offer",
    "ask_role",
    "begin_offer",
    "check_offer",
    "close_offer",
    "decline_interest",
    "discard_offer",
    "end_role",
    "expire_interests",
    "express_interest",
    "find_names",
    "hand_in_offer",
    "is_own",
    "may",
    "may_renew",
    "publish_offer",
    "refuse_role",
    "renew_offer",
    "return_offer",
    "save_offer",
    "seen_as",
    "take_back_offer",
    "verified_roles",
    "verify_role",
    "words_of",
]
