from council.events.views.browsing import event_calendar, event_detail, event_list, event_month
from council.events.views.calendars import event_ics, feed, feed_body, feed_personal, feed_programme, feeds, my_calendar
from council.events.views.certificates import certificate_pdf, my_attendance, seat_code, verify, verify_code
from council.events.views.checkin import checkin, checkin_counters, checkin_excuse, checkin_list, checkin_undo, checkin_walk_in
from council.events.views.inviting import event_invitation
from council.events.views.offers import event_offer
from council.events.views.own import my_registrations
from council.events.views.registering import event_cancel, event_register
from council.events.views.sessions import event_sessions
from council.events.views.surveys import event_survey
from council.events.views.transferring import event_transfer

__all__ = [
    "certificate_pdf",
    "checkin",
    "checkin_counters",
    "checkin_excuse",
    "checkin_list",
    "checkin_undo",
    "checkin_walk_in",
    "event_calendar",
    "event_cancel",
    "event_detail",
    "event_ics",
    "event_invitation",
    "event_list",
    "event_month",
    "event_offer",
    "event_register",
    "event_sessions",
    "event_survey",
    "event_transfer",
    "feed",
    "feed_body",
    "feed_personal",
    "feed_programme",
    "feeds",
    "my_attendance",
    "my_calendar",
    "my_registrations",
    "seat_code",
    "verify",
    "verify_code",
]
