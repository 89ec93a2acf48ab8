"""Runs the bench of the figures: a database of its own, filled, measured, thrown away."""

import os
from typing import Any

from songda.site.bench.stack import Stack
from songda.site.environment import prepare_django, sign_in_as
from songda.site.playground import demo_settings


def run() -> dict[str, Any]:
    """Measure on a database of its own, which is gone afterwards."""
    stack = Stack()
    try:
        stack.start_database()
        stack.set_up()
        os.environ.update(demo_settings(stack.home, stack.ports.web))
        sign_in_as(stack.superuser_url)
        prepare_django()
        from songda.site.bench.figures_measured import measure

        return measure()
    finally:
        stack.close()
