"""Text messages: our own SMPP 3.4 client, and the count of parts that a clerk sees before sending."""

from songda.channels.sms.segments import quote

__all__ = ["quote"]
