"""Registers the tables of restores with Django."""

from django.apps import AppConfig


class RestoresConfig(AppConfig):
    """restores."""

    name = "songda.records.ground.restores"
