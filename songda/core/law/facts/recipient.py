"""The person served, as the law looks at them."""

from dataclasses import dataclass
from datetime import date, datetime

from songda.core.law.facts.words import (
    AddressSource,
    PersonStatus,
    RecipientKind,
    Role,
    Withholding,
)


@dataclass(frozen=True, slots=True)
class AddressWithheld:
    """Since when the recipient gives the court no address, though told what follows, or evades it.

    `ended_at`: when they gave one after all (None: they have not).
    """

    how: Withholding
    at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AddressOnFile:
    """A place of theirs that the court knows of, and the day on which they last used it so (None: not told)."""

    source: AddressSource
    last_used_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatusPeriod:
    """From when until when something was so of the recipient; `until` None: it still is."""

    status: PersonStatus
    since: datetime
    until: datetime | None = None

    def covers(self, moment: datetime) -> bool:
        """Whether it was so at that moment; it is so no longer at the moment at which it ended."""
        return self.since <= moment and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True)
class RecipientFacts:
    """The person served. `domicile` is a two-letter country code, `cn` for the mainland, or `foreign`.

    Capacity: `born_on` tells a minor, `own_labour` that they live mainly on what they earn, `lacks_capacity` that their
    own acts do not bind them though they are of age. `missing`: nobody knows where they are (None: not told).
    `agent_excluded`: the power of attorney keeps their agent from receiving. `addresses_on_file`: places of theirs that
    the court knows of without them, which matter where their own is `address_withheld` (at one time or several).
    Abroad: `home_law_forbids_electronic`, `home_law_forbids_post` tell what their state does not allow;
    `branch_may_receive`, `business_agent_may_receive` that they gave their branch or business agent in the mainland the
    power to receive; `notice_at_first_instance` that they were served by public notice there.
    `deceased`; `dissolved`: a body that ended; `in_bankruptcy`: a court has accepted a petition against it.
    `mandate_ended_at`: since then the court knows in writing that their agent acts for them no longer.
    `role` in the case (None: not told); `must_appear`: the case cannot be heard without them, or they owe support.
    These flags hold at any time; what began or ended on a day is told by `status_periods`.
    """

    kind: RecipientKind
    domicile: str = "cn"
    offline: bool = False
    soldier: bool = False
    in_custody: bool = False
    home_law_forbids_electronic: bool = False
    missing: bool | None = None
    born_on: date | None = None
    own_labour: bool = False
    lacks_capacity: bool = False
    agent_excluded: bool = False
    home_law_forbids_post: bool = False
    branch_may_receive: bool = False
    business_agent_may_receive: bool = False
    notice_at_first_instance: bool = False
    role: Role | None = None
    must_appear: bool = False
    deceased: bool = False
    dissolved: bool = False
    in_bankruptcy: bool = False
    mandate_ended_at: datetime | None = None
    address_withheld: tuple[AddressWithheld, ...] = ()
    addresses_on_file: tuple[AddressOnFile, ...] = ()
    status_periods: tuple[StatusPeriod, ...] = ()
