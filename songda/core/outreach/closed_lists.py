"""The words of outreach that are stored: aims, groups, kinds of material, topics, subjects of questions."""

from enum import StrEnum


class Aim(StrEnum):
    """What a campaign wants people to know or to do."""

    E_SERVICE = "e_service"
    ADDRESS = "address"
    FRAUD = "fraud"
    RIGHTS = "rights"
    READING = "reading"


class Group(StrEnum):
    """Whom it is for; article 24 of the Law on Publicity names the elderly, the disabled and migrant workers."""

    PUBLIC = "public"
    PARTIES = "parties"
    ELDERLY = "elderly"
    DISABLED = "disabled"
    MIGRANT_WORKERS = "migrant_workers"
    VILLAGERS = "villagers"
    YOUNG = "young"
    COMPANIES = "companies"


class MaterialKind(StrEnum):
    """In which form something is told; large print, reading aloud and signs are the forms of article 24."""

    LEAFLET = "leaflet"
    POSTER = "poster"
    LARGE_PRINT = "large_print"
    SCREEN = "screen"
    SHORT_TEXT = "short_text"
    TALK = "talk"
    READ_ALOUD = "read_aloud"
    SIGN = "sign"


PRINTED = (MaterialKind.LEAFLET, MaterialKind.POSTER, MaterialKind.LARGE_PRINT)
WRITTEN = (MaterialKind.SHORT_TEXT, MaterialKind.TALK, MaterialKind.READ_ALOUD, MaterialKind.SIGN)


class Topic(StrEnum):
    """What material tells of."""

    FRAUD = "fraud"
    E_SERVICE = "e_service"
    RIGHTS = "rights"


class Subject(StrEnum):
    """What a question of the public is about."""

    GENUINE = "genuine"
    AGREE = "agree"
    OPEN = "open"
    PAPER = "paper"
    PERIOD = "period"
    WRONG = "wrong"
    OTHER = "other"


class QuestionDoor(StrEnum):
    """Where somebody asked."""

    PORTAL = "portal"
    CALL = "call"
    COUNTER = "counter"
