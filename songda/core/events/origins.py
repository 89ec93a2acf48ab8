"""Where an event may come from: the doors of the court, and the kinds of people and things that an event names."""

from enum import StrEnum


class Door(StrEnum):
    """A way by which acts come in, each with its own idea of who may do what."""

    PORTAL = "portal"  # recipients, by their link
    CONSOLE = "console"  # staff
    API = "api"  # other systems
    WORKER = "worker"
    COMMAND = "command"


class Kind(StrEnum):
    """What stands before the colon of an actor."""

    STAFF = "staff"
    CLIENT = "client"  # another system of the court
    RECIPIENT = "recipient"  # proved who they are
    HOLDER = "holder"  # holds the link of an envelope, nothing more
    HELPER = "helper"  # by a mandate of the recipient
    PROVIDER = "provider"  # a channel, a registry, the telephone
    ENGINE = "engine"  # nobody: the system by itself
