"""Titles and numbers that nobody may learn but a case's named contacts, its attorney, the IP desk and superusers."""

# Of the case that `contact` and `attorney` have a part in, and of one that neither has.
MINE = ("Sekret Gate Valve", "비밀게이트밸브", "10-2025-7654321", "Hidden Hinge Licence", "비밀계약서")
OTHERS = ("Undisclosed Ejector", "숨은이젝터", "20-2024-7654322")
NAMES = (*MINE, *OTHERS)
KNOWN_TO = {"ip-desk": NAMES, "admin": NAMES, "contact": MINE, "attorney": MINE}
