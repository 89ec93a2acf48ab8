"""Addresses of the console, room by room."""

from songda.web.console.account.urls import urlpatterns as account
from songda.web.console.calls.urls import urlpatterns as calls
from songda.web.console.cases.urls import urlpatterns as cases
from songda.web.console.certificates.urls import urlpatterns as certificates
from songda.web.console.circumstances.urls import urlpatterns as circumstances
from songda.web.console.counter.urls import urlpatterns as counter
from songda.web.console.court.urls import urlpatterns as court
from songda.web.console.deeds.urls import urlpatterns as deeds
from songda.web.console.entrusted.urls import urlpatterns as entrusted
from songda.web.console.field.urls import urlpatterns as field
from songda.web.console.figures.urls import urlpatterns as figures
from songda.web.console.judge.urls import urlpatterns as judge
from songda.web.console.letters.urls import urlpatterns as letters
from songda.web.console.lookups.urls import urlpatterns as lookups
from songda.web.console.mandates.urls import urlpatterns as mandates
from songda.web.console.notices.urls import urlpatterns as notices
from songda.web.console.outreach.urls import urlpatterns as outreach
from songda.web.console.papers.urls import urlpatterns as papers
from songda.web.console.parties.urls import urlpatterns as parties
from songda.web.console.returns.urls import urlpatterns as returns
from songda.web.console.serving.urls import urlpatterns as serving
from songda.web.console.telephone.urls import urlpatterns as telephone
from songda.web.console.today.urls import urlpatterns as today

app_name = "console"
ROOMS = {
    "today": today,
    "cases": cases,
    "parties": parties,
    "circumstances": circumstances,
    "mandates": mandates,
    "calls": calls,
    "lookups": lookups,
    "telephone": telephone,
    "papers": papers,
    "serving": serving,
    "deeds": deeds,
    "letters": letters,
    "returns": returns,
    "field": field,
    "entrusted": entrusted,
    "counter": counter,
    "notices": notices,
    "judge": judge,
    "certificates": certificates,
    "figures": figures,
    "outreach": outreach,
    "court": court,
    "account": account,
}
urlpatterns = [address for addresses in ROOMS.values() for address in addresses]
