"""Which kinds of process write events: each marks them with a key of its own."""

from enum import StrEnum


class Writer(StrEnum):
    """A kind of process of this system."""

    WEB = "web"  # pages and API
    WORKER = "worker"  # the background work
    COMMAND = "command"  # what somebody runs on the command line
    REHEARSAL = "rehearsal"  # what plays a court in the demo and in tests: it may write all, and no court has its key


OF_A_COURT = (Writer.WEB, Writer.WORKER, Writer.COMMAND)


# Why an event is given no place in the log: no key of ours marked it, it was changed after it was marked, it stands in
# the row of another event, or the process that marked it may not write such an event; or it was gone before it had one.
GONE = "waiting_missing"
REFUSED_FOR = ("no_mark", "wrong_mark", "wrong_id", "wrong_writer", GONE)
