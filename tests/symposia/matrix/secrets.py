"""What nobody may learn of a technology offer but its owner, whom he accepted, and the symposia's staff."""

# The description of the offer that `author` has and for which `investor` was accepted; the message of `ceo`, who waits. (Who
# offers it: `tests/symposia/offers/test_pages.py`; names of people and companies stand in many a list.)
OPEN, MESSAGE = "Sealed Rib Geometry", "Hushed Enquiry"
NAMES = (OPEN, MESSAGE)
KNOWN_TO = {**dict.fromkeys(("admin", "symposia-desk", "author"), NAMES), "investor": (OPEN,), "ceo": (MESSAGE,)}
