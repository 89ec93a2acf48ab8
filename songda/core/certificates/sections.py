"""The labelled fields of a certificate, group by group."""

from songda.core.certificates import words as dates
from songda.core.certificates.content import Row, Section
from songda.core.certificates.facts import CertificateFacts
from songda.core.certificates.statement import cite_all, shown_by
from songda.core.certificates.words import Words, phrase, same, word_of

NOTICE = "public_notice"


def write_sections(facts: CertificateFacts) -> tuple[Section, ...]:
    """Case and recipient, paper, consent and address, effect."""
    return (_case(facts), _paper(facts), _ways(facts), _effect(facts))


def label(name: str) -> Words:
    """The words over a field or a group of fields."""
    return phrase(f"label.{name}")


def _case(facts: CertificateFacts) -> Section:
    recipient, number = facts.recipient, facts.recipient.masked_number
    named = "field.recipient_with_number" if number else "field.recipient"
    rows = [
        Row(label("case_number"), same(facts.case.number)),
        _cause(facts),
        Row(label("recipient"), phrase(named, role=recipient.role, name=recipient.name, number=number)),
    ]
    if (client := recipient.acts_for) is not None:
        told = "field.acts_for_with" if any(client.authority.values()) else "field.acts_for"
        rows.append(
            Row(label("acts_for"), phrase(told, role=client.role, name=client.name, authority=client.authority))
        )
    return Section(label("case"), tuple(rows))


def _cause(facts: CertificateFacts) -> Row:
    """The cause as the court entered it, which has no words in another language, with the stage; or that alone."""
    stage = word_of("stage", facts.case.stage)
    if not any(facts.case.cause.values()):
        return Row(label("stage"), stage)
    return Row(label("cause"), phrase("field.cause", cause=facts.case.cause, stage=stage))


def _paper(facts: CertificateFacts) -> Section:
    paper = facts.paper
    copies = phrase("field.one_copy" if paper.copies == 1 else "field.copies", count=paper.copies)
    pages = phrase("field.one_page" if paper.pages == 1 else "field.pages", count=paper.pages)
    named = phrase("field.paper", title=paper.title, kind=paper.kind, copies=copies, pages=pages)
    rows = (Row(label("paper_name"), named), Row(label("sha256"), same(paper.sha256.hex()), is_code=True))
    return Section(label("paper"), rows)


def _ways(facts: CertificateFacts) -> Section:
    address = facts.address
    if facts.is_by_people:
        return _by_people(facts)
    if not address.channel:  # nothing was tried, and there is no address to be told
        rows = (Row(label("consent"), _consent(facts)), Row(label("way"), phrase("field.no_way")))
        return Section(label("ways"), rows)
    channel = word_of("channel", address.channel)
    has_sender = any(letter.isalnum() for letter in facts.sender)
    way = phrase("field.way", channel=channel, sender=facts.sender) if has_sender else channel
    where = (Row(label("address"), same(address.masked)), Row(label("address_class"), _address_class(facts)))
    return Section(label("ways"), (Row(label("consent"), _consent(facts)), Row(label("way"), way), *where))


def _by_people(facts: CertificateFacts) -> Section:
    """The way and the place that people went to; consent is of electronic service alone."""
    channel = facts.address.channel
    rows = [Row(label("way"), word_of("channel", channel) if channel else phrase("field.no_way"))]
    if facts.address.masked != "—":
        rows += [Row(label("place"), same(facts.address.masked)), Row(label("address_class"), _address_class(facts))]
    elif facts.address.channel != NOTICE:
        rows.append(Row(label("place"), phrase("field.no_place")))
    counting = next((line for line in facts.by_people if line.is_counting), None)
    if counting is not None:
        rows.append(Row(label("act"), phrase("field.act", what=counting.what, source=counting.source)))
    return Section(label("way_of_people"), tuple(rows))


def _consent(facts: CertificateFacts) -> Words:
    consent = facts.consent
    if consent is None:
        return phrase("field.other_consent" if facts.has_other_consent else "field.no_consent")
    on = dates.day(consent.at.astimezone(facts.zone).date())
    ground = word_of("consent", consent.ground)
    given = phrase("field.consent", ground=ground, day=on, proof=consent.proof)
    if consent.ended_at is None:
        return given
    return phrase("field.consent_ended", consent=given, day=dates.day(consent.ended_at.astimezone(facts.zone).date()))


def _address_class(facts: CertificateFacts) -> Words:
    address = facts.address
    whose = word_of("address_class", address.address_class)
    if not any(letter.isalnum() for letter in address.how["en"]):
        return whose
    since = dates.day(address.since.astimezone(facts.zone).date())
    key = "field.address_class_entered" if address.is_entry else "field.address_class"
    return phrase(key, **{"class": whose, "day": since, "how": address.how})


def _effect(facts: CertificateFacts) -> Section:
    effect = facts.effect
    rows = [Row(label("status"), write_result(facts))]
    if facts.disputed_since is not None:
        since = dates.day(facts.disputed_since.astimezone(facts.zone).date())
        rows.append(Row(label("disputed"), phrase("field.disputed", day=since)))
    if effect.effective_at is not None:
        on = dates.day(effect.effective_at.astimezone(facts.zone).date())
        rows.append(Row(label("presumed_day" if effect.status == "presumed" else "day"), on))
    if effect.ground is not None:
        key = "presumed_ground" if effect.status == "presumed" else "ground"
        rows.append(Row(label(key), _ground(facts, effect.ground)))
    if effect.articles:
        rows.append(Row(label("rule"), cite_all(effect.articles)))
    rows.extend(_periods(facts))
    return Section(label("effect"), tuple(rows))


def write_result(facts: CertificateFacts) -> Words:
    """What came of it, in few words."""
    result = facts.effect.result
    if facts.is_by_people:
        return phrase("result_of_people.effective" if result == "other_means" else f"result_of_people.{result}")
    return phrase(f"result.{result}")


def _ground(facts: CertificateFacts, ground: str) -> Words:
    """By what it counts; an arrival that nobody reported is called what it is, one that an act shows."""
    shown = shown_by(facts)
    is_reported = ground != "arrival" or (shown is not None and shown.kind == "arrived")
    return word_of("ground" if is_reported else "ground_unreported", ground)


def _periods(facts: CertificateFacts) -> list[Row]:
    rows, ending = [], "period_would_end" if facts.effect.status == "presumed" else "period_ends"
    for period in facts.periods:
        last = dates.day(period.last_day)
        ends = phrase(f"field.{ending}", period=period.name)
        value = phrase("field.provisional", day=last) if period.provisional else last
        rows.append(Row({language: text[:1].upper() + text[1:] for language, text in ends.items()}, value))
    return rows
