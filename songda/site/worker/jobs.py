"""The line on which workers hear that jobs wait. Every role of the database may call there, so no call is believed."""

import json
import logging
from collections.abc import Iterable

import procrastinate
from procrastinate.connector import Notify

log = logging.getLogger("songda.worker")
INSERTED = "job_inserted"


class JobLine(procrastinate.PsycopgConnector):
    """A call makes the worker look for jobs, whatever it says; none ends a job, and none ends the worker."""

    async def listen_notify(self, on_notification: Notify, channels: Iterable[str]) -> None:
        """Hear calls for ever, and pass on those alone that say that a job was put there."""

        async def heard(*, channel: str, payload: str) -> None:
            if _says_inserted(payload):
                await on_notification(channel=channel, payload=payload)
            else:
                log.warning("somebody called on %s what no songda says; it is passed over", channel)

        await super().listen_notify(heard, channels)


def _says_inserted(payload: str) -> bool:
    try:
        said = json.loads(payload)
    except (ValueError, RecursionError):
        return False
    return isinstance(said, dict) and said.get("type") == INSERTED
