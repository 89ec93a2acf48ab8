"""What stands on the sheet that goes before the papers of a letter, in words that whoever opens it understands."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from songda.core.circumstances import Kind
from songda.core.delivery.letters import LetterReason, sheets_of
from songda.core.delivery.letters.rights import LetterKind, sentences_of, sentences_of_copy
from songda.core.law import profile_of
from songda.core.words import say
from songda.core.words.phrase import day
from songda.records.court.staff.models import Court
from songda.records.ground import vault
from songda.records.service.findings.law_version import JURISDICTION
from songda.records.service.orders.models import Service
from songda.records.service.orders.summoned import summoned_by
from songda.records.ways.post.letters.actions import language_of_letter, lines_of
from songda.records.ways.post.letters.models import Letter
from songda.trust.typesetting.post import CoverSheet

_TOLD_OF_SIGNER = {"family_elsewhere": "letters"}  # without in which cases: the sheet is of one case
_RECEIPT = ("receipt_who", "receipt_when", "receipt_as", "receipt_number")


def cover_sheet(letter: Letter, services: Sequence[Service], now: datetime) -> CoverSheet:
    """The sheet of one letter; it comes with court, case and party, the services with paper and envelope."""
    speak = _Speaker(language_of_letter(letter.envelope.party))
    court, case, is_copy = letter.court, letter.envelope.case, letter.why == LetterReason.COPY_WANTED
    kind = _kind(letter, services)
    link = f"{settings.PUBLIC_URL}/s/{vault.link_token(letter.envelope_id)}"
    return CoverSheet(
        language=speak.language,
        court=court.name_in(speak.language),
        sender=speak("sender", street=court.street, court=court.name_in(speak.language)),
        lines=lines_of(letter),
        product=say(f"letters.product.{letter.product}", speak.language),
        number=letter.number,
        head=_head(letter, services, speak, now),
        title=speak("title"),
        says=[
            speak("addressee", name=letter.envelope.party.name),
            speak(
                "copy_intro" if is_copy else "intro",
                number=case.number,
                cause=case.cause,
                product=say(f"letters.product.{letter.product}", speak.language),
            ),
            *_of_earlier(letter, speak),
        ],
        columns=[speak("place"), speak("paper"), speak("pages")],
        papers=[(service.paper.title, str(service.paper.pages)) for service in services],
        dates=[] if is_copy else _dates(court, services, speak),
        link=link,
        online=[speak(_online(letter, kind)), speak("help", phone=court.phone)],
        back_title=speak("back_title"),
        rights=[speak(word) for word in (sentences_of_copy if is_copy else sentences_of)(kind)],
        receipt_title=speak("receipt_title"),
        receipt=[speak(word) for word in _RECEIPT],
        signers=_signers(letter, speak),
        is_large_print=letter.is_large_print,
        more=speak("more", count=max(0, len(services) - 12)),
        more_title=speak("more_title"),
    )


def _kind(letter: Letter, services: Sequence[Service]) -> LetterKind:
    """What the law makes of this letter before anybody has it."""
    party = letter.envelope.party
    return LetterKind(
        letter.envelope.case.branch,
        {service.paper.kind for service in services},
        is_inland=profile_of(JURISDICTION).zone_of(party.domicile) == JURISDICTION,
        is_bankrupt=party.circumstances.filter(kind=Kind.IN_BANKRUPTCY, until=None, struck_at=None).exists(),
        may_agree=party.offline_since is None,
    )


def _online(letter: Letter, kind: LetterKind) -> str:
    """In criminal cases the papers open once they are served: nobody is asked whether they may open before."""
    is_closed = kind.is_criminal and letter.why != LetterReason.COPY_WANTED
    return "online_once_served" if is_closed else "online"


def _of_earlier(letter: Letter, speak: "_Speaker") -> list[str]:
    """What became of the letter in whose place this one goes."""
    if letter.previous is None:
        return []
    return [speak("lost_intro" if letter.why == LetterReason.LOST else "again_intro", number=letter.previous.number)]


def pages_of(services: Sequence[Service]) -> int:
    """How many pages a letter with these papers has, each beginning on a sheet of its own."""
    full = [paper.pages + paper.pages % 2 for paper in (service.paper for service in services)]
    last = services[-1].paper.pages % 2 if services else 0
    return 2 + sum(full) - last


class _Speaker:
    """Says what stands on the sheet, in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, word: str, **values: str | int) -> str:
        return say(f"letters.print.{word}", self.language, **values)


def _head(letter: Letter, services: Sequence[Service], speak: _Speaker, now: datetime) -> list[tuple[str, str]]:
    pages = pages_of(services)
    made_on = now.astimezone(ZoneInfo(letter.court.zone)).date()
    return [
        (speak("case"), letter.envelope.case.number),
        (speak("made"), day(made_on, speak.language)),
        (speak("size"), speak("size_value", pages=pages, sheets=sheets_of(pages))),
    ]


def _dates(court: Court, services: Sequence[Service], speak: _Speaker) -> list[str]:
    """The hearing that a summons in it calls to, as it is now."""
    zone = ZoneInfo(court.zone)
    hearings = {one.hearing.id: one.hearing for one in summoned_by(services).values() if not one.calls_in_vain}
    return [
        speak(
            "hearing",
            day=day(hearing.at.astimezone(zone).date(), speak.language),
            time=f"{hearing.at.astimezone(zone):%H:%M}",
            place=hearing.place,
        )
        for hearing in sorted(hearings.values(), key=lambda each: each.at)
    ]


def _signers(letter: Letter, speak: _Speaker) -> str:
    if not letter.may_sign:
        return ""
    names = [say(f"{_TOLD_OF_SIGNER.get(word, 'deeds')}.signer.{word}", speak.language) for word in letter.may_sign]
    between = say("language.comma", speak.language)
    return speak("signers", persons=between.join(names))
