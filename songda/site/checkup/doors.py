"""Rules about how people and providers reach the court: addresses, providers, and the demo's make-believe."""

from urllib.parse import parse_qs, urlsplit

from songda.site.checkup.configuration import Configuration
from songda.site.checkup.findings import Findings, advice, missing, unsafe
from songda.site.playground import SANDBOX_WORD

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
SHORTEST_MARK = 16


def environment_real(configuration: Configuration) -> Findings:
    """A real court runs with the settings of a real court."""
    if configuration.environment != "production":
        yield unsafe(
            f"SONGDA_ENV is `{configuration.environment}`: demo parts and known values are allowed.",
            "Set SONGDA_ENV=production.",
        )
    if configuration.is_debug:
        yield unsafe("DEBUG is on: errors show settings and code to strangers.", "Leave DEBUG off.")


def sandbox_gone(configuration: Configuration) -> Findings:
    """No make-believe provider in a real court."""
    if configuration.sandbox_url:
        yield unsafe("SONGDA_SANDBOX_URL is set: the outside world would be make-believe.", "Unset it.")
    providers = {"SMPP": configuration.smpp_url, "SMTP": configuration.smtp_url, "TSA": configuration.tsa_url}
    for name, url in providers.items():
        if url and urlsplit(url).hostname in LOOPBACK and urlsplit(url).path.startswith("/tsa"):
            yield unsafe(f"SONGDA_{name}_URL names the demo's own authority.", "Name the real one.")
        elif url and urlsplit(url).password == SANDBOX_WORD:
            yield unsafe(f"SONGDA_{name}_URL has the sandbox's password.", "Name the real provider.")


def reports_genuine(configuration: Configuration) -> Findings:
    """Whoever can send a mail can invent a report about one, unless ours bear a mark that he cannot know."""
    url = urlsplit(configuration.smtp_url)
    if configuration.smtp_url and len(parse_qs(url.query).get("secret", [""])[0]) < SHORTEST_MARK:
        yield unsafe(
            "Mails bear no secret mark: anybody could report that one arrived.",
            f"Add secret=… of at least {SHORTEST_MARK} random characters to SONGDA_SMTP_URL.",
        )


def providers_there(configuration: Configuration) -> Findings:
    """Ways of reaching people, and the authority that stamps certificates."""
    if not configuration.smpp_url:
        yield missing("No SMS centre is named: no text message can be sent.", "Set SONGDA_SMPP_URL.")
    if not configuration.smtp_url:
        yield missing("No mail server is named: no e-mail can be sent.", "Set SONGDA_SMTP_URL.")
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
