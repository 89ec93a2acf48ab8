"""The ladder: text, call, a letter that comes back, a round in vain, public notice, and, on a later day, its effect.

Each way is gone by its own instruments: the letter is printed, sealed, carried by the sandbox's carrier and met at the
return station; the visit is written on the page of a round.

What takes weeks is played in two parts: `ladder` climbs to the published notice and leaves where it stands; when the
demo is started again on a day after it has run (`songda demo --day`), `ladder-ends` finds effect and proof.
"""

import json
import re

from songda.clock import now
from songda.trust.log_keys import NoteKey
from songda.trust.looking import listed, look_at, write_look
from songda_demo.story import endings
from songda_demo.story.browser import Browser, Page
from songda_demo.story.clerk import Clerk
from songda_demo.story.letters import carry, come_back, send_by_post, wait_for_carrier, wait_for_word
from songda_demo.story.opening import Place, Scene, call, open_case, serve
from songda_demo.story.outside import Phone, wait_until
from songda_demo.story.people import defendant
from songda_demo.story.play import Play, expect
from songda_demo.story.visits import answer_for, entrust_neighbour, go_on_visit

_ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
LEFT = "ladder.json"
TRIPLET = "凭证齐全"
PLACE = {
    "province": "宁夏回族自治区",
    "city": "银川市",
    "district": "兴庆区",
    "street": "解放东街1号 @sequence.1h-HANDED.1d-RETURNED(wrong_address).1d-SCAN",  # what the sandbox's carrier does
    "postcode": "750001",
}
WAYS_WITH_PAPER = 2  # letter and visit; a notice has its own document
CLAIM = "原告请求判令与你离婚，并依法分割夫妻共同财产。"
WORDS = {
    "claim": CLAIM,
    "answer": "公告期满后十五日内提出答辩状；逾期不答辩的，不影响人民法院审理。",
    "hearing": "本院定于传票所载的时间在第三法庭开庭审理本案。",
    "absence": "逾期无正当理由拒不到庭的，本院将依法缺席审理、判决。",
}


def ladder(place: Place, play: Play) -> None:
    """Climb from the text message to the published notice; where it stands is left for the second part."""
    scene = open_case(place, play, ending="02")
    call(scene, "unreachable")
    serve(scene)
    endings.wait_for_board(scene, "未到达", "the message does not arrive / 短信未到达")
    endings.wait_for_task(scene, "全部电子送达地址均未到达", "the papers go another lawful way / 改用其他法定方式")
    _enter_place(scene)
    envelope = _envelope(scene.clerk)
    number = send_by_post(scene, envelope)
    wait_for_carrier(scene, number)
    carry(scene, number, "handed", "returned")
    come_back(scene, number)
    carry(scene, number, "scanned", "closed")
    wait_for_word(scene, number, TRIPLET, "outcome, scan and closure are there / 结果、回执影像、办结三项齐备")
    go_on_visit(scene, envelope, "failed", "无人在家，邻居称已搬走")
    report(scene, envelope)
    token = publish(scene, envelope)
    look(place, play, token)
    left = {"case": scene.clerk.case, "envelope": envelope, "token": token, "number": play.facts["case"]}
    (place.folder / LEFT).write_text(json.dumps(left, ensure_ascii=False), encoding="utf-8")


def ladder_ends(place: Place, play: Play) -> None:
    """On a day after the notice has run: the effect with its article, and the proof."""
    left = json.loads((place.folder / LEFT).read_text(encoding="utf-8"))
    with play.step("clerk Chen signs in / 陈书记员登录"):
        clerk = Clerk(place.base, "chen", place.password)
        clerk.case = left["case"]
    play.facts["case"] = left["number"]
    scene = Scene(place, play, clerk, defendant("02"), "", Phone(place.sandbox, defendant("02").mobile))
    title = "the notice has run, and they are served / 公告期满送达"
    endings.wait_for_board(scene, f"{endings.DAY}送达（公告）", title, 90)
    with play.step("the page of the notice says so, with the article / 公告页面显示效力和依据") as step:
        page = Browser(place.base).open(f"/notices/{left['token']}").text
        expect("视为送达" in page and "第九十五条" in page, page[:300])
        step.found = "视为送达，第九十五条"
    _fetch_papers(scene, left["envelope"])
    endings.check_bundle(scene, clerk.services()[0], certified=False)


def _fetch_papers(scene: Scene, envelope: str) -> None:
    """The return of service of each way that was tried, for the file."""
    with scene.play.step("the return of each way is there / 各种方式均有送达回证") as step:
        page = scene.clerk.browser.open(f"/console/envelopes/{envelope}/").body.decode()
        scans = list(dict.fromkeys(re.findall(r"/console/otherwise/steps/" + _ID + "/scan/", page)))
        expect(len(scans) >= WAYS_WITH_PAPER, f"{len(scans)} returns of service: {scans}")
        for place, link in enumerate(scans, 1):
            (scene.place.folder / f"return-{place}.pdf").write_bytes(scene.clerk.browser.fetch(link))
        step.found = f"{len(scans)} PDF"


def entrusted(place: Place, play: Play) -> None:
    """Text and call fail; the court of their home serves in our place, and what it tells is service."""
    scene = open_case(place, play, ending="02")
    call(scene, "unreachable")
    serve(scene)
    endings.wait_for_task(scene, "全部电子送达地址均未到达", "the papers go another lawful way / 改用其他法定方式")
    _enter_place(scene)
    envelope = _envelope(scene.clerk)
    entrustment = entrust_neighbour(scene, envelope)
    answer_for(place, scene, entrustment, "signed", "在其住处交本人签收")
    endings.check_served(scene, "签收")
    endings.check_bundle(scene, scene.clerk.services()[0], certified=False)


def _envelope(clerk: Clerk) -> str:
    service = clerk.services()[0]
    found = re.search(r"/console/envelopes/(" + _ID + ")/", clerk.service_page(service).body.decode())
    assert found is not None, "the page of the service leads to no order"  # noqa: S101 - a story stops where it fails
    return found[1]


def _enter_place(scene: Scene) -> None:
    """Where post and people go; the court found it, so that what comes back from there serves nobody."""
    with scene.play.step("a place that the court found is entered / 登记查找到的住址"):
        page = scene.clerk.browser.open(f"/console/parties/{scene.defendant_id}/addresses/new/")
        scene.clerk.browser.press(page, "value", {"kind": "postal", **PLACE, "address_class": "found", "how": "lookup"})


def report(scene: Scene, envelope: str) -> None:
    """The report of what was tried, for the file."""
    with scene.play.step("the report of every way that was tried / 制作送达经过报告") as step:
        page = _notice_page(scene, envelope)
        scene.clerk.browser.press(page, "notice/report", {})

        def look() -> str | None:  # the worker makes it
            made = re.search(rf"/console/notices/reports/{_ID}/", _notice_page(scene, envelope).body.decode())
            return made and made.group()

        body = scene.clerk.browser.fetch(wait_until(look, "the report on the page", 40))
        (scene.place.folder / "report.pdf").write_bytes(body)
        step.found = f"{len(body) // 1024} KiB"


def publish(scene: Scene, envelope: str) -> str:
    """Write the notice and publish it; gives the end of its address."""
    with scene.play.step("the notice is written / 拟定公告") as step:
        page = scene.clerk.browser.open(f"/console/envelopes/{envelope}/notice/text/")
        asked = {str(box["name"]) for box in page.form("papers").select("textarea[name]")}
        papers = [str(tick["value"]) for tick in page.form("papers").select("input[name=papers]")]
        proposed = {str(box["name"]): box.get_text().strip() for box in page.form("papers").select("textarea[name]")}
        said: dict[str, str | list[str]] = {
            name: proposed[name] or words for name, words in WORDS.items() if name in asked
        }
        page = scene.clerk.browser.press(page, "papers", {**said, "papers": papers})
        expect("自发出公告之日起" in page.text, page.refusal or page.text[:300])
        step.found = proposed.get("why", "")
    with scene.play.step("it is published / 刊登公告") as step:
        page = scene.clerk.browser.press(_notice_page(scene, envelope), "notice/publish", {})
        token = re.search(r"/notices/([\w-]{20,})", page.body.decode())
        expect(token, page.text[:300])
        step.found = token[1]  # type: ignore[index]
        outside, file = Browser(scene.place.base), f"/notices/{step.found}.pdf"
        wait_until(lambda: "sealed" if outside.has(file) else None, "the notice under the worker's seal", 40)
        (scene.place.folder / "notice.pdf").write_bytes(outside.fetch(file))
    return step.found


def look(place: Place, play: Play, token: str) -> None:
    """Somebody outside looks whether it stands, and signs what they saw."""
    with play.step("another host looks at it and signs / 外部主机查看并签名") as step:
        key_file = place.folder / "looker.key"
        key = NoteKey.load(key_file) if key_file.exists() else NoteKey.create(key_file, "looker.example")
        wait_until(lambda: "listed" if listed(place.base) else None, "the list of notices", 20)
        pages = listed(place.base) or []
        seen = [each for each in look_at(place.base, pages) if each.token == token]
        expect(seen and seen[0].seen.value == "stood", f"the notice is not seen: {seen}")
        (place.folder / "look.txt").write_text(write_look(place.base, now(), seen, key), encoding="utf-8")
        step.found = seen[0].text_sha256.hex() if seen[0].text_sha256 else ""


def _notice_page(scene: Scene, envelope: str) -> Page:
    return scene.clerk.browser.open(f"/console/envelopes/{envelope}/notice/")
