"""What opens one file in a process of its own is started anew for each: it loads no words and no registry of events."""

import subprocess
import sys

CHILDREN = ("paper", "photographs", "barcodes", "sound")  # those that are started most often
TOO_HEAVY = ("songda.core.words", "songda.core.events", "songda.core.law", "django")


def test_a_child_loads_only_what_opens_its_file() -> None:
    loading = "; ".join(f"import songda.trust.{child}.jobs" for child in CHILDREN)
    asked = f"import sys; {loading}; print([name for name in {TOO_HEAVY!r} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60)

    assert done.stdout.strip() == "[]"
