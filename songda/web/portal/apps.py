"""Registers the portal room with Django."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "songda.web.portal"
    label = "web_portal"
