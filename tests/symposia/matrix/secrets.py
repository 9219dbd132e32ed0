"""What nobody may learn of a technology offer but its owner, whom he accepted, and the symposia's staff."""

# The description of the offer that `author` has and for which `investor` was accepted; the company that offers it, which stands
# in no list; the message of `ceo`, who waits. (Who offers it: `tests/symposia/offers/test_pages.py`; names of people stand in
# many a list.)
OPEN, OFFERED_BY, MESSAGE = "Sealed Rib Geometry", "Veiled Works", "Hushed Enquiry"
NAMES = (OPEN, OFFERED_BY, MESSAGE)
KNOWN_TO = {
    **dict.fromkeys(("admin", "symposia-desk", "author"), NAMES),
    "investor": (OPEN, OFFERED_BY),
    "ceo": (MESSAGE,),
    # Chooses among all companies whom to invite.
    "team": (OFFERED_BY,),
}
