"""Registers the tables of circumstances with Django."""

from django.apps import AppConfig


class CircumstancesConfig(AppConfig):
    """circumstances."""

    name = "songda.records.matter.circumstances"
