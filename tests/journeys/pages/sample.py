"""A court with one of everything, and the people who look at it: what each address of the house is filled with."""

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from songda.clock import new_id, now
from songda.core.access import Role
from songda.core.identity import MAX_TRIES
from songda.records.court.staff.court_settings import publish_figures
from songda.records.court.staff.models import Court, User
from songda.records.ground import vault
from songda.records.matter.parties.actions import AddressDraft, add_address
from songda.records.matter.parties.models import Party
from songda.records.overview.figure_reports.public import public_periods
from songda.records.service.orders.models import Envelope
from songda.records.service.portal_acts.models import Invitation
from songda.records.service.tasks.actions import TaskDraft, open_tasks
from songda.records.service.tasks.models import Task
from songda.records.ways.portal.acts.connecting import MINUTES
from tests import make
from tests.journeys.pages.passkeys import passkey_of
from tests.records.overview.figure_reports.planted import plant
from tests.records.stage import defendant as reachable
from tests.records.stage import envelope
from tests.web.console.account.test_sign_in import digits
from tests.web.console.world import World, world
from tests.web.portal.connecting import ACCOUNT
from tests.web.portal.new_place import WHERE
from tests.web.portal.scene import STRANGER, Visitor, sent
from tests.web.portal.test_address_form import HOME
from tests.web.portal.test_helping import Son
from tests.web.portal.test_personal import at_counter
from tests.web.test_every_form_counts_once import address_code

PASSWORD = "correct horse battery"


@dataclass
class Sample:
    """The world of the console's tests, the recipient's link, and a browser for each who looks."""

    world: World
    recipient: Visitor
    clients: dict[str, Client]
    change: Task
    passkey: int
    unserved: Envelope  # to the same defendant
    visitor: Party  # somebody else at the counter, to whom a code for their account is shown
    locked: Visitor  # whose link others locked, and who is sent a code that opens it

    def keys(self, name: str, asked: frozenset[str]) -> dict[str, object]:
        """What stands in an address under these names."""
        return {key: self._key(name, key) for key in asked}

    def _key(self, name: str, key: str) -> object:
        if name == "console:change":
            return self.change.id
        if name == "public:figures":
            return self.world.case.court.code
        if (name, key) == ("console:return_slip", "envelope_id"):
            return self.unserved.id
        if (name, key) == ("console:account_code", "party_id"):
            return self.visitor.id
        if name == "portal:open_link":
            return self.locked.token
        others = {
            "token": self.recipient.token,
            "code": self.world.certificate.code,
            "number": 1,
            "path": "0/000",
            "pk": self.passkey,
            "key": "x",
            "uidb36": "1",
            "what": "help",
            "rule": "cn.olr.31.1",
            "topic": "fraud",
        }
        return others[key] if key in others else self.world.key(key)


def build() -> Sample:
    """The sample court, with the offices that see most, an account with a second factor, the recipient, a stranger."""
    made = world()
    _publishes(made.case.court)
    change = TaskDraft("note_change", "finding_changed", made.case, envelope=made.envelope)
    open_tasks([change], make.NOW)
    careful = make.user()
    clients = {role.value: signed_in(make.user(role=role)) for role in (Role.JUDGE, Role.AUDITOR)}
    clients |= {"careful": _careful(careful), "between": half_in(careful)}
    passkey = passkey_of(careful)
    known = Visitor(made.envelope).prove()  # as far as a message proves it, which is not enough in a divorce
    recipient = Visitor(made.envelope)
    recipient.post("counter-code", {"code": at_counter(made.defendant)})
    recipient.open(made.service.id)
    _tells_where(recipient)
    _connects(made.defendant)
    half = Visitor(made.envelope)
    half.name_himself()
    son = Son(Visitor(made.envelope))
    son.comes_in()
    visitor, locked = make.party(made.case, "defendant", name="王秀兰"), _locked_out(made)
    clients |= {
        "supervisor": _at_the_counter(made.defendant, visitor),
        "recipient": recipient.client,
        "half": half.client,
        "nobody": Client(),
    }
    clients |= {"known": known.client, "son": son.browser.client, "locked": locked.client}
    noted = Task.objects.get(kind="note_change", envelope=made.envelope, closed_at=None)
    unserved = envelope(made.defendant, make.paper(made.case, "notice_to_respond", title="应诉通知书"))
    return Sample(made, recipient, clients, noted, passkey, unserved, visitor, locked)


def _publishes(court: Court) -> None:
    """Its figures, with counts in the half-year that everybody is shown first."""
    plant(court, public_periods(now().date())[0].first.year)
    publish_figures(court, "engine", make.NOW)


def _tells_where(recipient: Visitor) -> None:
    """Another number, confirmed, and one that is not yet; a signed form; then another place."""
    recipient.post("address", dict.fromkeys(("value", "again"), "13912345677") | {"kind": "mobile"})
    recipient.post("address/code", {"code": address_code(recipient)})
    recipient.post("address", {"kind": "mobile", "value": "13912345678", "again": "13912345678"})
    recipient.post("address-form/sign", HOME | {"answer": "yes", "stages": ["first_instance"], "read": "yes"})
    recipient.post("address/postal", WHERE | {"step": "sure"})


def _connects(party: Party) -> None:
    """One account of theirs, and a code with which they connect another."""
    account = AddressDraft("openid", ACCOUNT, "found", "portal", is_connected=True)
    add_address(party, account, "provider:wechat", now())
    _shown_code(party, f"recipient:{party.id}")


def _at_the_counter(known: Party, connecting: Party) -> Client:
    """A supervisor who saw the cards of both, and shows one of them a code for their account."""
    supervisor = make.user(role=Role.SUPERVISOR)
    client = signed_in(supervisor)
    for party in (known, connecting):
        client.post(reverse("console:counter"), {"number": party.number, "compared": "on"})
    _shown_code(connecting, f"staff:{supervisor.id}")
    return client


def _shown_code(party: Party, by: str) -> None:
    """A code that was just made for whoever asked, by which an account is connected."""
    shown = Invitation(id=new_id(), party=party, channel="wechat", word_index=new_id().bytes, address_class="provided")
    shown.made_at, shown.expires_at, shown.made_by = now(), now() + timedelta(minutes=MINUTES), by
    shown.link_sealed = vault.seal_text(f"invitation.link:{shown.id}", "http://weixin.qq.com/q/02AbCd")
    shown.save(force_insert=True)


def _locked_out(made: World) -> Visitor:
    """One whose link was locked by what others typed, and to whom a code was sent that opens it."""
    served = sent(reachable(made.case), make.paper(made.case))
    stranger, owner = Visitor(served), Visitor(served)
    for _ in range(MAX_TRIES):
        stranger.name_himself(number=STRANGER)
    assert owner.post("open/code").status_code == 302
    return owner


def half_in(user: User) -> Client:
    """A browser in which they gave their password over the page, and nothing else."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})
    return client


def signed_in(user: User) -> Client:
    """A browser in which they signed in and just now proved it once more."""
    client = half_in(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def _careful(user: User) -> Client:
    """One who has switched their application for codes on."""
    client = signed_in(user)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": digits(secret)})
    return client
