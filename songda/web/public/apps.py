"""Registers the public room with Django."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "songda.web.public"
    label = "web_public"
