"""Registers the tries table with Django."""

from django.apps import AppConfig


class TriesConfig(AppConfig):
    """The tries app."""

    name = "songda.records.tries"
    label = "tries"
