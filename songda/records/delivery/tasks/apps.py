"""Registers the tables of tasks with Django."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """tasks."""

    name = "songda.records.delivery.tasks"
