"""Runs the bench of the figures: a database of its own, filled, measured, thrown away."""

import os
from typing import Any

from songda.site.environment import prepare_django, sign_in_as
from songda_demo.settings import demo_settings
from songda_tools.bench.stack import Stack


def run() -> dict[str, Any]:
    """Measure on a database of its own, which is gone afterwards."""
    stack = Stack()
    try:
        stack.start_database()
        stack.set_up()
        os.environ.update(demo_settings(stack.home, stack.ports.web))
        sign_in_as(stack.superuser_url)
        prepare_django()
        from songda_tools.bench.figures_measured import measure

        return measure()
    finally:
        stack.close()
