"""One way to write to people: a row in the outbox, in the caller's transaction; a worker sends it."""

from council.messaging.services.delivery import deliver, sweep
from council.messaging.services.finding import messages_with
from council.messaging.services.forgetting import forget_messages, forget_old_messages, forget_words
from council.messaging.services.heartbeats import heartbeats, record_heartbeat, silent_processes
from council.messaging.services.outbox import OutgoingMessage, queue_message, queue_messages, write_messages
from council.messaging.services.preferences import is_switched_off, set_preferences, switch_off, switch_on
from council.messaging.services.staff import cancel_messages, resend_messages, settle_messages

__all__ = [
    "OutgoingMessage",
    "cancel_messages",
    "deliver",
    "forget_messages",
    "forget_old_messages",
    "forget_words",
    "heartbeats",
    "is_switched_off",
    "messages_with",
    "queue_message",
    "queue_messages",
    "record_heartbeat",
    "resend_messages",
    "set_preferences",
    "settle_messages",
    "silent_processes",
    "sweep",
    "switch_off",
    "switch_on",
    "write_messages",
]
