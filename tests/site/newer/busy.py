"""The same, and a newer version that changes a table too to which every message writes."""

from tests.site.newer.settings import *  # noqa: F403
from tests.site.newer.settings import MIGRATION_MODULES as LIMITS

MIGRATION_MODULES = {**LIMITS, "attempts": "tests.site.newer.attempts"}
