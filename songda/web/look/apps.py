"""Registers the look room with Django."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "songda.web.look"
    label = "web_look"
