"""Runs the offline verifier on a bundle, as anybody would: another process, no settings, no network needed."""

import subprocess
import sys
from pathlib import Path


def check_offline(bundle: Path) -> str:
    """What `songda verify` says last; raises AssertionError with its whole answer when it does not accept."""
    command = [sys.executable, "-m", "songda", "verify", str(bundle)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        raise AssertionError(done.stdout + done.stderr)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    return lines[-1].strip() if lines else "accepted"
