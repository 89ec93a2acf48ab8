"""What the tables of orders are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import GUESSES, WORK_ONLY, Among, Compared
from songda.records.service.orders.models import Envelope, Order, Service

_REPEATED = "gives a request that is made again the same order, which is compared; orders nothing itself"
TABLES = (
    Compared(
        Order,
        among=Among.FILES,
        log="orders",
        web="I",
        case="case",
        aside={
            "idempotency_key request_hash": _REPEATED,
        },
        reads={"court_id": (lambda _order: True, lambda row: row.court_id == row.case.court_id)},
        column_if_unlogged="placed_at",
        fetches=("case",),
        free_text={"idempotency_key", "placed_by"},
    ),
    Compared(
        Envelope,
        among=Among.GROUNDS,
        log="envelopes",
        web="I",
        changes="next_step_at ask_law_at closed_at law_first_asked_at recalled_at disowned_at held_until wrong_tries "
        "locked_at wrong_answers answers_locked_at posted_at has_english_page fetched_at",
        untold={"held_until next_step_at ask_law_at": WORK_ONLY},
        case="case",
        aside={
            "link_index": "keyed hash of the link; whoever opens it still proves who they are",
            "held_until next_step_at ask_law_at law_first_asked_at closed_at": WORK_ONLY,
            "wrong_tries wrong_answers answers_locked_at locked_at": GUESSES,
            "fetched_at": "fetching the link is no reading",
            "recalled_at": "follows from its services, which are compared",
            "posted_at": "that there are letters, which are compared",
        },
    ),
    Compared(
        Service,
        among=Among.GROUNDS,
        log="services",
        web="I",
        changes="recalled_at",
        case="envelope__case",
    ),
)
