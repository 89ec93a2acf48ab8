"""The statement of a paper that people served: a line for each fact that the log tells, and none besides."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from songda.clock import new_id
from songda.core.evidence.bundle import Bundle, open_bundle
from songda.core.evidence.canonical import Json
from songda.core.evidence.deciding.again import decide_again
from songda.core.evidence.deciding.conclusions import check_conclusions
from songda.core.evidence.findings import Outcome
from songda.records.court.staff.models import Court
from songda.records.ground.evidence.actions import sequence
from songda.records.ground.evidence.models import Event
from songda.records.law.decisions.ask_law import ask_law
from songda.records.proof.certificates.bundles import bundle
from songda.records.proof.certificates.issue import issue_due
from songda.records.proof.certificates.models import Certificate
from songda.records.proof.certificates.says.certified import lines_in_log
from songda.records.service.orders.models import Envelope, Service
from songda.records.ways.deeds import DeedDraft, StepDraft, record_deed
from songda.records.ways.entrustments.actions import EntrustmentDraft, entrust, receive, record_outcome
from songda.records.ways.post.carriage.station import ReturnDraft, note_return
from songda.records.ways.public_notices.looks import note_days
from songda.records.ways.visits.looks import accept
from songda.records.ways.visits.models import Stop
from songda.trust.offline.command import check_everything
from tests import make
from tests.records.proof.certificates.keys import keys
from tests.records.stage import NOW
from tests.records.ways.post.carriage.parcels import SEALED, came_back, heard, posted, signed_for
from tests.records.ways.public_notices.scene import PUBLISHED, end, exhausted, look, published
from tests.records.ways.visits.stage import AT, BACK, at_home, out, photo, picture
from tests.trust.typesetting.test_certificate import text_of

__all__ = ["keys"]
pytestmark = [pytest.mark.database, pytest.mark.usefixtures("keys")]
DAY = timedelta(days=1)
THEN = NOW + 60 * DAY


def stated(envelope: Envelope) -> str:
    """The whole text of the statement, without the blanks of a page; the proof that goes with it is whole."""
    ask_law(THEN)
    sequence(THEN)
    issue_due(THEN)
    sequence(THEN)
    made = Certificate.objects.get(service__envelope=envelope)
    whole = proof(envelope)
    checked = [*check_everything(whole, ()), *decide_again(whole)]
    assert [one.code for one in checked if one.outcome is Outcome.FAILED] == []
    told = text_of(made.read())
    assert told.count("第 2 页") == 1
    assert "第 3 页" not in told
    return "".join(told.split())


def proof(envelope: Envelope) -> Bundle:
    return open_bundle(bundle(Service.objects.select_related("envelope").get(envelope=envelope)))


def hashed(name: str, key: str) -> str:
    """The hash in the event of this name, as it is printed."""
    return str(Event.objects.get(name=name).data[key])[:16]


def test_a_letter_is_told_by_number_carrier_and_scan_as_the_carrier_reported() -> None:
    letter = posted()
    heard(letter, signed_for(letter), SEALED + 4 * DAY)
    said = stated(letter.envelope)
    assert "送达情况说明" in said
    assert "电子送达凭证" not in said
    assert "不是送达回证" in said
    for line in (
        f"邮件号{letter.number}",
        "签收：本人",
        "邮政机构（签名接口）报告",
        "封装交寄：法院专递",
        "（据此生效）",
        "经核对齐全",
    ):
        assert line in said, line
    assert f"签收人{letter.number}" not in said
    scans = [event.data["scan"] for event in Event.objects.filter(name="carrier.reported") if event.data["scan"]]
    assert [scan[:16] in said for scan in scans] == [True]
    kept = lines_in_log(Certificate.objects.get().id, "zh")
    assert kept is not None
    assert dict(kept.rows)["送达方式"] == "邮寄送达"
    assert "迎宾路1号" not in dict(kept.rows)["送达地点"]  # masked
    names = {event.row["name"] for event in proof(letter.envelope).events}
    assert {"letter.sealed", "carrier.reported", "carriage.proved"} <= names


def test_whoever_has_the_proof_draws_again_what_was_concluded_of_a_letter() -> None:
    letter = posted()
    heard(letter, signed_for(letter), SEALED + 4 * DAY)
    stated(letter.envelope)
    whole = proof(letter.envelope)

    assert drawn(whole) == {"law.conclusions_follow"}
    assert drawn(whole, "carrier.reported", letter=str(new_id())) == {"law.conclusion_does_not_follow"}
    assert drawn(whole, "carrier.reported", number="X") == {"law.conclusion_does_not_follow"}
    assert drawn(whole, "carriage.proved", kind="returned") >= {"law.conclusion_does_not_follow", UNTOLD}
    assert drawn(whole, "carriage.proved", at=NOW.isoformat()) >= {"law.conclusion_does_not_follow", UNTOLD}
    assert drawn(whole, "carriage.proved", rests_on=[]) == {"law.premise_missing"}
    assert drawn(whole, "carriage.proved", rests_on=[str(new_id())]) == {"law.premise_missing"}
    assert drawn(whole, "carriage.proved", rests_on=[[1], None]) == {"law.premise_missing"}
    kept = [one for one in whole.events if one.row["name"] != "carriage.proved"]
    assert drawn(replace(whole, events=kept)) == {UNTOLD}


UNTOLD = "law.conclusion_untold"


def drawn(whole: Bundle, name: str = "", **told: Json) -> set[str]:
    """What is found of conclusions where events of this name tell something else."""
    events = [
        replace(one, row={**one.row, "data": {**one.row["data"], **told}}) if one.row["name"] == name else one  # type: ignore[dict-item]
        for one in whole.events
    ]
    return {found.code for found in check_conclusions(replace(whole, events=events), ZoneInfo("Asia/Shanghai"))}


def test_a_letter_that_came_back_is_told_as_the_return_station_read_it_beside_what_served() -> None:
    letter = posted()
    note_return(letter, ReturnDraft("nobody_met"), "engine", SEALED + 4 * DAY)
    met = StepDraft("signed", SEALED + 6 * DAY, by="recipient")
    services = tuple(letter.envelope.services.values_list("id", flat=True))
    record_deed(letter.envelope, DeedDraft("direct", services, met), "engine", SEALED + 6 * DAY)
    said = stated(letter.envelope)
    assert "退回：无人签收" in said
    assert "本院退件登记台" in said
    assert "以直接送达方式" in said
    assert said.count("据此生效") == 1


@pytest.mark.parametrize("is_station_first", [True, False])
def test_each_day_of_a_return_is_told_by_whoever_told_it(is_station_first: bool) -> None:
    letter = posted()
    if is_station_first:
        note_return(letter, ReturnDraft("refused"), "engine", SEALED + 6 * DAY)
    heard(letter, came_back(letter), SEALED + 7 * DAY)
    if not is_station_first:
        note_return(letter, ReturnDraft("refused"), "engine", SEALED + 8 * DAY)
    stated(letter.envelope)
    kept = lines_in_log(Certificate.objects.get().id, "zh")
    assert kept is not None
    came = [(line[0][:10], line[3]) for table in kept.tables for line in table.lines if "本人拒收" in line[2]]
    station = f"{SEALED + (6 if is_station_first else 8) * DAY:%Y-%m-%d}"
    assert [source for day, source in came if day == station] == ["本院退件登记台"]
    by_carrier = [source for day, source in came if day != station]
    assert by_carrier
    assert all("邮政机构" in source for source in by_carrier)
    assert "邮政机构" in dict(kept.rows)["送达情形"]  # whose day it is


def test_a_refusal_names_once_who_refused() -> None:
    sealed, place = at_home()
    services = tuple(sealed.services.values_list("id", flat=True))
    back = StepDraft("returned", NOW + 4 * DAY, by="recipient", manner="refused")
    record_deed(sealed, DeedDraft("mail", services, back, place.id), "engine", NOW + 5 * DAY)
    assert "退回：本人拒收（据此推定）" in stated(sealed)


def test_a_visit_is_told_with_who_went_the_place_the_witness_and_its_photographs() -> None:
    phone = out(at_home())
    body = picture()
    witness = {"words": "本人拒收。", "witness": "王主任", "witness_office": "新义街社区居委会"}
    stop = Stop.objects.select_related("envelope").get()
    visit = phone.report(phone.draft(stop, "left", (body,), manner="witnessed", told=witness), body)
    accept(visit, AT, "engine", BACK)
    said = stated(stop.envelope)
    for line in ("送达员刘上门", "见证人王主任（新义街社区居委会）", "留置送达", photo(body).sha256.hex()[:16]):
        assert line in said, line
    assert "新义街12号" not in said  # the place is masked
    assert said.count("见证人王主任") == 2  # in the field of the act, and in the list: once each
    assert "。；" not in said


def test_other_hands_are_told_by_name_with_their_return() -> None:
    sealed, place = at_home()
    services = tuple(sealed.services.values_list("id", flat=True))
    neighbour: Court = make.other_court()
    made = entrust(sealed, EntrustmentDraft("court", services, place.id, neighbour.id), "engine", NOW)
    receive(made, "engine", NOW + DAY)
    step = StepDraft("signed", NOW + 2 * DAY, "recipient", scan=make.pdf("return"))
    record_outcome(made, step, "engine", NOW + 3 * DAY)
    said = stated(sealed)
    assert f"发出委托函：{neighbour.name}" in said
    assert f"{neighbour.name}反馈" in said
    assert "收到委托函及文书" in said
    assert hashed("entrustment.sent", "letter") in said


def test_details_make_no_signer_and_a_minute_told_by_hand_stands_behind_the_seconds_of_it() -> None:
    sealed, place = at_home()
    services = tuple(sealed.services.values_list("id", flat=True))
    neighbour = make.other_court()
    minute = NOW.replace(second=0, microsecond=0)
    made = entrust(
        sealed, EntrustmentDraft("court", services, place.id, neighbour.id), "engine", minute + timedelta(seconds=23)
    )
    receive(made, "engine", minute + timedelta(seconds=25))
    step = StepDraft("signed", minute, "recipient", "在其住处当面签收", make.pdf("return"))
    record_outcome(made, step, "engine", minute + timedelta(seconds=50))
    said = stated(sealed)
    assert "签收：本人；记载：在其住处当面签收" in said
    order = [said.rindex(words) for words in ("发出委托函", "收到委托函及文书", "据此生效")]
    assert order == sorted(order)


def test_a_notice_is_told_with_its_boards_the_looks_and_the_judges_word() -> None:
    sealed = exhausted()
    notice = published(sealed)
    for hours in (1, 2, 3):
        look(notice, hours)
    note_days(PUBLISHED + 2 * DAY)
    end(sealed)
    said = stated(sealed)
    seen = "外部查看公告页面3次，其中3次见到公告；本院查看0次，其中0次见到公告"
    for line in ("公告：信息网络等媒体", "公告期满", seen):
        assert line in said, line
    assert "于2026年7月21日公告期满" in said  # a term ends with a day, not at a second


def test_what_was_not_served_has_no_statement() -> None:
    out(at_home())
    ask_law(THEN)
    sequence(THEN)
    issue_due(THEN)
    assert not Certificate.objects.exists()
