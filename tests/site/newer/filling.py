"""The settings of a newer version that leaves rows to be filled."""

from songda.site.settings import *  # noqa: F403

MIGRATION_MODULES = {"limits": "tests.site.newer.fills"}
