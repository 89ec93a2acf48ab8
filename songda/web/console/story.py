"""The timeline of a case in words: when, when the court learned it, what, by whom, and about whom or which paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from songda.core.access import Act, may
from songda.core.identifiers import mask_name
from songda.records.cases.models import Case
from songda.records.delivery.models import Attempt
from songda.records.delivery.queries import TimelineRow
from songda.records.orders.models import Envelope, Service
from songda.records.parties.models import Party
from songda.records.staff.models import User
from songda.web.console import words


@dataclass(frozen=True)
class Scene:
    """One line of the story."""

    row: TimelineRow
    who: str
    about: str
    url: str


class Cast:
    """Who and what the events of one case speak about, read once."""

    def __init__(self, case: Case, viewer: User) -> None:
        sees_names = may(viewer.role, Act.SEE_PERSONAL)
        self.parties = {str(party.id): _named(party, in_full=sees_names) for party in case.parties.all()}
        self.papers = {str(paper.id): paper.title for paper in case.papers.all()}
        self.staff = {str(user.id): str(user) for user in User.objects.filter(court=case.court)}
        self.envelopes = {
            str(envelope): str(party)
            for envelope, party in Envelope.objects.filter(case=case).values_list("id", "party_id")
        }
        services = Service.objects.filter(envelope__case=case).values_list("id", "paper_id", "envelope_id")
        self.services = {str(service): (str(paper), str(envelope)) for service, paper, envelope in services}
        attempts = Attempt.objects.filter(envelope__case=case).values_list("id", "envelope_id")
        self.attempts = {str(attempt): str(envelope) for attempt, envelope in attempts}

    def who(self, actor: str) -> str:
        """The actor of an event by name."""
        kind, _colon, key = actor.partition(":")
        match kind:
            case "staff":
                return self.staff.get(key, _("Court staff"))
            case "recipient":
                return self.parties.get(key, _("Recipient"))
            case "provider":
                return _("Provider %(name)s") % {"name": key}
            case "client":
                return _("Connected system")
            case _:
                return _("System")

    def about(self, stream: str) -> tuple[str, str]:
        """What an event is about, and the page of that thing (empty when there is none of its own)."""
        kind, _colon, key = stream.partition(":")
        match kind:
            case "party":
                return self.parties.get(key, ""), _page("party", key) if key in self.parties else ""
            case "paper":
                return self.papers.get(key, ""), ""
            case "envelope":
                return self._envelope(key)
            case "attempt":
                return self._envelope(self.attempts.get(key, ""))
            case "service":
                return self._service(key)
            case _:
                return "", ""

    def _envelope(self, key: str) -> tuple[str, str]:
        name = self.parties.get(self.envelopes.get(key, ""), "")
        return name, _page("envelope", key) if key in self.envelopes else ""

    def _service(self, key: str) -> tuple[str, str]:
        paper, envelope = self.services.get(key, ("", ""))
        name, _link = self._envelope(envelope)
        return f"{self.papers.get(paper, '')} → {name}" if paper else "", _page("service", key) if paper else ""


def told(rows: Iterable[TimelineRow], cast: Cast) -> list[Scene]:
    """The rows as scenes, in the order in which they came."""
    return [Scene(row, cast.who(row.actor), *cast.about(row.stream)) for row in rows]


def story_of(case: Case, viewer: User, rows: Sequence[TimelineRow]) -> list[Scene]:
    """The story of these rows for this viewer."""
    return told(rows, Cast(case, viewer)) if rows else []


def _named(party: Party, *, in_full: bool) -> str:
    name = party.name if in_full else mask_name(party.name)
    return f"{words.word(party.role, 'role')} {name}"


def _page(name: str, key: str) -> str:
    return reverse(f"console:{name}", args=[UUID(key)])
