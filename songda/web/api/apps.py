"""Registers the api room with Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The api room."""

    name = "songda.web.api"
    label = "web_api"
