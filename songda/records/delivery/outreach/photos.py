"""Photographs of campaigns: drawn anew before they are kept, described for whoever cannot see them."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from songda.clock import new_id
from songda.core.access import Act
from songda.core.identifiers.visible import one_line
from songda.core.refusal import Refused, WrongField
from songda.core.words import Phrase
from songda.records.court.staff.models import Court
from songda.records.court.staff.office import check_office
from songda.records.delivery.outreach.models import Campaign, Photo
from songda.records.ground import vault
from songda.records.ground.evidence.actions import NewEvent, record
from songda.trust.photographs import PhotographError, redraw

SHELF = "photos"
MOST = 12  # a campaign
LONGEST = 120


def add_photo(campaign: Campaign, body: bytes, shows: str, by: str, now: datetime) -> Photo:
    """Keep a photograph with what it shows; raises WrongField for a file or words that cannot be kept."""
    check_office(by, Act.RUN_OUTREACH, campaign.court_id)
    words = one_line(shows)
    if not 0 < len(words) <= LONGEST:
        raise WrongField("shows", "photo_shows", longest=LONGEST)
    if campaign.cancelled_at is not None:
        raise Refused("campaign_cancelled")
    try:
        drawn = redraw(body)
    except PhotographError as wrong:
        raise WrongField("file", "photo_unfit", why=Phrase(f"fields.photo.{wrong.code}")) from wrong
    with transaction.atomic():
        Campaign.objects.select_for_update().get(id=campaign.id)
        if campaign.photos.count() >= MOST:
            raise WrongField("file", "photo_too_many", most=MOST)
        photo = Photo(id=new_id(), campaign=campaign, shows=words, sha256=drawn.sha256, recorded_at=now)
        return _keep(photo, drawn.body, by)


def _keep(photo: Photo, body: bytes, by: str) -> Photo:
    photo.wrapped_key = vault.store_file(SHELF, photo.id, body)
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
    except IntegrityError:
        vault.remove_file(SHELF, photo.id)
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
    return vault.read_file(SHELF, photo.id, photo.wrapped_key)
