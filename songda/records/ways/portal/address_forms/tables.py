"""What the tables of address forms are: rights, comparison with the log, erasure, files."""

from operator import attrgetter

from songda.records.ground.tables import FILE_KEY, Among, Compared, Shelf, opens
from songda.records.ways.portal.address_forms.models import SignedForm

TABLES = (
    Compared(
        SignedForm,
        among=Among.FILES,
        log="signed_forms",
        web="I",
        case="party__case",
        aside={"wrapped_key": FILE_KEY, "recorded_at": "the event says when it was recorded"},
        reads={"says_sealed": opens(attrgetter("says"))},
        shelves=(Shelf("address_forms"),),
        stays={
            "says_sealed wrapped_key": "the statement of addresses that they signed",
        },
        free_text={"recorded_by"},
    ),
)
