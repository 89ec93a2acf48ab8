"""The course of a certificate is told in the order in which one thing led to the next, and its times stay true."""

from itertools import permutations

from songda.core.certificates import CertifiedMoment, write_certificate
from songda.core.certificates.tables import in_causal_order
from tests.core.certificates.samples import after, summons_served
from tests.rows import all_rows

CHAIN = ("ordered", "sent", "accepted", "arrived", "read", "acknowledged")


@all_rows("written", list(permutations(CHAIN))[::37])
def test_what_happened_within_one_second_is_told_by_what_led_to_what(written: tuple[str, ...]) -> None:
    split = {kind: after(0).replace(microsecond=1000 * (9 - place)) for place, kind in enumerate(CHAIN)}
    told = in_causal_order([CertifiedMoment(kind, split[kind], "court") for kind in written])
    assert [moment.kind for moment in told] == list(CHAIN)
    assert all(moment.at == split[moment.kind] for moment in told)


def test_a_provider_whose_clock_goes_slow_does_not_let_a_message_arrive_before_it_was_handed_over() -> None:
    told = (
        CertifiedMoment("arrived", after(-40), "provider"),  # told to the minute
        CertifiedMoment("ordered", after(-60), "court"),
        CertifiedMoment("sent", after(0), "court"),
        CertifiedMoment("accepted", after(1), "provider"),
        CertifiedMoment("read", after(1), "recipient"),
    )
    course = in_causal_order(told)
    assert [moment.kind for moment in course] == ["ordered", "sent", "accepted", "arrived", "read"]
    assert course[3].at == after(-40)


def test_what_does_not_hang_together_stays_in_the_order_of_time() -> None:
    told = (
        CertifiedMoment("read", after(10), "recipient"),
        CertifiedMoment("arrived", after(20), "provider"),
        CertifiedMoment("denied", after(30), "holder"),
    )
    assert in_causal_order(told[::-1]) == list(told)


def test_the_certificate_prints_them_so() -> None:
    moments = tuple(CertifiedMoment(kind, after(0), "court") for kind in reversed(CHAIN))
    lines = write_certificate(summons_served(moments=moments)).tables[0].lines
    assert [line[1]["en"] for line in lines[:4]] == [
        "service ordered",
        "message sent",
        "accepted by the provider's gateway",
        "arrived in the recipient's system",
    ]
