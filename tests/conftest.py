"""The ground that every test stands on."""

import django

from tests.surroundings import environment

environment.prepare()
django.setup()

pytest_plugins = ["tests.surroundings.selection", "tests.surroundings.postgres", "tests.surroundings.homes"]
