"""Where one goes from a task: to the page of its work, or back to where the button was."""

from uuid import UUID

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from songda.records.delivery.tasks.models import Task
from songda.web.console.shared.gate import StaffRequest


def home_of_task(task: Task) -> str:
    """The page on which the work of the task is done."""
    if task.envelope_id:
        return reverse("console:envelope", args=[task.envelope_id])
    if task.party_id:
        return reverse("console:party", args=[task.party_id])
    return reverse("console:case", args=[task.case_id])


def back_to(request: StaffRequest) -> HttpResponseRedirect:
    """The page where the button was, if it is one of our own; else today's."""
    place = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(place, allowed_hosts={request.get_host()})
    return HttpResponseRedirect(place if is_ours else reverse("console:today"))


def read_id(typed: str) -> UUID | None:
    """The id that a hidden field carried; None for nobody, or for what is none."""
    try:
        return UUID(typed)
    except ValueError:
        return None
