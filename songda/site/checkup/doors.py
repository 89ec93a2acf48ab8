"""Rules about how people and providers reach the court: addresses, providers, and the demo's make-believe."""

from collections.abc import Callable
from urllib.parse import urlsplit

from songda.carriers import registry as carriers
from songda.channels.contract import ChannelError
from songda.channels.entry import Entry, option_of
from songda.channels.registry import entries
from songda.clock import AHEAD
from songda.registries.platform import open_registry
from songda.site.checkup.configuration import Configuration
from songda.site.checkup.findings import Findings, advice, missing, unsafe
from songda.site.demo import CARRIER_SECRET, REGISTRY_SECRET, SANDBOX_WORD
from songda.telephony import TelephoneError, check_address

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
NOWHERE = (".example", ".test", ".invalid", "example.com", "example.org", "example.net")


def environment_real(configuration: Configuration) -> Findings:
    """A real court runs with the settings of a real court."""
    if configuration.environment != "production":
        yield unsafe(
            f"SONGDA_ENV is `{configuration.environment}`: demo parts and known values are allowed.",
            "Set SONGDA_ENV=production.",
        )
    if configuration.clock_ahead_s not in {"", "0", "0.0"}:
        yield unsafe(
            f"{AHEAD} asks for another day than today's: only a demo obeys it, and this court does not.",
            "Unset it.",
        )
    if configuration.is_debug:
        yield unsafe("DEBUG is on: errors show settings and code to strangers.", "Leave DEBUG off.")


def sandbox_gone(configuration: Configuration) -> Findings:
    """No make-believe provider in a real court."""
    if configuration.sandbox_url:
        yield unsafe("SONGDA_SANDBOX_URL is set: the outside world would be make-believe.", "Unset it.")
    channels = {entry.setting: url for entry, url in channels_of(configuration)}
    for setting, url in {**channels, "SONGDA_TSA_URL": configuration.tsa_url}.items():
        if url and urlsplit(url).hostname in LOOPBACK and urlsplit(url).path.startswith("/tsa"):
            yield unsafe(f"{setting} names the demo's own authority.", "Name the real one.")
        elif url and urlsplit(url).password == SANDBOX_WORD:
            yield unsafe(f"{setting} has the sandbox's password.", "Name the real provider.")


def addresses_readable(configuration: Configuration) -> Findings:
    """Every provider's address says enough to reach it: a worker would learn that only when it is at work."""
    asked: list[tuple[str, Callable[[str], object], str]] = [
        (entry.setting, entry.open_channel, url) for entry, url in channels_of(configuration)
    ]
    asked += [
        ("SONGDA_REGISTRY_URL", open_registry, configuration.registry_url),
        ("SONGDA_TELEPHONE_URL", check_address, configuration.telephone_url),
        ("SONGDA_TSA_URL", _require_http, configuration.tsa_url),
    ]
    for setting, read, url in asked:
        try:
            _ = read(url) if url else None
        except (ChannelError, TelephoneError, ValueError) as wrong:
            yield missing(f"{setting}: {str(wrong).rstrip('.')}.", "How it is written: docs/howto/run.md.")


def _require_http(url: str) -> None:
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise ValueError("a time-stamp authority has an address such as https://tsa.example/stamp")


def channels_safe(configuration: Configuration) -> Findings:
    """Nothing that a channel itself finds unsafe in its provider's address."""
    for entry, url in channels_of(configuration):
        for weakness in entry.weaknesses(url) if url else ():
            yield unsafe(weakness.what, weakness.remedy)


def channels_open(configuration: Configuration) -> Findings:
    """Whatever a channel needs of this machine is there just now."""
    for entry, url in channels_of(configuration):
        for lack in entry.lacks(url) if url else ():
            yield advice(lack.what, lack.remedy)


def channels_of(configuration: Configuration) -> list[tuple[Entry, str]]:
    """Each channel with its provider's address, empty where none is named."""
    return [(entry, configuration.channel_urls.get(name, "")) for name, entry in entries().items()]


def lines_encrypted(configuration: Configuration) -> Findings:
    """Text messages bear case numbers and names: they leave this machine over no line that others can read."""
    for name, url in configuration.channel_urls.items():
        line = urlsplit(url)
        if line.scheme == "smpp" and line.hostname not in LOOPBACK:
            yield unsafe(
                f"The line of {name} to {line.hostname} is plain: messages and password travel in clear.",
                "Say smpps:// where the centre speaks TLS; else lead it through a tunnel that ends on this machine.",
            )


def hosts_real(configuration: Configuration) -> Findings:
    """Names that are kept for examples lead nowhere."""
    settings = {entry.setting: url for entry, url in channels_of(configuration)}
    settings |= {
        "SONGDA_PUBLIC_URL": configuration.public_url,
        "SONGDA_TSA_URL": configuration.tsa_url,
        "SONGDA_REGISTRY_URL": configuration.registry_url,
        "SONGDA_TELEPHONE_URL": configuration.telephone_url,
        "DATABASE_URL": configuration.database_url,
    }
    for setting, url in settings.items():
        sender = option_of("from", "")(url).rpartition("@")[2]
        for host in {urlsplit(url).hostname or "", sender}:
            if host.endswith(NOWHERE):
                yield unsafe(f"{setting} names {host}, which is an example.", "Name the real one.")


def factor_demanded(configuration: Configuration) -> Findings:
    """Whoever decides, oversees or opens accounts is let in by more than a password."""
    if not configuration.demands_factor:
        yield unsafe(
            "No second factor is demanded of anybody: SONGDA_SECOND_FACTOR is off, or this is a demo.",
            "Unset SONGDA_SECOND_FACTOR, and SONGDA_ENV.",
        )


def log_quiet(configuration: Configuration) -> Findings:
    """What is logged in detail tells of the inside, and fills the disk."""
    if configuration.log_level.upper() in {"DEBUG", "NOTSET"}:
        yield unsafe("SONGDA_LOG_LEVEL logs every detail.", "Leave it at WARNING; INFO for a while at most.")


def registry_safe(configuration: Configuration) -> Findings:
    """Whoever is looked up is named to the registry alone: the line is encrypted, its secret is nobody else's."""
    url = urlsplit(configuration.registry_url)
    if url.password == REGISTRY_SECRET:
        yield unsafe("SONGDA_REGISTRY_URL has the sandbox's secret.", "Name the real registry.")
    elif configuration.registry_url and url.scheme != "https":
        yield unsafe("The registry's address is not https: identity numbers would travel in clear.", "Name its https.")


def telephone_safe(configuration: Configuration) -> Findings:
    """Calls are set up at a real telephone system; that the line is encrypted its address must say anyhow."""
    if urlsplit(configuration.telephone_url).password == SANDBOX_WORD:
        yield unsafe("SONGDA_TELEPHONE_URL has the sandbox's password.", "Name the real telephone system.")


def carriers_safe(configuration: Configuration) -> Findings:
    """Whoever gets a letter is named to the carrier alone, and nobody else can report what became of it."""
    for name, url in configuration.carrier_urls.items():
        if not url:
            continue
        entry = carriers.entries()[name]
        if urlsplit(url).password == CARRIER_SECRET:
            yield unsafe(f"{entry.setting} has the sandbox's secret.", "Name the real carrier.")
        for weak in entry.weaknesses(url):
            yield unsafe(f"{entry.setting} {weak.what}", weak.remedy)


def providers_there(configuration: Configuration) -> Findings:
    """Ways of reaching people, and the authority that stamps certificates."""
    for entry, url in channels_of(configuration):
        if not url and entry.missing:
            yield missing(entry.missing, f"Set {entry.setting}.")
    if not configuration.tsa_url:
        yield missing("No time-stamp authority is named: certificates wait unstamped.", "Set SONGDA_TSA_URL.")


def address_safe(configuration: Configuration) -> Findings:
    """Links in messages must be encrypted and lead to a name that this court answers to."""
    url = urlsplit(configuration.public_url)
    host = url.hostname or ""
    if url.scheme != "https":
        yield unsafe(f"The public address is not https: {configuration.public_url}", "Set SONGDA_PUBLIC_URL.")
    elif not configuration.is_behind_proxy:
        yield unsafe(
            "The proxy that speaks https is not announced: secure cookies and redirects would fail.",
            "Set SONGDA_BEHIND_PROXY=1 and let the proxy send X-Forwarded-Proto.",
        )
    if "*" in configuration.hosts:
        yield unsafe("Every host name is accepted.", "Name the court's own in SONGDA_HOSTS.")
    elif not any(host == known or (known[:1] == "." and host.endswith(known)) for known in configuration.hosts):
        yield missing(f"Pages at {host} would be refused.", f"Add {host} to SONGDA_HOSTS.")
    if host in LOOPBACK:
        yield advice("The public address is this machine's own: recipients cannot open it.", "Set SONGDA_PUBLIC_URL.")
