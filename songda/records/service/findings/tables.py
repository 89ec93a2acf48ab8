"""What the tables of findings are: rights, comparison with the log, erasure, files."""

from songda.records.ground.tables import Table
from songda.records.service.findings.law_version import LawVersion
from songda.records.service.findings.models import Finding

TABLES = (
    Table(LawVersion, why="words of answers of long ago", free_text={"version"}),
    Table(Finding, why="compared member by member with the last answer of its service", free_text={"winning_attempt"}),
)
