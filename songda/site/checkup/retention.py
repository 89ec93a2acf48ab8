"""Rules about keeping: can the court's terms be read?"""

from songda.site.checkup.configuration import Configuration
from songda.site.checkup.findings import Findings, missing
from songda.site.curable import CurableError


def terms_readable(configuration: Configuration) -> Findings:
    """How long particulars are kept is a number of years, or one for each branch."""
    from songda.site.retaining import read_terms

    try:
        read_terms(configuration.retention_years)
    except CurableError as error:
        yield missing(error.wrong, error.cure)
