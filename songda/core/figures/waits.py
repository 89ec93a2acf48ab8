"""How long from the order to the effect: bounded histograms, which are added; median and the ninth tenth come last.

A wait falls into a bucket that is named by its upper bound in hours. What a histogram says of a quantile is that bound:
"within 12 hours". Nothing finer is claimed.
"""

from bisect import bisect_left
from collections.abc import Mapping
from datetime import timedelta

BOUNDS = (1, 2, 3, 4, 6, 8, 12, 18, 24, 36, 48, 72, 96, 120, 168, 240, 336, 480, 720, 1080, 1440, 2160, 4320, 8760)
LONGER = f"over_{BOUNDS[-1]}"


def bucket(wait: timedelta) -> str:
    """The key of a wait: the hours within which it ended, four digits; a service cannot count before its order."""
    hours = max(0.0, wait.total_seconds() / 3600)
    place = bisect_left(BOUNDS, hours)
    return f"{BOUNDS[place]:04d}" if place < len(BOUNDS) else LONGER


def within(histogram: Mapping[str, int], hundredths: int) -> int | None:
    """The hours within which so many of a hundred ended: 50 is the median. None where none did, or it took longer.

    Keys that are no buckets, such as that of what never took effect, are not looked at.
    """
    counts = [(int(key), histogram[key]) for key in sorted(histogram) if key.isdigit()]
    everything = sum(n for _, n in counts) + histogram.get(LONGER, 0)
    so_far = 0
    for bound, n in counts:
        so_far += n
        if so_far * 100 >= everything * hundredths and everything:
            return bound
    return None
