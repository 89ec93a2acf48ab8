"""What a clerk is told of a way before anything is sent."""

from tests.core.law.rows.shape import Advice, Example, handed, in_year

APPEAL = {"stage": "second_instance"}
SIMPLIFIED_CRIMINAL = {"branch": "criminal", "procedure": "simplified"}

EXAMPLES = [
    Advice(
        "an internet court gives a judgment on paper if they ask, in 2021",
        "icr.15.3",
        in_year(2020, case={"internet_court": True}, paper={"kind": "judgment"}),
        "inbox",
        "paper_on_request",
    ),
    Advice(
        "a payment order lapses after thirty days, in 2021",
        "cpli2015.432.0.2",
        in_year(2020, paper={"kind": "payment_order"}),
        "mail",
        "payment_order_in_thirty_days",
    ),
    *[
        Advice(
            f"the address of first instance may be used on appeal, in {year}",
            article,
            in_year(year, case=APPEAL),
            "sms",
            "address_of_first_instance",
        )
        for year, article in ((2020, "cpli2015.137"), (2022, "cpli.137"))
    ],
    *[
        Advice(
            f"what a notice must tell ({paper}), in {year}: {code}",
            article,
            in_year(year, paper={"kind": paper}),
            "public_notice",
            code,
        )
        for year, article in ((2020, "cpli2015.139"), (2022, "cpli.139"))
        for paper, code in (
            ("evidence_notice", "notice_tells_why"),
            ("complaint_copy", "notice_tells_claim"),
            ("appeal_copy", "notice_tells_answer"),
            ("summons", "notice_tells_hearing"),
            ("summons", "notice_tells_absence"),
            ("ruling", "notice_tells_outcome"),
            ("judgment", "notice_tells_appeal"),
        )
    ],
    *[
        Advice(f"{sentence}, in {year}", article, in_year(year, recipient=person), "public_notice", code)
        for sentence, year, article, person, code in (
            ("where a notice is published", 2020, "cpli2015.138.1", {}, "where_to_publish"),
            ("where a notice is published", 2022, "cpli.138.1", {}, "where_to_publish"),
            ("posting at the home is filmed", 2020, "cpli2015.138.2", {}, "film_the_posting"),
            ("posting at the home is filmed", 2022, "cpli.138.2", {}, "film_the_posting"),
            ("for Hong Kong in both places", 2022, "hkmo.9", {"domicile": "hk"}, "publish_in_both_places"),
        )
    ],
    *[
        Advice(
            f"reasons and course belong in the file ({domicile}), in {year}",
            article,
            in_year(year, recipient={"domicile": domicile}),
            "public_notice",
            "notice_goes_on_file",
        )
        for year, article in ((2020, "cpl2017.92.2"), (2022, "cpl2021.95.2"), (2024, "cpl2023.95.2"))
        for domicile in ("cn", "sg", "hk", "tw")
    ],
    Advice(
        "a mediation document needs a signature, before April 2022",
        "cpli2015.133",
        in_year(2022, paper={"kind": "mediation_document"}, as_of="2022-03-01T00:00:00+08:00"),
        "inbox",
        "mediation_needs_signature",
    ),
    Advice(
        "where the procuratorate takes part it must agree too",
        "olr.4.3",
        in_year(2022, case={"branch": "criminal"}, paper={"kind": "hearing_notice"}),
        "sms",
        "procuratorate_must_agree",
    ),
    *[
        Advice(
            f"a copy of the indictment ten days before the hearing, in {year}",
            article,
            in_year(year, case={"branch": "criminal"}, paper={"kind": "indictment_copy"}),
            "direct",
            "ten_days_before_the_hearing",
        )
        for year, article in ((2016, "crpl2012.182.1"), (2022, "crpl.187.1"))
    ],
    Advice(
        "an internet court writes first to addresses that were in use within three months",
        "icr.16.2",
        in_year(2022, case={"internet_court": True}),
        "sms",
        "addresses_in_daily_use_first",
    ),
    Advice(
        "whoever neither agrees nor registers in time is dealt with off line",
        "olr.10.2",
        in_year(2022, paper={"kind": "complaint_copy"}),
        "inbox",
        "off_line_without_an_answer",
    ),
    Advice(
        "in administrative cases the electronic address is given and confirmed",
        "apli.51.2",
        in_year(2022, case={"branch": "administrative"}),
        "sms",
        "administrative_address_confirmed",
    ),
    *[
        Advice(
            f"a notice to respond tells rights and duties, in {year}",
            article,
            in_year(year, paper={"kind": "notice_to_respond"}),
            "direct",
            "rights_and_duties_told",
        )
        for year, article in ((2020, "cpl2017.126"), (2022, "cpl2021.129"), (2024, "cpl2023.129"))
    ],
    Advice(
        "a notice to produce evidence tells who has to prove what",
        "evidence.50.2",
        in_year(2022, paper={"kind": "evidence_notice"}),
        "mail",
        "evidence_notice_must_tell",
    ),
    *[
        Advice(sentence, article, in_year(2022, paper={"kind": "address_form"}), "sms", code)
        for sentence, article, code in (
            ("with the address form scope and effect are told", "olr.30", "tell_when_asking_for_consent"),
            ("the address form is kept confidential if they ask", "mail04.4.2", "address_kept_confidential"),
            ("the mediator has the form filled in", "onlinemed.17", "mediator_has_the_form_filled_in"),
            ("an address given for mediation is their own", "onlinemed.8.1", "address_given_for_mediation"),
        )
    ],
    *[
        Advice(
            f"the suit waits for the administrator, in {year}",
            article,
            in_year(year, recipient={"kind": "legal_person", "in_bankruptcy": True}, case={"branch": "civil"}),
            "direct",
            "stayed_until_taken_over",
        )
        for year, article in ((2020, "ebl.20"), (2022, "ebl.20"))
    ],
    *[
        Advice(
            f"the application to realise a security interest is served in five days, in {year}",
            article,
            in_year(year, case={"procedure": "special"}, paper={"kind": "complaint_copy"}),
            "direct",
            "realisation_papers_in_five_days",
        )
        for year, article in ((2020, "cpli2015.368.1"), (2022, "cpli.366.1"))
    ],
    Advice(
        "a notice for Taiwan is printed where it is sold abroad, or on an authoritative site",
        "tw.8.1",
        in_year(2022, recipient={"domicile": "tw", "missing": True}),
        "public_notice",
        "publish_in_papers_or_sites_known_abroad",
    ),
    Advice(
        "whoever agrees to act on line links the case within three days",
        "olr.10.1",
        in_year(2022, paper={"kind": "complaint_copy"}),
        "inbox",
        "three_days_to_link_the_case",
    ),
    *[
        Advice(
            f"in a criminal case too another court has ten days, in {year}",
            article,
            in_year(year, case={"branch": "criminal"}),
            "entrusted",
            "entrusted_in_ten_days",
        )
        for year, article in ((2020, "crpli2012.169"), (2022, "crpli.206"))
    ],
    *[
        Advice(
            f"{sentence}: three days before the hearing",
            article,
            in_year(year, case=case),
            "direct",
            "three_days_before_the_hearing",
        )
        for sentence, article, year, case in (
            ("a summons in 2020", "cpl2017.136", 2020, {}),
            ("a summons in 2022", "cpl2021.139", 2022, {}),
            ("a summons in 2024", "cpl2023.139", 2024, {}),
            ("an administrative summons", "apli.71", 2022, {"branch": "administrative"}),
            ("a criminal summons of 2016", "crpl2012.182.3", 2016, {"branch": "criminal"}),
            ("a criminal summons", "crpl.187.3", 2022, {"branch": "criminal"}),
            ("one in simplified procedure until 2021", "crpli2012.292.1", 2016, SIMPLIFIED_CRIMINAL),
            ("one in simplified procedure of 2020", "crpli2012.292.1", 2020, SIMPLIFIED_CRIMINAL),
        )
    ],
    Advice(
        "the hearing of a simplified criminal case is told before it",
        "crpli.362.1",
        in_year(2022, case=SIMPLIFIED_CRIMINAL),
        "direct",
        "simplified_hearing_told_before_it",
    ),
    *[
        Advice(
            f"a copy of the indictment in simplified procedure, in {year}",
            article,
            in_year(year, case=SIMPLIFIED_CRIMINAL, paper={"kind": "indictment_copy"}),
            "direct",
            "no_ten_days_in_simplified",
        )
        for year, article in ((2016, "crpl2012.213"), (2022, "crpl.219"))
    ],
]

# What belongs to the answer as well: a paper was handed over in June, or so long before its hearing.
SERVED = [
    Example(
        "a preservation ruling was handed over before it was carried out",
        "disclosure.8.2",
        handed(2022, "signed", paper={"kind": "preservation_ruling", "carried_out": False}),
        "effective 2022-06-03 signature",
    ),
    *[
        Example(
            f"{sentence} is handed over in {year}",
            article,
            handed(year, "signed", case=case, paper={"kind": paper}),
            f"effective {year}-06-03 signature",
        )
        for sentence, article, year, case, paper in (
            ("an indictment of the law of 2012", "crpl2012.182.1", 2016, {"branch": "criminal"}, "indictment_copy"),
            ("one in simplified procedure", "crpl2012.213", 2016, SIMPLIFIED_CRIMINAL, "indictment_copy"),
            ("one in simplified procedure", "crpl.219", 2022, SIMPLIFIED_CRIMINAL, "indictment_copy"),
            ("a summons in simplified procedure", "crpli2012.292.1", 2016, SIMPLIFIED_CRIMINAL, "summons"),
            ("a summons in simplified procedure", "crpli.362.1", 2022, SIMPLIFIED_CRIMINAL, "summons"),
        )
    ],
]
