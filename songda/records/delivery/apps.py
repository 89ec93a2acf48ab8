"""Registers the delivery tables with Django."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    """The delivery app."""

    name = "songda.records.delivery"
    label = "delivery"
