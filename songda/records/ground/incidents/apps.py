"""Registers the tables of incidents with Django."""

from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    """incidents."""

    name = "songda.records.ground.incidents"
