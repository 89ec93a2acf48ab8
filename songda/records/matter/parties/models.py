"""Parties, their representatives, their addresses, and what they agreed to. Personal fields are sealed."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from songda.clock import new_id
from songda.core.delivery.off_line import OFFLINE_REASONS, OWN_WISH
from songda.core.law.facts import AddressClass, AddressSource, ConsentGround, PaperKind, RecipientKind, Ruling, Stage
from songda.core.refusal import Refused
from songda.records.ground import vault
from songda.records.ground.closed_lists import one_of_words, only_words
from songda.records.matter.cases.models import Case
from songda.records.matter.parties.roles import AGENT_AUTHORITIES, ROLES

BY_CODE = "portal"  # how an address was found to be theirs: they read a code there
OWN_CLASSES = ("provided", "confirmed")  # the person themselves said that it is theirs
EVERY = "*"  # in the scope of a consent: every stage, every kind of paper


class Party(models.Model):
    """A person or body in a case, or someone who acts for one (`acts_for`, `agent_authority`)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, default="natural_person")
    name_sealed = models.BinaryField()
    name_index = models.BinaryField(max_length=16)
    number_sealed = models.BinaryField(null=True)  # resident ID or credit code
    number_index = models.BinaryField(max_length=16, null=True)
    domicile = models.CharField(max_length=10, default="cn")
    is_soldier = models.BooleanField(default=False)
    is_in_custody = models.BooleanField(default=False)
    home_law_forbids_electronic = models.BooleanField(default=False)
    age_may_matter = models.BooleanField(
        default=False, db_default=False
    )  # as long as they may be young, see capacity.py
    own_labour = models.BooleanField(default=False, db_default=False)  # sixteen or seventeen, lives on what they earn
    lacks_capacity = models.BooleanField(default=False, db_default=False)  # their own acts do not bind them
    may_not_receive = models.BooleanField(default=False, db_default=False)  # an agent's power of attorney excludes it
    offline_since = models.DateTimeField(null=True)
    offline_reason = models.CharField(max_length=120, blank=True)
    wants_paper_since = models.DateTimeField(null=True)  # their own wish, which may stand beside the court's reason
    acts_for = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="representatives")
    agent_authority = models.CharField(max_length=30, blank=True)
    removed_at = models.DateTimeField(null=True)  # since when a representative acts no more
    recorded_at = models.DateTimeField()
    named_at = models.DateTimeField(db_default=Now())  # when the name was last written, by the database's clock

    class Meta:
        constraints = [
            one_of_words("party_role_known", "role", ROLES),
            one_of_words("party_kind_known", "kind", RecipientKind),
            one_of_words("party_offline_known", "offline_reason", OFFLINE_REASONS, may_be_empty=True),
            one_of_words("party_agent_authority_known", "agent_authority", AGENT_AUTHORITIES, may_be_empty=True),
            models.CheckConstraint(
                name="party_wish_is_off_line", condition=Q(wants_paper_since=None) | ~Q(offline_since=None)
            ),
            models.CheckConstraint(
                name="party_own_wish_dated", condition=~Q(offline_reason=OWN_WISH) | ~Q(wants_paper_since=None)
            ),
        ]
        indexes = [
            models.Index(fields=["number_index"], name="party_by_number"),
            models.Index(fields=["name_index"], name="party_by_name"),
            models.Index(fields=["named_at"], name="party_by_naming"),
            models.Index(fields=["offline_since", "id"], name="party_off_line", condition=~Q(offline_since=None)),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"

    def check_in_case(self) -> None:
        """Raises Refused where they are no longer in the case: what is noted of a wrong person may bind a right one."""
        if self.removed_at is not None:
            raise Refused("no_longer_in_case")

    @property
    def name(self) -> str:
        """The name in clear; for pages that its reader may see, never for logs."""
        return vault.open_text(f"party.name:{self.id}", self.name_sealed)

    @property
    def number(self) -> str:
        """The resident ID or credit code in clear, or an empty text."""
        return vault.open_text(f"party.number:{self.id}", self.number_sealed) if self.number_sealed else ""


class Address(models.Model):
    """Where a party can be reached, and how sure the court is that it is really theirs."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=10)  # mobile, email, wechat, inbox, fax, postal
    value_sealed = models.BinaryField()
    value_index = models.BinaryField(max_length=16)
    address_class = models.CharField(max_length=10, default="unknown")
    class_since = models.DateTimeField()
    recorded_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)
    is_mistyped = models.BooleanField(default=False, db_default=False)  # by the court: it was never the party's own
    is_for_all_cases = models.BooleanField(default=False, db_default=False)  # they want it used in all their cases
    source = models.CharField(max_length=12, blank=True, default="", db_default="")  # of a place that they did not give
    last_used_on = models.DateField(null=True)  # when they last used that place so
    disowned_at = models.DateTimeField(null=True)  # when whoever holds it last said that they are not the party

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="address_once_per_party", fields=["party", "kind", "value_index"], condition=Q(retired_at=None)
            ),
            one_of_words("address_class_known", "address_class", AddressClass),
            one_of_words("address_source_known", "source", AddressSource, may_be_empty=True),
        ]
        indexes = [models.Index(fields=["value_index"], name="address_by_value")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def value(self) -> str:
        """The address in clear; never for logs."""
        return vault.open_text(f"address.value:{self.id}", self.value_sealed)

    @property
    def is_disowned(self) -> bool:
        """Whether its holder denied it, and the party has not said since that it is theirs."""
        said_since = self.address_class in OWN_CLASSES and self.class_since > (self.disowned_at or self.class_since)
        return self.disowned_at is not None and not said_since


class AddressFinding(models.Model):
    """One step in the history of an address: what class it had from when, and how the court knew."""

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="findings")
    address_class = models.CharField(max_length=10)
    at = models.DateTimeField()
    how = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=60)

    class Meta:
        constraints = [one_of_words("address_finding_class_known", "address_class", AddressClass)]

    def __str__(self) -> str:
        return f"{self.address_class} {self.at:%Y-%m-%d}"


class Bar(models.Model):
    """A number that turned out not to be this person's: no look-up gives it to them again, in any court."""

    person_index = models.BinaryField(max_length=16)  # of their identity number
    value_index = models.BinaryField(max_length=16)
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="barred_once", fields=["person_index", "value_index"])]

    def __str__(self) -> str:
        return f"barred {self.since:%Y-%m-%d}"


class Consent(models.Model):
    """An agreement to electronic service: ground, scope, moment, proof, and its end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="consents")
    ground = models.CharField(max_length=24)  # express, prior_agreement, own_pleading, accepted_by_conduct
    at = models.DateTimeField()
    stages = ArrayField(models.CharField(max_length=20))
    paper_kinds = ArrayField(models.CharField(max_length=40))
    how = models.CharField(max_length=40)  # call, portal, form, pleading, contract
    given_by = models.ForeignKey(Party, on_delete=models.PROTECT, null=True, related_name="+")  # None: themselves
    proof_sealed = models.BinaryField(null=True)  # words of the proof: who asked, what was said
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal = models.CharField(
        max_length=10, default="", db_default=""
    )  # pending, accepted, rejected: how the judge ruled on it
    struck_at = models.DateTimeField(null=True)  # entered by mistake: it was never given

    class Meta:
        constraints = [
            one_of_words("consent_ground_known", "ground", ConsentGround),
            one_of_words("consent_withdrawal_known", "withdrawal", Ruling, may_be_empty=True),
            only_words("consent_stages_known", "stages", [*Stage, EVERY]),
            only_words("consent_papers_known", "paper_kinds", [*PaperKind, EVERY]),
            models.CheckConstraint(
                name="consent_ends_after_it_began",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=models.F("at")),
            ),
            models.CheckConstraint(name="consent_not_from_the_future", condition=Q(at__lte=models.F("recorded_at"))),
        ]
        indexes = [
            models.Index(fields=["withdrawn_at", "id"], name="withdrawal_pending", condition=Q(withdrawal="pending"))
        ]

    def __str__(self) -> str:
        return f"{self.ground} {self.at:%Y-%m-%d}"

    @property
    def proof(self) -> str:
        """The words that prove it, in clear; for the staff and the certificate, never for logs."""
        return vault.open_text(f"consent.proof:{self.id}", self.proof_sealed) if self.proof_sealed else ""

    @property
    def ended_at(self) -> datetime | None:
        """When it ended; a withdrawal that the judge rejected ends nothing."""
        return None if self.withdrawal == "rejected" else self.withdrawn_at


class Refusal(models.Model):
    """A clear no to electronic service."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="refusals")
    at = models.DateTimeField()
    how = models.CharField(max_length=40)
    is_set_aside = models.BooleanField(
        default=False, db_default=False
    )  # came with a withdrawal that the judge rejected
    recorded_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)  # entered by mistake: it was never said

    def __str__(self) -> str:
        return f"{self.how} {self.at:%Y-%m-%d}"
