"""Addresses of the choices that stand on every page."""

from django.urls import path
from django.views.i18n import set_language

from songda.web.look import choices

urlpatterns = [
    path("language/", set_language, name="set_language"),
    path("type-size/", choices.set_type_size, name="set_type_size"),
]
