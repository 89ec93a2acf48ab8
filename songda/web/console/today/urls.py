"""Addresses of this room."""

from django.urls import path

from songda.web.console.today import changes, tasks, today

urlpatterns = [
    path("", today.today, name="today"),
    path("tasks/<uuid:task_id>/take/", tasks.take, name="take_task"),
    path("tasks/<uuid:task_id>/seen/", tasks.seen, name="see_task"),
    path("tasks/<uuid:task_id>/close/", tasks.close, name="close_task"),
    path("tasks/<uuid:task_id>/reopen/", tasks.reopen, name="reopen_task"),
    path("tasks/<uuid:task_id>/copy/", tasks.copy, name="settle_copy"),
    path("tasks/<uuid:task_id>/change/", changes.change, name="change"),
]
