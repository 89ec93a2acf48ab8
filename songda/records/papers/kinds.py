"""The kinds of papers by the names that people use for them."""

from types import MappingProxyType

from songda.core.law.facts import PaperKind

_NAMES: dict[PaperKind, tuple[str, str]] = {
    PaperKind.COMPLAINT_COPY: ("起诉状副本", "copy of the complaint"),
    PaperKind.COUNTERCLAIM_COPY: ("反诉状副本", "copy of the counterclaim"),
    PaperKind.INDICTMENT_COPY: ("起诉书副本", "copy of the indictment"),
    PaperKind.APPEAL_COPY: ("上诉状副本", "copy of the appeal"),
    PaperKind.DEFENCE_COPY: ("答辩状副本", "copy of the answer"),
    PaperKind.ACCEPTANCE_NOTICE: ("受理案件通知书", "acceptance notice"),
    PaperKind.FEE_NOTICE: ("交纳诉讼费用通知书", "fee notice"),
    PaperKind.NOTICE_TO_RESPOND: ("应诉通知书", "notice to respond"),
    PaperKind.PARTICIPATION_NOTICE: ("参加诉讼通知书", "notice to join the proceedings"),
    PaperKind.EVIDENCE_NOTICE: ("举证通知书", "notice to produce evidence"),
    PaperKind.SUMMONS: ("传票", "summons"),
    PaperKind.HEARING_NOTICE: ("出庭通知书", "notice to attend"),
    PaperKind.BENCH_NOTICE: ("合议庭组成人员通知书", "notice of the bench"),
    PaperKind.RIGHTS_NOTICE: ("诉讼权利义务告知书", "notice of rights and duties"),
    PaperKind.EVIDENCE_MATERIAL: ("证据材料", "evidence"),
    PaperKind.EXPERT_REPORT: ("鉴定意见书", "expert report"),
    PaperKind.JUDGMENT: ("判决书", "judgment"),
    PaperKind.RULING: ("裁定书", "ruling"),
    PaperKind.RULING_APPEALABLE: ("裁定书（可上诉）", "appealable ruling"),
    PaperKind.PRESERVATION_RULING: ("保全裁定书", "preservation ruling"),
    PaperKind.MEDIATION_DOCUMENT: ("调解书", "mediation document"),
    PaperKind.DECISION: ("决定书", "decision"),
    PaperKind.PAYMENT_ORDER: ("支付令", "payment order"),
    PaperKind.ENFORCEMENT_NOTICE: ("执行通知书", "enforcement notice"),
    PaperKind.PROPERTY_REPORT_ORDER: ("报告财产令", "order to report property"),
    PaperKind.CONSUMPTION_LIMIT_ORDER: ("限制消费令", "order limiting consumption"),
    PaperKind.STAY_RULING: ("中止（终结）执行裁定书", "ruling that stays or ends enforcement"),
    PaperKind.CORRECTION_RULING: ("补正裁定书", "correction ruling"),
    PaperKind.ADDRESS_FORM: ("送达地址确认书", "address confirmation form"),
    PaperKind.OTHER: ("其他文书", "other paper"),
}
KIND_NAMES = MappingProxyType({kind.value: names for kind, names in _NAMES.items()})


def kind_name(kind: str, language: str) -> str:
    """What a kind of paper is called; the word itself when it is not known."""
    chinese, english = KIND_NAMES.get(kind, (kind, kind))
    return chinese if language.startswith("zh") else english
