"""What the offices of a court are called on the page, and what each may do."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Table = Mapping[str, str | Promise]

ACT: Table = {
    "see_cases": _("See the cases of the court"),
    "register_case": _("Register cases"),
    "edit_parties": _("Enter parties and addresses"),
    "file_paper": _("File papers and set hearings"),
    "record_consent": _("Record consents, refusals and calls"),
    "place_order": _("Serve papers"),
    "close_task": _("Take on and close tasks"),
    "see_personal": _("See names and numbers in full"),
    "see_certificates": _("See the lists of papers and certificates"),
    "decide_finding": _("Rule on objections and presumptions"),
    "see_judge_desk": _("See what waits for judges and what they decided"),
    "unlock_portal": _("Unlock recipients' links"),
    "run_court": _("Run the accounts of the court"),
    "see_audits": _("See whether the evidence log was tampered with"),
    "erase_particulars": _("Erase the personal particulars of cases closed long ago"),
    "take_files": _("Take papers, certificates and proofs as files"),
}
OFFICE: Table = {
    "clerk": _("Clerk"),
    "service_officer": _("Service officer"),
    "judge": pgettext_lazy("office", "Judge"),
    "supervisor": _("Supervisor"),
    "administrator": _("Administrator"),
    "auditor": _("Auditor"),
}
