"""Registers the papers tables with Django."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """The papers app."""

    name = "songda.records.matter.papers"
    label = "papers"
