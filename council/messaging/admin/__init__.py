from council.messaging.admin import mailbox, outbox

__all__ = ["mailbox", "outbox"]
