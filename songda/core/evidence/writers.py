"""Which kinds of process write events: each marks them with a key of its own."""

from enum import StrEnum


class Writer(StrEnum):
    """A kind of process of this system."""

    WEB = "web"  # pages and API
    WORKER = "worker"  # the background work
    COMMAND = "command"  # what somebody runs on the command line


# Why an event is given no place in the log: no key of ours marked it, it was changed after it was marked, or it stands
# in the row of another event.
REFUSED_FOR = ("no_mark", "wrong_mark", "wrong_id")
