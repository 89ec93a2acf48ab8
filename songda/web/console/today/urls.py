"""Addresses of this room."""

from django.urls import path

from songda.web.console.today import changes, today

urlpatterns = [
    path("", today.today, name="today"),
    path("tasks/<uuid:task_id>/take/", today.take, name="take_task"),
    path("tasks/<uuid:task_id>/close/", today.close, name="close_task"),
    path("tasks/<uuid:task_id>/change/", changes.change, name="change"),
]
