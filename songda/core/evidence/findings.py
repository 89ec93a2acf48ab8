"""What a check of evidence found, each finding in one sentence that names exactly what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Outcome(StrEnum):
    """How one check ended."""

    PASSED = "passed"
    FAILED = "failed"
    UNCHECKED = "unchecked"  # could not be checked here; the sentence says who can


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: how it ended, what it was (a code of `_SENTENCES`), and the particulars."""

    outcome: Outcome
    code: str
    about: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: str = "zh") -> str:
        """The finding in words, Chinese or English."""
        english, chinese = _SENTENCES[self.code]
        return (english if language.startswith("en") else chinese).format_map(self.about)

    def to_json(self) -> dict[str, object]:
        """The finding for other programs."""
        return {
            "outcome": self.outcome.value,
            "code": self.code,
            "about": dict(self.about),
            "en": self.sentence("en"),
            "zh": self.sentence("zh"),
        }


def passed(code: str, **about: object) -> Finding:
    """Something was checked and is right."""
    return Finding(Outcome.PASSED, code, _texts(about))


def failed(code: str, **about: object) -> Finding:
    """Something was checked and is wrong."""
    return Finding(Outcome.FAILED, code, _texts(about))


def unchecked(code: str, **about: object) -> Finding:
    """Something was not checked."""
    return Finding(Outcome.UNCHECKED, code, _texts(about))


def is_all_good(findings: Iterable[Finding]) -> bool:
    """Nothing failed, and something was checked at all."""
    outcomes = [finding.outcome for finding in findings]
    return Outcome.PASSED in outcomes and Outcome.FAILED not in outcomes


def _texts(about: Mapping[str, object]) -> Mapping[str, str]:
    return MappingProxyType({key: str(value) for key, value in about.items()})


# `event` is always written as: index, name and id, for instance "5 paper.opened 0193…".
_SENTENCES: Mapping[str, tuple[str, str]] = {
    "key.trusted": (
        "The log's key has the fingerprint that you trust: {fingerprint}.",
        "存证日志公钥的指纹与您信任的一致：{fingerprint}。",
    ),
    "key.untrusted": (
        "The log's key has the fingerprint {fingerprint}, which is none of those that you trust.",
        "存证日志公钥的指纹为{fingerprint}，不在您信任的指纹之列。",
    ),
    "key.from_bundle": (
        "The log's key comes from the bundle itself; compare its fingerprint with the one that the court publishes: "
        "{fingerprint}.",
        "存证日志公钥取自材料包本身，请与法院公布的指纹核对：{fingerprint}。",
    ),
    "key.unreadable": ("The log's key cannot be read: {reason}.", "存证日志公钥无法读取：{reason}。"),
    "checkpoint.signed": (
        "The checkpoint of {origin} over {size} entries is signed by the log's key.",
        "{origin}的检查点（共{size}条记录）由存证日志密钥签名。",
    ),
    "checkpoint.refused": ("The checkpoint does not hold: {reason}.", "检查点不成立：{reason}。"),
    "events.none": ("The bundle holds no event.", "材料包中没有任何事件。"),
    "event.proved": (
        "Event {event} stands in the log exactly as written here.",
        "事件{event}与存证日志中的记录完全一致。",
    ),
    "event.repeated": ("Event {event} occurs twice.", "事件{event}重复出现。"),
    "event.unreadable": (
        "Event {event}: what was logged cannot be read: {reason}.",
        "事件{event}：日志记录无法读取：{reason}。",
    ),
    "event.field_changed": (
        "Event {event}: the field {field} reads {found} here, but {logged} was logged.",
        "事件{event}：字段{field}此处为{found}，而存证日志中记录的是{logged}。",
    ),
    "event.private_changed": (
        "Event {event}: the personal part does not fit what was committed to in the log.",
        "事件{event}：个人信息部分与日志中的承诺值不符。",
    ),
    "event.private_erased": (
        "Event {event}: the personal part was erased or stays with the court; it cannot be checked here, the rest can.",
        "事件{event}：个人信息部分已删除或者仅由法院留存，此处无法核验；其余部分仍可核验。",
    ),
    "proof.missing": ("Event {event}: there is no proof of inclusion.", "事件{event}：缺少包含证明。"),
    "proof.refused": (
        "Event {event} is not what the log holds at this place: {reason}.",
        "事件{event}与存证日志该位置的记录不符：{reason}。",
    ),
    "proof.other_checkpoint": (
        "Event {event}: the proof belongs to another checkpoint than the bundle's.",
        "事件{event}：包含证明所附检查点与材料包中的检查点不同。",
    ),
    "certificate.none": (
        "The bundle holds no certificate, and none of its events tells of one: it proves what happened, and certifies "
        "nothing.",
        "材料包中没有电子送达凭证，事件中也没有出具凭证的记载：仅证明有关事件，不证明送达已获认定。",
    ),
    "certificate.missing": ("The certificate is missing.", "缺少电子送达凭证文件。"),
    "certificate.matches": (
        "certificate.pdf is the file that event {event} names (SHA-256 {sha256}).",
        "certificate.pdf即事件{event}所记载的文件（SHA-256 {sha256}）。",
    ),
    "certificate.changed": (
        "certificate.pdf has the SHA-256 {found}, but event {event} names {logged}.",
        "certificate.pdf的SHA-256为{found}，而事件{event}记载的是{logged}。",
    ),
    "certificate.no_event": (
        "No event of the bundle tells that this certificate was issued (field: {event}).",
        "材料包中没有出具该凭证的事件（字段：{event}）。",
    ),
    "certificate.no_issue": (
        "Event {event}: the event that issued this certificate before it was stamped is missing or names another file.",
        "事件{event}：缺少该凭证加盖时间戳之前的出具事件，或其记载的是另一文件。",
    ),
    "service.missing": (
        "The finding that the certificate certifies (event {event}, named by {certificate}) is not in the bundle.",
        "材料包中缺少凭证所证明的送达认定（事件{event}，由{certificate}指明）。",
    ),
    "service.other": (
        "Event {event} is no finding on the service that {certificate} certifies.",
        "事件{event}不是{certificate}所证明的那次送达的认定。",
    ),
    "service.differs": (
        "Event {event}: {field} is {found}, but the certificate certifies {certified}.",
        "事件{event}：{field}为{found}，而凭证证明的是{certified}。",
    ),
    "service.decided_anew": (
        "Event {event} decided on the service anew after the finding that this certificate certifies.",
        "事件{event}在该凭证所证明的认定之后对该送达重新作出了认定。",
    ),
    "service.certified": (
        "The certificate certifies event {event}: {status}, effective on {effective_on} ({ground}).",
        "凭证所证明的认定即事件{event}：{status}，生效日期{effective_on}（{ground}）。",
    ),
    "attempt.missing": (
        "The try that the finding rests on (attempt {attempt}) is not in the bundle, or without its {name}.",
        "材料包中缺少认定所依据的送达尝试（编号{attempt}）或其{name}事件。",
    ),
    "certificate.replaced": (
        "Event {event} replaced this certificate by a later one.",
        "事件{event}表明该凭证已被新的凭证替代。",
    ),
    "seal.intact": (
        "The PDF's signature covers the whole certificate and is right; it was made by {signer} "
        "(fingerprint {fingerprint}).",
        "凭证PDF的电子签名覆盖全文且验证通过，签名人：{signer}（证书指纹{fingerprint}）。",
    ),
    "seal.partial": (
        "The PDF's signature by {signer} (fingerprint {fingerprint}) is right for the first {end} of {size} bytes; "
        "what was added afterwards is not checked here; `pdfsig` does.",
        "凭证PDF的电子签名（签名人：{signer}，证书指纹{fingerprint}）仅覆盖全部{size}字节中的前{end}字节；其后追加的内容"
        "此处未予核验，可用pdfsig核验。",
    ),
    "seal.broken": ("The PDF's signature does not hold: {reason}.", "凭证PDF的电子签名不成立：{reason}。"),
    "seal.trusted": (
        "The signer's certificate has the fingerprint that the bundle and you expect: {fingerprint}.",
        "签名证书的指纹与预期一致：{fingerprint}。",
    ),
    "seal.other_key": (
        "The signer's certificate has the fingerprint {found}, but {expected} is expected.",
        "签名证书的指纹为{found}，与预期的{expected}不符。",
    ),
    "seal.trust_unchecked": (
        "Whether the signer's certificate comes from an authority that you trust was not checked here; `pdfsig` or a "
        "PDF reader does.",
        "签名证书是否由可信机构颁发，此处未予核验；可用pdfsig或PDF阅读器核验。",
    ),
    "stamp.intact": (
        "The time stamp of {what} is intact: it existed at {at}.",
        "{what}的时间戳完好，证明其于{at}已存在。",
    ),
    "stamp.broken": ("The time stamp of {what} does not hold: {reason}.", "{what}的时间戳不成立：{reason}。"),
    "stamp.none": ("{what} carries no time stamp.", "{what}没有时间戳。"),
    "stamp.trust_unchecked": (
        "Whether the time-stamp authority is one that you trust was not checked here; `openssl ts -verify` does.",
        "时间戳机构是否可信，此处未予核验；可用openssl ts -verify核验。",
    ),
    "kept.continued": (
        "The log has one history with the checkpoint in {file}: nothing among the first {old} entries was changed.",
        "存证日志与{file}中的检查点历史一致：前{old}条记录未被改动。",
    ),
    "kept.contradicted": (
        "The log CONTRADICTS the checkpoint in {file}: the court's key signed two histories.",
        "存证日志与{file}中的检查点相互矛盾：法院密钥签署了两份不同的历史。",
    ),
    "kept.refused": ("The checkpoint in {file} does not hold: {reason}.", "{file}中的检查点不成立：{reason}。"),
    "kept.no_tiles": (
        "The checkpoint in {file} covers another number of entries; name its public tiles with --tiles to compare.",
        "{file}中的检查点所含记录数不同；请用--tiles指定法院公布的哈希分片再作比对。",
    ),
    "kept.tiles_missing": (
        "The checkpoint in {file} could not be compared: {reason} is missing.",
        "{file}中的检查点未能比对：缺少{reason}。",
    ),
    "key.other_fingerprint": (
        "keys.json names the fingerprint {found} for the log's key, which has {fingerprint}.",
        "keys.json所载存证日志公钥指纹为{found}，而该公钥的指纹是{fingerprint}。",
    ),
    "file.other_key": (
        "log-key.pem is not the log's key of this bundle.",
        "log-key.pem不是本材料包的存证日志公钥。",
    ),
    "file.uncovered": (
        "{file} explains and helps; the proof does not cover it. Take it from the court if you do not trust this copy.",
        "{file}仅供说明和辅助，不在证明覆盖范围内；如不信任此副本，请向法院索取。",
    ),
    "file.differs": (
        "{file} is NOT the file that this version of the program writes; the proof does not cover it.",
        "{file}与本版本程序写出的文件不一致；该文件不在证明覆盖范围内。",
    ),
    "file.extra": (
        "{file} does not belong to a bundle; the proof does not cover it.",
        "{file}不属于材料包的内容，不在证明覆盖范围内。",
    ),
}
