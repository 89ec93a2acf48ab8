"""Registers the staff tables with Django."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The staff app."""

    name = "songda.records.court.staff"
    label = "staff"
