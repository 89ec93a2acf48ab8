"""Registers the cases tables with Django."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The cases app."""

    name = "songda.records.matter.cases"
    label = "cases"
