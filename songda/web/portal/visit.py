"""One visit to one link: whose papers, how far the visitor has proved themselves, at what moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from songda.core.care import Measure, done
from songda.core.circumstances import Kind
from songda.core.identifiers import mask_case_number, mask_name
from songda.core.identity import Assurance, needed_to_read
from songda.core.language import COURT_LANGUAGE
from songda.core.law.facts import Branch, Procedure, Role, Stage
from songda.core.words import language_of
from songda.records.court.staff.models import Court
from songda.records.matter.circumstances.care import care_of
from songda.records.matter.circumstances.entries import entry_in_force
from songda.records.matter.parties.models import Party
from songda.records.matter.parties.roles import LAW_ROLES, role_name
from songda.records.service.findings.queries import ServiceView, services_of
from songda.records.service.orders.models import Envelope
from songda.records.ways.portal.acts.visits import was_written_since

BODIES = {"legal_person", "organisation"}
_DEFENDING = {Role.DEFENDANT, Role.COUNTERCLAIM_DEFENDANT}
_SAVES_NOTHING = "MicroMessenger"


@dataclass(frozen=True)
class Visit:
    """What every page of the portal is made for."""

    request: HttpRequest = field(repr=False)
    token: str = field(repr=False)
    envelope: Envelope
    level: Assurance
    now: datetime

    @property
    def court(self) -> Court:
        """The court that sent the papers."""
        return self.envelope.case.court

    @cached_property
    def services(self) -> list[ServiceView]:
        """The papers behind the link that the court did not take back, as they stand when the page is asked for."""
        return services_of(self.envelope)

    @property
    def is_enough(self) -> bool:
        """Whether the visitor has proved enough to open papers of this case, and to say what counts from then on."""
        return self.level >= needed_to_read(status_case=self.envelope.case.is_status_case)

    @cached_property
    def has_ended(self) -> bool:
        """Whether the link is too old to tell anything to whoever holds it: messages are passed on, and phones too.

        Whoever got it in a message of today holds no old one.
        """
        since = self.now - timedelta(days=settings.LINK_DAYS)
        return self.envelope.placed_at < since and not was_written_since(self.envelope, since)

    @cached_property
    def is_of_the_dead(self) -> bool:
        """Whether the court has noted that the recipient died: whoever proves to be them now is somebody else."""
        prefetch_related_objects([self.envelope.party], "circumstances")  # as care asks them, too
        return entry_in_force(self.envelope.party, Kind.DECEASED) is not None

    @property
    def zone(self) -> ZoneInfo:
        """The court's own time."""
        return ZoneInfo(self.court.zone)

    @property
    def today(self) -> date:
        """The day that it is in the court's place."""
        return self.now.astimezone(self.zone).date()

    @property
    def keeps_no_files(self) -> bool:
        """Whether the page is open within an app whose browser saves no files, as WeChat's."""
        return _SAVES_NOTHING in self.request.headers.get("User-Agent", "")

    @property
    def is_body(self) -> bool:
        """Whether the recipient is a body, for which a person speaks."""
        return self.envelope.party.kind in BODIES

    @property
    def masked_name(self) -> str:
        """The recipient's name for somebody who only holds the link."""
        return mask_name(self.envelope.party.name)

    @property
    def masked_number(self) -> str:
        """The case number without its serial: enough to recognise, not enough to look up."""
        return mask_case_number(self.envelope.case.number)

    @property
    def court_name(self) -> str:
        """The court's name in the language of the page."""
        return self.court.name_in(language())

    @property
    def role_name(self) -> str:
        """What the recipient is in this case."""
        return role_name(self.envelope.party.role, language())

    @property
    def title_about(self) -> str:
        """What a page is about, for its title: role and case; to whoever only holds the link, little of the case."""
        if self.level < Assurance.NUMBER_AND_CODE:
            return "" if self.has_ended else f" · {self.masked_number}"
        return f" · {self.role_name} · {self.envelope.case.number}"

    @property
    def clerk_name(self) -> str:
        """Who looks after the case at the court; empty where a system registered it."""
        clerk = self.envelope.case.registered_by
        return str(clerk) if clerk and clerk.is_active else ""

    @property
    def stage_name(self) -> str:
        """Where the case stands."""
        stages = {
            "first_instance": _("first instance"),
            "second_instance": _("second instance"),
            "retrial": _("retrial"),
            "enforcement": _("enforcement"),
        }
        return stages.get(self.envelope.case.stage, self.envelope.case.stage)

    @property
    def is_criminal(self) -> bool:
        """Whether criminal procedure holds, which asks nobody to agree to electronic service."""
        return self.envelope.case.branch == Branch.CRIMINAL

    @cached_property
    def answers_as(self) -> Party | None:
        """Whose statement of defence would answer the claim: theirs or, where they act for somebody, that person's.

        A defendant's at first instance (Civil Procedure Law 128, Administrative Procedure Law 67); else nobody's.
        """
        case, party = self.envelope.case, self.envelope.party
        answering = party.acts_for or party
        has_one = case.branch in {Branch.CIVIL, Branch.ADMINISTRATIVE} and case.stage == Stage.FIRST_INSTANCE
        has_one = (
            has_one and case.closed_at is None and case.procedure not in {Procedure.SPECIAL, Procedure.PAYMENT_ORDER}
        )
        return answering if has_one and LAW_ROLES.get(answering.role) in _DEFENDING else None

    @property
    def landing(self) -> str:
        """The first page behind the link."""
        return self.place("landing")

    @property
    def actor(self) -> str:
        """The recipient as events name them."""
        return f"recipient:{self.envelope.party_id}"

    def place(self, name: str, **more: object) -> str:
        """The address of a page of this visit."""
        return reverse(f"portal:{name}", kwargs={"token": self.token, **more})

    def go(self, name: str, **more: object) -> HttpResponse:
        """Send the visitor on, so that loading again repeats nothing."""
        return HttpResponseRedirect(self.place(name, **more))

    def page(self, template: str, values: Mapping[str, object] | None = None, status: int = 200) -> HttpResponse:
        """One page of the portal."""
        context = {"visit": self, "token": self.token, "court": self.court, **(values or {})}
        context["needs_large"] = self.level >= Assurance.NUMBER_AND_CODE and done(
            care_of(self.envelope.party, self.now), Measure.LARGE_PRINT
        )
        return render(self.request, f"portal/{template}.html", context, status=status)


def language() -> str:
    """The language of the page, as far as there are words in it."""
    return language_of(get_language() or COURT_LANGUAGE)
