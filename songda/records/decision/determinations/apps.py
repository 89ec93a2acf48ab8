"""Registers the tables of determinations with Django."""

from django.apps import AppConfig


class DeterminationsConfig(AppConfig):
    """determinations."""

    name = "songda.records.decision.determinations"
