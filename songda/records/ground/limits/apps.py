"""Registers the tables of limits with Django."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """limits."""

    name = "songda.records.ground.limits"
