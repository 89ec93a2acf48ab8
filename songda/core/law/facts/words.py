"""The fixed words in which the facts of a service are told, as they stand in stored facts and in JSON."""

from enum import StrEnum


class Branch(StrEnum):
    """Which law of procedure the case follows."""

    CIVIL = "civil"
    ADMINISTRATIVE = "administrative"
    CRIMINAL = "criminal"
    ENFORCEMENT = "enforcement"


class Procedure(StrEnum):
    """How the case is heard."""

    ORDINARY = "ordinary"
    SIMPLIFIED = "simplified"
    SMALL_CLAIMS = "small_claims"
    PAYMENT_ORDER = "payment_order"
    SPECIAL = "special"
    FAST_TRACK = "fast_track"


class Stage(StrEnum):
    """Where the case stands; a consent reaches only the stages that it names."""

    FIRST_INSTANCE = "first_instance"
    SECOND_INSTANCE = "second_instance"
    RETRIAL = "retrial"
    ENFORCEMENT = "enforcement"


class RetrialOf(StrEnum):
    """Whose decision a retrial tries again: of which instance; or a higher court took the case up itself."""

    FIRST_INSTANCE = "first_instance"
    SECOND_INSTANCE = "second_instance"
    TAKEN_UP = "taken_up"


class Procuratorate(StrEnum):
    """Whether the procuratorate, which takes part in the case, agrees to proceedings on line."""

    AGREES = "agrees"
    HAS_NOT_AGREED = "has_not_agreed"


class PaperKind(StrEnum):
    """What sort of paper is served."""

    COMPLAINT_COPY = "complaint_copy"
    COUNTERCLAIM_COPY = "counterclaim_copy"
    INDICTMENT_COPY = "indictment_copy"
    APPEAL_COPY = "appeal_copy"
    DEFENCE_COPY = "defence_copy"
    ACCEPTANCE_NOTICE = "acceptance_notice"
    FEE_NOTICE = "fee_notice"
    NOTICE_TO_RESPOND = "notice_to_respond"
    PARTICIPATION_NOTICE = "participation_notice"
    EVIDENCE_NOTICE = "evidence_notice"
    SUMMONS = "summons"
    HEARING_NOTICE = "hearing_notice"
    BENCH_NOTICE = "bench_notice"
    RIGHTS_NOTICE = "rights_notice"
    EVIDENCE_MATERIAL = "evidence_material"
    EXPERT_REPORT = "expert_report"
    JUDGMENT = "judgment"
    RULING = "ruling"
    RULING_APPEALABLE = "ruling_appealable"
    PRESERVATION_RULING = "preservation_ruling"
    MEDIATION_DOCUMENT = "mediation_document"
    DECISION = "decision"
    PAYMENT_ORDER = "payment_order"
    ENFORCEMENT_NOTICE = "enforcement_notice"
    PROPERTY_REPORT_ORDER = "property_report_order"
    CONSUMPTION_LIMIT_ORDER = "consumption_limit_order"
    STAY_RULING = "stay_ruling"
    THIRD_PARTY_DEBT_NOTICE = "third_party_debt_notice"
    AUCTION_NOTICE = "auction_notice"
    PROTECTION_ORDER = "protection_order"
    CORRECTION_RULING = "correction_ruling"
    ADDRESS_FORM = "address_form"
    OTHER = "other"


class RecipientKind(StrEnum):
    """What the person served is."""

    NATURAL_PERSON = "natural_person"
    LEGAL_PERSON = "legal_person"
    ORGANISATION = "organisation"
    PROFESSIONAL = "professional"


class Role(StrEnum):
    """What the person served is in the case, where the law turns on it."""

    PLAINTIFF = "plaintiff"
    COUNTERCLAIM_DEFENDANT = "counterclaim_defendant"
    DEFENDANT = "defendant"
    THIRD_PARTY = "third_party"
    THIRD_PARTY_WITH_CLAIM = "third_party_with_claim"
    APPELLANT = "appellant"
    APPELLEE = "appellee"
    RETRIAL_APPLICANT = "retrial_applicant"
    RETRIAL_RESPONDENT = "retrial_respondent"


class ConsentGround(StrEnum):
    """How the recipient came to agree to electronic service."""

    EXPRESS = "express"
    PRIOR_AGREEMENT = "prior_agreement"
    OWN_PLEADING = "own_pleading"
    ACCEPTED_BY_CONDUCT = "accepted_by_conduct"


class Channel(StrEnum):
    """The way of service that an attempt took."""

    SMS = "sms"
    EMAIL = "email"
    WECHAT = "wechat"
    INBOX = "inbox"
    FAX = "fax"
    PHONE = "phone"
    MAIL = "mail"
    DIRECT = "direct"
    LEFT = "left"
    ENTRUSTED = "entrusted"
    TRANSFER = "transfer"
    PUBLIC_NOTICE = "public_notice"


BY_WIRE = frozenset({Channel.SMS, Channel.EMAIL, Channel.WECHAT, Channel.INBOX, Channel.FAX})
TO_A_PLACE = frozenset({Channel.MAIL, Channel.DIRECT, Channel.LEFT, Channel.ENTRUSTED})


class AddressClass(StrEnum):
    """What was known of the address when the attempt was made."""

    PROVIDED = "provided"
    CONFIRMED = "confirmed"
    FOUND = "found"
    UNKNOWN = "unknown"
    REJECTED = "rejected"


class AddressSource(StrEnum):
    """From what on file the court took an address that the recipient did not give."""

    CONTRACT = "contract"
    OWN_PAPERS = "own_papers"
    OTHER_SUIT = "other_suit"
    CIVIL_ACT = "civil_act"
    REGISTER = "register"


class Withholding(StrEnum):
    """How a recipient keeps their address from the court: they refuse though told what follows, or they evade it."""

    REFUSES = "refuses"
    EVADES = "evades"


class PersonStatus(StrEnum):
    """What may be so of a person for a time; the words are those of the flags that say it without a time."""

    OFFLINE = "offline"
    SOLDIER = "soldier"
    IN_CUSTODY = "in_custody"
    LACKS_CAPACITY = "lacks_capacity"
    MISSING = "missing"
    DECEASED = "deceased"
    DISSOLVED = "dissolved"
    IN_BANKRUPTCY = "in_bankruptcy"


class Person(StrEnum):
    """Who was reached, or who signed, seen from the recipient.

    Of the family that lives with them: `cohabitant` is of age, `minor_at_home` is not, of `cohabitant_of_unknown_age`
    nothing tells it; `co_party` lives with them and is a party beside them.
    """

    RECIPIENT = "recipient"
    COHABITANT = "cohabitant"
    MINOR_AT_HOME = "minor_at_home"
    COHABITANT_OF_UNKNOWN_AGE = "cohabitant_of_unknown_age"
    CO_PARTY = "co_party"
    FAMILY_ELSEWHERE = "family_elsewhere"
    MAIL_ROOM = "mail_room"
    REPRESENTATIVE = "representative"
    STATUTORY_AGENT = "statutory_agent"
    DESIGNATED_RECEIVER = "designated_receiver"
    REPRESENTATIVE_OFFICE = "representative_office"
    BRANCH_OFFICE = "branch_office"
    BUSINESS_AGENT = "business_agent"
    OWNED_COMPANY = "owned_company"
    HEADED_COMPANY = "headed_company"
    BANKRUPTCY_ADMINISTRATOR = "bankruptcy_administrator"
    ESTATE_ADMINISTRATOR = "estate_administrator"
    OPPONENT = "opponent"
    STRANGER = "stranger"


class RebuttalGround(StrEnum):
    """What the recipient proved against an attempt."""

    SYSTEM_ERROR = "system_error"
    NOT_OWN_ADDRESS = "not_own_address"
    NOT_READ_BY_RECIPIENT = "not_read_by_recipient"
    OTHER_ARRIVAL_DATE = "other_arrival_date"
    NO_FAULT = "no_fault"

    def concerns(self, named: object, paper: object) -> bool:
        """Whether an objection on this ground in which a paper is `named` (none: empty) is about `paper` too.

        Whose the number is, and when a message arrived, is so of all that came with it; what somebody read, or could
        not open, of the paper that they name (Online Litigation Rules 31(2)).
        """
        of_one_paper = self in {RebuttalGround.NOT_READ_BY_RECIPIENT, RebuttalGround.SYSTEM_ERROR}
        return not (of_one_paper and named) or named == paper


class RuledOutGround(StrEnum):
    """Why a way cannot be used for this recipient."""

    NO_ADDRESS_KNOWN = "no_address_known"
    ADDRESS_DOES_NOT_EXIST = "address_does_not_exist"
    RECIPIENT_LEFT = "recipient_left"
    CLOSED_BY_LAW = "closed_by_law"
    FOUND_BY_JUDGE = "found_by_judge"


class Ruling(StrEnum):
    """What the judge said to it."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PENDING = "pending"


class EventKind(StrEnum):
    """What happened to an attempt; `known`: other evidence shows that they have received what was sent."""

    SENT = "sent"
    ACCEPTED = "accepted"
    ARRIVED = "arrived"
    READ = "read"
    ACKNOWLEDGED = "acknowledged"
    ACTED = "acted"
    KNOWN = "known"
    SIGNED = "signed"
    LEFT = "left"
    RETURNED = "returned"
    PUBLISHED = "published"
    FAILED = "failed"
    BOUNCED = "bounced"


class Leaving(StrEnum):
    """How a paper was left with somebody who refused it: where, and what records it.

    `not_fetched`: nobody fetched at the court, in the time set, what was pronounced; `pronounced_in_absence`: on the
    appointed day they stayed away.
    """

    UNTOLD = "untold"
    WITNESSED = "witnessed"
    FILMED = "filmed"
    AT_COURT = "at_court"
    ELSEWHERE_FILMED = "elsewhere_filmed"
    AT_PRONOUNCEMENT = "at_pronouncement"
    WITNESS_DECLINED = "witness_declined"
    NOT_FETCHED = "not_fetched"
    PRONOUNCED_IN_ABSENCE = "pronounced_in_absence"
    UNRECORDED = "unrecorded"
    NOBODY_MET = "nobody_met"


class ReturnCause(StrEnum):
    """Why a letter came back, as the post or whoever carried it says; no word of theirs proves that somebody died."""

    UNTOLD = "untold"
    WRONG_ADDRESS = "wrong_address"
    MOVED_UNTOLD = "moved_untold"
    REFUSED = "refused"
    REFUSED_BY_ANOTHER = "refused_by_another"
    NOBODY_MET = "nobody_met"
    NOT_COLLECTED = "not_collected"
    CARRIER = "carrier"
    NOT_KNOWN_THERE = "not_known_there"
    SAID_DECEASED = "said_deceased"


class Posting(StrEnum):
    """Where a public notice was posted or printed."""

    UNTOLD = "untold"
    AT_COURT = "at_court"
    AT_HOME = "at_home"
    NEWSPAPER = "newspaper"
    ONLINE = "online"
    SOLD_ABROAD = "sold_abroad"
    IN_BOTH_PLACES = "in_both_places"
