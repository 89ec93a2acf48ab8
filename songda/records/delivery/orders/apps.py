"""Registers the orders tables with Django."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The orders app."""

    name = "songda.records.delivery.orders"
    label = "orders"
