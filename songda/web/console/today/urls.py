"""Addresses of this room."""

from django.urls import path

from songda.web.console.shared.drafts import draft
from songda.web.console.today import desks, tasks, term, today

urlpatterns = [
    path("", today.today, name="today"),
    path("draft/", draft, name="draft"),
    path("tasks/<uuid:task_id>/take/", desks.take, name="take_task"),
    path("tasks/<uuid:task_id>/hand/", desks.hand, name="hand_task"),
    path("tasks/<uuid:task_id>/term/", term.term, name="term"),
    path("tasks/<uuid:task_id>/term/extend/", term.more_time, name="extend_task"),
    path("tasks/<uuid:task_id>/seen/", tasks.seen, name="see_task"),
    path("tasks/<uuid:task_id>/close/", tasks.close, name="close_task"),
    path("tasks/<uuid:task_id>/reopen/", tasks.reopen, name="reopen_task"),
    path("tasks/<uuid:task_id>/copy/", tasks.copy, name="settle_copy"),
    path("tasks/<uuid:task_id>/change/", tasks.change, name="change"),
    path("desks/", desks.desks, name="desks"),
    path("desks/hand/", desks.hand_all, name="hand_all"),
    path("desks/away/", desks.away, name="away"),
    path("desks/away/<uuid:substitution_id>/end/", desks.back, name="end_away"),
    path("desks/rule/", desks.rule, name="handing_rule"),
]
