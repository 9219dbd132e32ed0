"""The demonstration: fictional people, companies, events and pages, so that the portal looks alive from the first minute.

Data stand in modules of plain rows, `loader` writes them in one transaction, `moving` brings the events to a later day. Only
`manage.py demo_data` comes in here, and only in the demonstration mode.
"""

# The mark of everything fictional (design, demo.md).
MARK = "(demo)"
