"""Campaigns are planned, changed, counted and called off, shown in photographs, and told of in the report of a year.

Each act is an event. Photographs are drawn anew before they are kept, and described for whoever cannot see them. The
report says what was done, whom it reached and how that was counted, what was tried and what came of it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from songda.clock import EARLIEST, LATEST, new_id
from songda.core.access import Act
from songda.core.evidence.canonical import Json
from songda.core.identifiers.typed import one_line
from songda.core.language import COURT_LANGUAGE, FALLBACK
from songda.core.outreach.closed_lists import Aim, Group, MaterialKind, Topic
from songda.core.outreach.personal_data import personal_in
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.court.staff.models import Court
from songda.records.court.staff.office import check_office
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.records.service.outreach.models import Answer, Campaign, Material, Photo
from songda.trust.photographs import PhotographError, redraw

_LONGEST_CAMPAIGN = timedelta(days=366)
MOST_REACHED = 100_000_000
LIMITS = {"title": 80, "place": 120, "speaker": 60}
PHOTO_SHELF = "photos"
MOST_PHOTOS = 12  # a campaign
LONGEST_CAPTION = 120
EARLIEST_YEAR, LATEST_YEAR = 1950, 2199


@dataclass(frozen=True)
class CampaignDraft:
    """A campaign as it is planned or was held; both days count."""

    title: str
    aim: str
    group: str
    starts_on: date | None
    ends_on: date | None
    place: str
    speaker: str = ""


@dataclass(frozen=True)
class MaterialDraft:
    """So many copies of one piece of material."""

    kind: str
    topic: str
    language: str
    copies: int


@transaction.atomic
def plan_campaign(court: Court, draft: CampaignDraft, by: str, now: datetime) -> Campaign:
    """Enter a campaign; raises WrongField for what is missing, has no end, or ends before it begins."""
    check_office(by, Act.RUN_OUTREACH, court)
    values = _read(draft)
    campaign = Campaign.objects.create(id=new_id(), court=court, recorded_at=now, recorded_by=by, **values)
    record([_event("campaign.planned", campaign, by, now, _event_fields(campaign))], now)
    return campaign


@transaction.atomic
def change_campaign(campaign: Campaign, draft: CampaignDraft, by: str, now: datetime) -> None:
    """Put it right; the log keeps what stood there before. Raises WrongField or Refused."""
    locked, values = _locked(campaign, by), _read(draft)
    before = _event_fields(locked)
    for name, value in values.items():
        setattr(locked, name, value)
    if _event_fields(locked) == before:
        raise Refused("nothing_changed")
    locked.save(update_fields=list(values))
    record([_event("campaign.changed", locked, by, now, _event_fields(locked))], now)


@transaction.atomic
def count_reached(campaign: Campaign, reached: int, how: str, by: str, now: datetime) -> None:
    """How many people it reached, and how they were counted; a number without its method is none."""
    locked, words = _locked(campaign, by), one_line(how)
    if not 0 <= reached <= MOST_REACHED:
        raise WrongField("reached", "campaign_reached")
    if not 0 < len(words) <= 120:
        raise WrongField("counted_how", "campaign_counted_how")
    if now.date() < locked.starts_on:
        raise WrongField("reached", "campaign_not_begun")
    locked.reached, locked.counted_how = reached, words
    locked.save(update_fields=["reached", "counted_how"])
    record([_event("campaign.counted", locked, by, now, {"reached": reached, "how": words})], now)


@transaction.atomic
def add_material(campaign: Campaign, draft: MaterialDraft, by: str, now: datetime) -> None:
    """Note what was handed out or shown; the same piece again replaces its number of copies."""
    locked = _locked(campaign, by)
    if draft.kind not in set(MaterialKind) or draft.topic not in set(Topic):
        raise WrongField("kind", "choose_one")
    if draft.language not in (COURT_LANGUAGE, FALLBACK):
        raise WrongField("language", "choose_one")
    if not 1 <= draft.copies <= MOST_REACHED:
        raise WrongField("copies", "campaign_copies")
    key: dict[str, str] = {"kind": draft.kind, "topic": draft.topic, "language": draft.language}
    Material.objects.filter(campaign=locked, **key).delete()
    Material.objects.create(campaign=locked, copies=draft.copies, **key)
    data: dict[str, Json] = {**key, "copies": draft.copies}
    record([_event("campaign.supplied", locked, by, now, data)], now)


@transaction.atomic
def call_off(campaign: Campaign, by: str, now: datetime) -> None:
    """It does not take place; it stays on record and out of the report. Twice is one event."""
    check_office(by, Act.RUN_OUTREACH, campaign.court_id)
    locked = Campaign.objects.select_for_update().get(id=campaign.id)
    if locked.cancelled_at is None:
        locked.cancelled_at = now
        locked.save(update_fields=["cancelled_at"])
        record([_event("campaign.cancelled", locked, by, now, {})], now)


def _locked(campaign: Campaign, by: str) -> Campaign:
    """The row, locked, for somebody whose office it is; Refused for anybody else, or after it was called off."""
    check_office(by, Act.RUN_OUTREACH, campaign.court_id)
    locked = Campaign.objects.select_for_update().get(id=campaign.id)
    if locked.cancelled_at is not None:
        raise Refused("campaign_cancelled")
    return locked


def _read(draft: CampaignDraft) -> dict[str, object]:
    values = asdict(draft) | {name: one_line(getattr(draft, name)) for name in LIMITS}
    for fault in (*_wrong_words(values), *_wrong_choices(draft), *_wrong_days(draft)):
        raise fault
    return values


def _wrong_words(values: Mapping[str, object]) -> Iterator[WrongField]:
    for name, longest in LIMITS.items():
        words = str(values[name])
        if len(words) > longest or (not words and name != "speaker"):
            yield WrongField(name, f"campaign_{name}", longest=longest)
        if found := personal_in(words):
            yield WrongField(name, "holds_personal", what=Phrase(f"outreach.personal.{found}"))


def _wrong_choices(draft: CampaignDraft) -> Iterator[WrongField]:
    if draft.aim not in set(Aim):
        yield WrongField("aim", "choose_one")
    if draft.group not in set(Group):
        yield WrongField("group", "choose_one")


def _wrong_days(draft: CampaignDraft) -> Iterator[WrongField]:
    if draft.starts_on is None or not EARLIEST.date() <= draft.starts_on < LATEST.date():
        yield WrongField("starts_on", "campaign_starts")
    elif draft.ends_on is None:
        yield WrongField("ends_on", "campaign_without_end")
    elif draft.ends_on < draft.starts_on:
        yield WrongField("ends_on", "campaign_ends_before")
    elif draft.ends_on - draft.starts_on > _LONGEST_CAMPAIGN:
        yield WrongField("ends_on", "campaign_too_long", days=_LONGEST_CAMPAIGN.days)


def _event_fields(campaign: Campaign) -> dict[str, Json]:
    return {
        "title": campaign.title,
        "aim": campaign.aim,
        "group": campaign.group,
        "starts_on": campaign.starts_on.isoformat(),
        "ends_on": campaign.ends_on.isoformat(),
        "place": campaign.place,
        "speaker": campaign.speaker,
    }


def _event(name: str, campaign: Campaign, by: str, now: datetime, data: dict[str, Json]) -> NewEvent:
    return NewEvent(name, f"campaign:{campaign.id}", None, now, by, {"court": str(campaign.court_id), **data})


def add_photo(campaign: Campaign, body: bytes, shows: str, by: str, now: datetime) -> Photo:
    """Keep a photograph with what it shows; raises WrongField for a file or words that cannot be kept."""
    check_office(by, Act.RUN_OUTREACH, campaign.court_id)
    words = one_line(shows)
    if not 0 < len(words) <= LONGEST_CAPTION:
        raise WrongField("shows", "photo_shows", longest=LONGEST_CAPTION)
    if campaign.cancelled_at is not None:
        raise Refused("campaign_cancelled")
    try:
        drawn = redraw(body)
    except PhotographError as wrong:
        raise WrongField("file", "photo_unfit", why=Phrase(f"fields.photo.{wrong.code}")) from wrong
    with transaction.atomic():
        Campaign.objects.select_for_update().get(id=campaign.id)
        if campaign.photos.count() >= MOST_PHOTOS:
            raise WrongField("file", "photo_too_many", most=MOST_PHOTOS)
        photo = Photo(id=new_id(), campaign=campaign, shows=words, sha256=drawn.sha256, recorded_at=now)
        return _keep(photo, drawn.body, by)


def _keep(photo: Photo, body: bytes, by: str) -> Photo:
    photo.wrapped_key = vault.store_file(PHOTO_SHELF, photo.id, body)
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except IntegrityError:
        vault.remove_file(PHOTO_SHELF, photo.id, photo.wrapped_key)
        raise WrongField("file", "photo_exists") from None
    data = {"court": str(photo.campaign.court_id), "photo": str(photo.id), "sha256": photo.sha256.hex()}
    stream = f"campaign:{photo.campaign_id}"
    record([NewEvent("campaign.pictured", stream, None, photo.recorded_at, by, data)], photo.recorded_at)
    return photo


def photo_of(court: Court, photo_id: UUID) -> Photo:
    """A photograph of a campaign of this court; Photo.DoesNotExist for any other."""
    return Photo.objects.select_related("campaign").get(id=photo_id, campaign__court=court)


def picture(photo: Photo) -> bytes:
    """The JPEG; raises where the file was changed."""
    return vault.read_file(PHOTO_SHELF, photo.id, photo.wrapped_key)


@dataclass(frozen=True)
class YearReport:
    """The acts of one year; `reached` adds only what was counted, and `uncounted` says how many acts were not."""

    year: int
    campaigns: tuple[Campaign, ...]
    reached: int
    uncounted: int
    copies: dict[str, int]
    answers: int


def campaign_of(court: Court, campaign_id: UUID) -> Campaign:
    """One of them; Campaign.DoesNotExist for another court's."""
    return Campaign.objects.select_related("court").get(id=campaign_id, court=court)


def between(court: Court, first: date, last: date) -> list[Campaign]:
    """What takes place on some day from the first to the last, in the order of the calendar."""
    rows = Campaign.objects.filter(court=court, starts_on__lte=last, ends_on__gte=first, cancelled_at=None)
    return list(rows.order_by("starts_on", "id"))


def year_report(court: Court, year: int) -> YearReport:
    """The year by the day on which each campaign began; ValueError for a year that is none."""
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(year)
    first, last = date(year, 1, 1), date(year, 12, 31)
    begun = Campaign.objects.filter(court=court, cancelled_at=None, starts_on__range=(first, last))
    campaigns = tuple(begun.order_by("starts_on", "id").prefetch_related("materials", "photos"))
    zone = ZoneInfo(court.zone)
    of_year = (datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone))
    published = Answer.objects.filter(court=court, published_at__gte=of_year[0], published_at__lt=of_year[1])
    return YearReport(
        year=year,
        campaigns=campaigns,
        reached=sum(campaign.reached or 0 for campaign in campaigns),
        uncounted=sum(campaign.reached is None for campaign in campaigns),
        copies=_copies(campaigns),
        answers=published.count(),
    )


def _copies(campaigns: tuple[Campaign, ...]) -> dict[str, int]:
    found: Counter[str] = Counter()
    material: Material
    for campaign in campaigns:
        for material in campaign.materials.all():
            found[material.kind] += material.copies
    return dict(found)
