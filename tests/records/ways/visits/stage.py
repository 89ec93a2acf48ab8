"""A round of visits for tests: papers for somebody with a place, a round of today, a phone that reports."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

from PIL import Image

from songda.core.access import Role
from songda.records.court.staff.models import Court, User
from songda.records.matter.parties.models import Address
from songda.records.service.orders.models import Envelope
from songda.records.ways.visits.models import Round, Stop, Visit
from songda.records.ways.visits.reports import PART, PhotoDraft, VisitDraft, photo_of_round, put_part, report_visit
from songda.records.ways.visits.rounds import RoundDraft, TakenRound, make_round, plan_visit, take_along
from tests import make
from tests.records.stage import NOW, defendant, envelope

HOME = "032300 山西省 吕梁市 孝义市 新义街12号"
AT = NOW + timedelta(hours=2)
BACK = NOW + timedelta(hours=6)


def at_home(court: Court | None = None, place: str = HOME) -> tuple[Envelope, Address]:
    """An envelope for somebody without electronic address, and the place where they live."""
    party = defendant(make.case(court), address_class=None, consents=False)
    return envelope(party), make.address(party, kind="postal", value=place)


def picture(colour: str = "white", side: int = 40) -> bytes:
    """A small photograph."""
    made = BytesIO()
    Image.new("RGB", (side, side), colour).save(made, "JPEG")
    return made.getvalue()


@dataclass
class Phone:
    """The phone of one round; what it does is done by the same actions as its page does."""

    taken: TakenRound
    person: User

    @property
    def round(self) -> Round:
        return self.taken.round

    @property
    def by(self) -> str:
        return f"staff:{self.person.id}"

    def draft(self, stop: Stop, outcome: str = "signed", photos: tuple[bytes, ...] = (), **told: object) -> VisitDraft:
        given: dict[str, object] = {
            "id": uuid4(),
            "stop_id": stop.id,
            "outcome": outcome,
            "at": AT,
            "phone_now": BACK,
            "mark": self.round.mark,
            "signer": "recipient" if outcome != "failed" else "",
            "told": {"name": "李某某", "words": "本人在家。" if outcome == "signed" else "邻居称外出务工。"},
            "photos": tuple(photo(body) for body in photos),
        }
        return VisitDraft(**{**given, **told})  # type: ignore[arg-type]

    def report(self, draft: VisitDraft, *bodies: bytes, now: datetime = BACK) -> Visit:
        """The draft and its photographs come in."""
        visit = report_visit(self.round, draft, self.by, now)
        for told, body in zip(draft.photos, bodies, strict=True):
            send(self.round, told.id, body, now)
        return visit


def photo(body: bytes, kind: str = "photo") -> PhotoDraft:
    return PhotoDraft(uuid4(), kind, hashlib.sha256(body).digest(), len(body), AT)


def send(on: Round, photo_id: UUID, body: bytes, now: datetime = BACK) -> None:
    """Every piece of it."""
    found = photo_of_round(on, photo_id)
    for number, start in enumerate(range(0, len(body), PART)):
        put_part(found, number, body[start : start + PART], f"staff:{on.person_id}", now)


def out(*places: tuple[Envelope, Address], court: Court | None = None, name: str = "送达员刘") -> Phone:
    """A round to these places, taken along on a phone in the morning."""
    person = make.user(court, Role.SERVICE_OFFICER, name)
    stops = [plan_visit(sealed, place.id, "三楼", "engine", NOW) for sealed, place in places]
    draft = RoundDraft(person.id, (NOW + timedelta(hours=8)).date(), tuple(stop.id for stop in stops))
    assert person.court is not None
    made = make_round(person.court, draft, "engine", NOW)
    return Phone(take_along(made, person, NOW), person)
