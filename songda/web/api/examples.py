"""An example for every body that the API takes; the tests send each of them."""

from typing import Any

CASE, PARTY, PAPER, SERVICE = (f"0197a000-0000-7000-8000-{number:012d}" for number in (1, 2, 3, 4))
_MOMENT = "2026-06-01T10:00:00+08:00"
_PERSON = {"role": "defendant", "name": "李某", "number": "141181194803120019"}
_MOBILE = {"kind": "mobile", "value": "13800138051", "address_class": "confirmed", "how": "form"}
_CONSENT = {
    "ground": "express",
    "at": _MOMENT,
    "stages": ["first_instance"],
    "how": "form",
    "proof": "送达地址确认书第1页",
}
_CASE = {
    "number": "（2026）晋1181民初2001号",
    "cause": "民间借贷纠纷",
    "persons": [_PERSON | {"addresses": [_MOBILE], "consents": [_CONSENT]}],
}
_ORDER = {"case_id": CASE, "paper_ids": [PAPER], "party_ids": [PARTY]}

# by the end of the address; a place in braces stands for an id
EXAMPLES: dict[str, Any] = {
    "/cases": _CASE,
    "/cases/bulk": {"cases": [_CASE]},
    "/cases/search": {"text": "李某"},
    "/cases/{case_id}/hearings": {"at": "2026-08-01T09:00:00+08:00", "place": "第三审判庭"},
    "/cases/{case_id}/parties": _PERSON,
    "/parties/{party_id}/addresses": _MOBILE,
    "/addresses/{address_id}/class": {"address_class": "rejected", "how": "call"},
    "/parties/{party_id}/consents": _CONSENT,
    "/consents/{consent_id}/withdrawal": {"at": "2026-06-02T10:00:00+08:00"},
    "/parties/{party_id}/refusals": {"at": _MOMENT, "how": "call"},
    "/parties/{party_id}/offline": {"reason": "age"},
    "/parties/{party_id}": {"number": "141181194803120019", "reason": "录入时看错一位"},
    "/parties/{party_id}/removal": {"reason": "当事人解除委托"},
    "/addresses/{address_id}/correction": {"value": "13800138052", "reason": "录入时看错一位"},
    "/addresses/{address_id}/replacement": {"value": "13800138053", "address_class": "confirmed", "how": "call"},
    "/addresses/{address_id}/end": {"reason": "号码已停机"},
    "/cases/{case_id}": {"cause": "民间借贷纠纷", "reason": "立案时录入有误"},
    "/cases/{case_id}/closing": {"reason": "已宣判"},
    "/cases/{case_id}/reopening": {"reason": "需补充送达"},
    "/hearings/{hearing_id}": {"at": "2026-08-08T09:00:00+08:00"},
    "/hearings/{hearing_id}/cancellation": {"reason": "当事人申请延期"},
    "/cases/{case_id}/jurisdiction-objection": {"party_id": PARTY, "at": _MOMENT},
    "/cases/{case_id}/jurisdiction-objection/dismissal": {"at": "2026-06-01T11:00:00+08:00"},
    "/cases/{case_id}/jurisdiction-objection/removal": {"reason": "他案异议误登"},
    "/cases/{case_id}/procuratorate": {"agreed_at": _MOMENT},
    "/cases/{case_id}/procuratorate/removal": {"reason": "误登"},
    "/parties/{party_id}/missing": {"source": "police", "since": _MOMENT, "evidence": "派出所证明，见卷宗第12页"},
    "/parties/{party_id}/found": {"at": "2026-06-01T11:00:00+08:00"},
    "/parties/{party_id}/withheld-address": {"how": "refuses", "at": _MOMENT, "evidence": "当面告知后果，见笔录第3页"},
    "/parties/{party_id}/withheld-address/given": {"at": "2026-06-01T11:00:00+08:00"},
    "/parties/{party_id}/withheld-address/removal": {"reason": "误登"},
    "/parties/{party_id}/spells": {"what": "in_custody", "since": _MOMENT, "place": "晋中监狱"},
    "/spells/{spell_id}/ending": {"until": "2026-06-01T11:00:00+08:00"},
    "/spells/{spell_id}/removal": {"reason": "同名他人误登"},
    "/orders/{order_id}/recall": {"service_ids": [SERVICE], "reason": "误选文书"},
    "/orders": _ORDER,
    "/orders/bulk": {"orders": [_ORDER | {"idempotency_key": "order-2001"}]},
}
