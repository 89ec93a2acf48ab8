"""Registers the tables of figures with Django."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Figures."""

    name = "songda.records.overview.figures"
