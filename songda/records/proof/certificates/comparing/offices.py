"""Which event tells of which column of courts, their staff, and the systems that speak for them."""

from songda.records.court.staff.models import ApiClient, Court, User
from songda.records.proof.certificates.comparing.column import Table, told
from songda.records.proof.certificates.comparing.people import SUBJECT

_DOOR = "opens the door to an account; what is done with it is told under its name"

COURT = Table(
    Court,
    ("court.opened",),
    "",
    {
        "code": told("court.opened:code"),
        "name": told("court.opened:name"),
        "name_en": told("court.opened:name_en"),
        "zone": told("court.opened:zone"),
    },
    {
        "id": SUBJECT,
        "phone": "where people may call; no certificate names it",
        "street": "where people may come; no certificate names it",
        "above_id": "who sees its figures",
        "asks_all_for_factor": _DOOR,
        "figures_public_since": "who sees its figures",
        "calls_found_first": "when the engine sends; what was sent is told where it was",
    },
)

STAFF = Table(
    User,
    ("staff.admitted",),
    "",
    {
        "role": told("staff.admitted:role", "staff.reassigned:role"),
        "court_id": told("staff.admitted:court", "staff.reassigned:court"),
        "display_name": told("staff.admitted!display_name"),
        "is_active": told("staff.admitted=True", "staff.removed=False"),
    },
    {
        "id": SUBJECT,
        "username": _DOOR,
        "password": _DOOR,
        "must_change_password": _DOOR,
        "last_login": "when they came last",
        "date_joined": "when the account was opened",
        "first_name": "not used",
        "last_name": "not used",
        "email": "not used",
        "is_staff": "not used: there is no administration site",
        "is_superuser": "not used: roles decide",
    },
)

CLIENT = Table(
    ApiClient,
    ("client.admitted",),
    "",
    {
        "court_id": told("client.admitted:court"),
        "name": told("client.admitted:name"),
        "scopes": told("client.admitted:scopes", read=str.split),
        "created_at": told("client.admitted@happened_at"),
        "ends_at": told("client.admitted:ends_at"),
        "revoked_at": told("client.admitted=none", "client.removed@happened_at"),
    },
    {"id": SUBJECT, "token_hash": _DOOR, "last_used_at": "when it came last"},
)
