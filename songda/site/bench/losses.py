"""Was anything lost, left open, or sent twice? Every count that must hold after a run."""

from collections.abc import Mapping

_ALL = ("services", "attempts", "attempts arrived", "effective", "texts at the sandbox", "numbers that got a text")
_NONE = ("open envelopes", "reports unread", "events waiting")
_EVERY_EVENT = ("events sealed", "newest checkpoint")


def losses(counts: Mapping[str, int], services: int, *, with_certificates: bool) -> list[str]:
    """One sentence for each count that is not what it must be; empty when all is well."""
    wanted = dict.fromkeys(_ALL, services) | dict.fromkeys(_NONE, 0) | dict.fromkeys(_EVERY_EVENT, counts["events"])
    wanted |= {"most texts for one number": 1, "certificates": services if with_certificates else 0}
    return [f"{name}: {counts[name]} instead of {right}" for name, right in wanted.items() if counts[name] != right]
