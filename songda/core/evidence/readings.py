"""Which events tell that somebody read personal data: an auditor looks for them by person, reader, case and day."""

READINGS = (
    "search.made",
    "case_list.shown",
    "particulars.shown",
    "file.taken",
    "bundle.exported",
    "readings.shown",
)
