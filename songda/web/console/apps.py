"""Registers the console room with Django."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "songda.web.console"
    label = "web_console"
