"""One of everything that visits and entrusted service are made of, for tests of the console's addresses."""

from datetime import timedelta
from uuid import UUID, uuid4

from songda import clock
from songda.core.access import Role
from songda.records.court.staff.models import Court
from songda.records.service.orders.models import Envelope
from songda.records.ways.entrustments.actions import EntrustmentDraft, entrust, papers_of
from songda.records.ways.entrustments.models import Entrustment
from songda.records.ways.visits.models import Round, Stop, Visit, VisitPhoto
from songda.records.ways.visits.reports import VisitDraft, report_visit
from songda.records.ways.visits.rounds import RoundDraft, make_round, plan_visit, take_along
from tests import make
from tests.records.stage import defendant, envelope
from tests.records.ways.visits.stage import HOME, at_home, photo, picture, send

OF_PEOPLE = frozenset(
    {"stop_id", "round_id", "visit_id", "visit_photo_id", "entrustment_id", "entrusted_paper_id", "part"}
)


def of_people(court: Court, name: str) -> object:
    """What stands in an address under this name, made where it is not there yet."""
    if name == "part":
        return 0
    if name == "entrustment_id":
        return entrusted(court).id
    if name == "entrusted_paper_id":
        return papers_of(entrusted(court))[0].paper_id
    visit = reported(court)
    things: dict[str, UUID] = {
        "stop_id": visit.stop_id,
        "round_id": Round.objects.get(stops__visits=visit).id,
        "visit_id": visit.id,
        "visit_photo_id": visit.photos.get().id,
    }
    return things[name]


def entrusted(court: Court) -> Entrustment:
    """Papers of this court that the neighbour is to serve."""
    known = Entrustment.objects.filter(deed__envelope__case__court=court).first()
    if known is not None:
        return known
    party = defendant(make.case(court), address_class=None, consents=False)
    sealed, place = envelope(party, make.paper(party.case)), make.address(party, kind="postal", value=HOME)
    services = tuple(sealed.services.values_list("id", flat=True))
    neighbour = make.court("晋1121", "文水县人民法院")
    return entrust(sealed, EntrustmentDraft("court", services, place.id, neighbour.id), "engine", clock.now())


def reported(court: Court) -> Visit:
    """A visit with a photograph that a phone reported, and that nobody has looked at."""
    known = Visit.objects.filter(stop__envelope__case__court=court).first()
    if known is not None:
        return known
    now = clock.now()
    stop, on = a_round(court)
    body = picture()
    told = photo(body)
    draft = VisitDraft(
        uuid4(), stop.id, "signed", now, now, on.mark, "recipient", told={"name": "李某某"}, photos=(told,)
    )
    visit = report_visit(on, draft, f"staff:{on.person_id}", now)
    send(on, told.id, body, now)
    assert VisitPhoto.objects.get(id=told.id).kept_at is not None
    return visit


def a_round(court: Court, sealed: Envelope | None = None) -> tuple[Stop, Round]:
    """A round of today to one place, on its person's phone."""
    now = clock.now()
    if sealed is None:
        sealed, place = at_home(court)
    else:
        place = make.address(sealed.party, kind="postal", value="山西省 吕梁市 孝义市 新义街12号")
    person = make.user(court, Role.SERVICE_OFFICER, "送达员刘")
    stop = plan_visit(sealed, place.id, "", "engine", now)
    made = make_round(court, RoundDraft(person.id, (now + timedelta(hours=8)).date(), (stop.id,)), "engine", now)
    taken = take_along(made, person, now)
    stop.refresh_from_db()
    return stop, taken.round
