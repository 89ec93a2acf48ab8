"""Every setting of the running system, read from the environment or from files named there."""

import os
from collections.abc import Mapping
from pathlib import Path

from django.contrib.messages import constants

from songda.carriers import registry as carriers
from songda.channels.contract import ChannelError
from songda.channels.registry import entries, use_channels
from songda.core.calling import load_rules
from songda.core.delivery.letters.postage import Postage, PostageError, read_postage
from songda.core.evidence.doors import Writer
from songda.core.evidence.note import NoteError, read_verifier_key
from songda.core.law import jurisdictions
from songda.core.lookups import CostsError, read_costs
from songda.core.words import languages, say
from songda.site.demo import ACCOUNTS, PASSWORD
from songda.site.environment.said import (
    address,
    connection_to,
    database,
    hosts,
    is_on,
    number,
    one_of,
    place,
    public_address,
    secret,
)
from songda.site.errors import CurableError
from songda.trust.s3 import S3AddressError, bucket_of
from songda.trust.sign_on import NO_CLAIMS, Provider, is_safe

ENVIRONMENT = one_of("SONGDA_ENV", "production", ("production", "demo", "test"))
IS_DEMO = ENVIRONMENT in {"demo", "test"}
A_DAY_S = 24 * 3600
HOME = place("SONGDA_HOME", Path("var")).absolute()


def _own_secret_key() -> str:
    """What `songda keys` made in the home, unless a secret is named."""
    made = HOME / "keys" / "secret.key"
    return made.read_text(encoding="utf-8").strip() if os.access(made, os.R_OK) else ""


SECRET_KEY = (
    secret("SONGDA_SECRET_KEY", "demo-only-" + "x" * 50 if IS_DEMO else "")
    or _own_secret_key()
    or "missing-secret-key-see-songda-check"
)
DEBUG = False
PUBLIC_URL = public_address("SONGDA_PUBLIC_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = hosts("SONGDA_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

KEYRING_FILE = place("SONGDA_KEYRING_FILE", HOME / "keys" / "keyring.json")
LOG_KEY_FILE = place("SONGDA_LOG_KEY_FILE", HOME / "keys" / "log.key")
LOG_SECOND_KEY_FILE = place("SONGDA_LOG_SECOND_KEY_FILE", HOME / "keys" / "log-second.key")
WITNESS_POLICY_FILE = os.environ.get("SONGDA_WITNESS_POLICY_FILE", "")  # who must have seen a checkpoint, and how many
EVENT_KEYS_FILE = place("SONGDA_EVENT_KEYS_FILE", HOME / "keys" / "event-keys.json")
# Which kind of process this is; set by what starts it. Commands of a demo play everybody.
EVENT_WRITER = one_of("SONGDA_EVENT_WRITER", "rehearsal" if IS_DEMO else "command", tuple(Writer))
SEAL_FILE = None if EVENT_WRITER == Writer.WEB else place("SONGDA_SEAL_FILE", HOME / "keys" / "seal.p12")
SEAL_PASSWORD_FILE = str(place("SONGDA_SEAL_PASSWORD_FILE", HOME / "keys" / "seal.password"))


def provider_addresses() -> dict[str, str]:
    """The address of each channel's provider by the channel's name, empty where none is named."""
    folders = os.environ.get("SONGDA_CHANNELS", "").split(",")
    try:
        use_channels([folder.strip() for folder in folders if folder.strip()])
        return {name: address(entry.setting, secret(entry.setting)) for name, entry in entries().items()}
    except ChannelError as wrong:
        raise CurableError(
            f"SONGDA_CHANNELS: {wrong}.", "Name the folders of channels, separated by commas."
        ) from wrong


def carrier_addresses() -> dict[str, str]:
    """The address of each carrier by its name, empty where none is named; CurableError for one that makes no sense."""
    folders = os.environ.get("SONGDA_CARRIERS", "").split(",")
    try:
        carriers.use_carriers([folder.strip() for folder in folders if folder.strip()])
        known = carriers.entries().items()
    except carriers.NoCarrierError as wrong:
        raise CurableError(
            f"SONGDA_CARRIERS: {wrong}.", "Name the folders of carriers, separated by commas."
        ) from wrong
    urls = {name: address(entry.setting, secret(entry.setting)) for name, entry in known}
    for name, entry in known:
        try:
            carriers.open_carriers({name: urls[name]})
        except ValueError as wrong:
            raise CurableError(f"{entry.setting}: {wrong}", "See docs/howto/connect-a-carrier.md.") from wrong
    return urls


def registry_costs() -> Mapping[str, int]:
    """Fen that an answer of the registry costs, by operator; CurableError where they are not understood."""
    try:
        return read_costs(os.environ.get("SONGDA_REGISTRY_COSTS", ""))
    except CostsError as wrong:
        cure = "Write yuan an answer for all, as in 0.30, or by operator: mobile=0.30,telecom=0.25,unicom=0.30"
        raise CurableError(f"SONGDA_REGISTRY_COSTS is not understood at “{wrong}”.", cure) from wrong


def postage() -> Postage | None:
    """What letters cost to send, None where the court wrote nothing down; CurableError for a table with a gap."""
    place = os.environ.get("SONGDA_POSTAGE", "")
    if not place:
        return None
    cure = "See docs/howto/print-letters.md for the shape of the file."
    try:
        return read_postage(Path(place).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as wrong:
        raise CurableError(f"SONGDA_POSTAGE: {place} cannot be read ({type(wrong).__name__}).", cure) from wrong
    except PostageError as wrong:
        raise CurableError(f"SONGDA_POSTAGE: {wrong}.", cure) from wrong


def known_rules() -> tuple[str, ...]:
    """The jurisdictions and procedures whose rules stand beside those of courts; CurableError where there is none."""
    named = os.environ.get("SONGDA_RULES", "cn_arbitration,cn_reconsideration").split(",")
    wanted = tuple(dict.fromkeys(name.strip() for name in named if name.strip() not in {"", "cn"}))
    if unknown := [name for name in wanted if name not in jurisdictions()]:
        others = ", ".join(name for name in jurisdictions() if name != "cn")
        raise CurableError(f"SONGDA_RULES: no rules for “{unknown[0]}”.", f"Name some of these, or none: {others}.")
    return wanted


def calling_rules() -> str:
    """The file with the court's own rules of calling, empty where there is none; CurableError for one with a gap."""
    place = os.environ.get("SONGDA_CALLING_RULES", "")
    try:
        load_rules(Path(place) if place else None)
    except (OSError, ValueError) as wrong:
        why = f"{place} cannot be read ({type(wrong).__name__})" if isinstance(wrong, OSError) else str(wrong)
        cure = "See docs/howto/connect-a-telephone-system.md for the shape of the file."
        raise CurableError(f"SONGDA_CALLING_RULES: {why}.", cure) from wrong
    return place


def sign_on_provider() -> Provider | None:
    """Who tells who somebody of the staff is, beside passwords; CurableError for what makes no sense or is not safe."""
    issuer, client = (
        address("SONGDA_OIDC_ISSUER", os.environ.get("SONGDA_OIDC_ISSUER", "")),
        os.environ.get("SONGDA_OIDC_CLIENT", ""),
    )
    key, claim = secret("SONGDA_OIDC_SECRET"), os.environ.get("SONGDA_OIDC_CLAIM") or "sub"
    if not (issuer or client or key):
        return None
    cure = "See docs/howto/run-the-accounts.md#single-sign-on."
    if not (issuer and client and key):
        raise CurableError("SONGDA_OIDC_ISSUER, _CLIENT and _SECRET are set together; one of them is missing.", cure)
    if not is_safe(issuer):
        raise CurableError(
            "SONGDA_OIDC_ISSUER does not begin with https://: anybody on the line could be anybody.", cure
        )
    if claim in NO_CLAIMS:
        raise CurableError(f"SONGDA_OIDC_CLAIM says “{claim}”, which people change and hand on.", cure)
    return Provider(issuer, client, key, claim)


def lookers() -> tuple[str, ...]:
    """The keys of those who look from outside whether notices stand; CurableError for what is none."""
    keys = tuple(key.strip() for key in os.environ.get("SONGDA_LOOKERS", "").split(",") if key.strip())
    for key in keys:
        try:
            read_verifier_key(key)
        except NoteError as wrong:
            cure = "Name the lines that `songda look` prints, separated by commas: docs/howto/publish-a-notice.md."
            raise CurableError(f"SONGDA_LOOKERS: “{key}” is no key: {wrong}.", cure) from wrong
    return keys


def files_address() -> str:
    """The bucket of sealed files; CurableError for what names none, or where its client is not installed."""
    url = address("SONGDA_FILES_URL", secret("SONGDA_FILES_URL"))
    try:
        return url if not url or bucket_of(url) else ""
    except S3AddressError as wrong:
        cure = "Write it as https://key:secret@s3.court.example/bucket, with %2F %2B for / + in the secret."
        raise CurableError(f"SONGDA_FILES_URL: {wrong}.", cure) from None


CHANNEL_URLS = provider_addresses()
TELEPHONE_URL = address("SONGDA_TELEPHONE_URL", secret("SONGDA_TELEPHONE_URL"))
OTHER_RULES = known_rules()  # whose rules the pages show beside those of courts
CALLING_RULES = calling_rules()
TSA_URL = address("SONGDA_TSA_URL", secret("SONGDA_TSA_URL"))
REGISTRY_URL = address("SONGDA_REGISTRY_URL", secret("SONGDA_REGISTRY_URL"))
CARRIER_URLS = carrier_addresses()
POSTAGE = postage()
REGISTRY_COSTS = registry_costs()  # fen an answer, by operator
SANDBOX_URL = os.environ.get("SONGDA_SANDBOX_URL", "") if IS_DEMO else ""
DEMO_ACCOUNTS, DEMO_PASSWORD = (ACCOUNTS, PASSWORD) if IS_DEMO and SANDBOX_URL else ((), "")
FILES = HOME / "files"
FILES_URL = files_address()  # a store of sealed files beside the folder, empty where there is none
FILES_IN = one_of("SONGDA_FILES_IN", "s3" if FILES_URL else "folder", ("folder", "s3"))  # where new ones go
OUTSIDE_FOLDER = place("SONGDA_OUTSIDE", HOME / "outside")  # journal and mark; best on another disk
OUTSIDE_SECOND = os.environ.get("SONGDA_OUTSIDE_SECOND", "")  # another home of both, on a disk of its own
BACKUP_MARK_FILE = place("SONGDA_BACKUP_MARK", OUTSIDE_FOLDER / "backed-up")  # touched by each backup
DRILL_MARK_FILE = OUTSIDE_FOLDER / "drilled"  # touched by each trial of a restore that went well
RETENTION_YEARS = os.environ.get("SONGDA_RETENTION_YEARS", "")  # that particulars stay after a case was closed
UNREAD_WINDOW_S = number("SONGDA_UNREAD_WINDOW_S", 2 * A_DAY_S, most=90 * A_DAY_S, of="seconds")
RECEIPT_WINDOW_S = number("SONGDA_RECEIPT_WINDOW_S", 3 * A_DAY_S, most=90 * A_DAY_S, of="seconds")

# What the site is put together from, and what every request passes on its way in and out.
WAYS = [  # of service beside messages; each folder has a row in way.py
    "songda.records.ways.post",
    "songda.records.ways.visits",
    "songda.records.ways.entrustments",
    "songda.records.ways.public_notices",
    "songda.records.ways.lookups",
]
INSTALLED_APPS = [
    "songda.web.console",  # before auth and allauth: their pages wear the house style, their sentences its words
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "procrastinate.contrib.django",
    "songda.records.ground.evidence",
    "songda.records.ground.limits",
    "songda.records.ground.processes",
    "songda.records.ground.sent_forms",
    "songda.records.court.staff",
    "songda.records.ground.incidents",
    "songda.records.ground.restores",
    "songda.records.matter.cases",
    "songda.records.matter.parties",
    "songda.records.matter.circumstances",
    "songda.records.service.outreach",
    "songda.records.matter.papers",
    "songda.records.service.orders",
    "songda.records.service.findings",
    "songda.records.service.tasks",
    "songda.records.service.attempts",
    "songda.records.service.deeds",
    "songda.records.ways.visits",
    "songda.records.ways.entrustments",
    "songda.records.ways.post.letters",
    "songda.records.ways.post.carriage",
    "songda.records.service.telephone",
    "songda.records.service.calls",
    "songda.records.ways.portal.personal_proofs",
    "songda.records.service.mandates",
    "songda.records.ways.lookups",
    "songda.records.service.portal_acts",
    "songda.records.ways.public_notices",
    "songda.records.service.malfunctions",
    "songda.records.service.determinations",
    "songda.records.ways.portal.address_forms",
    "songda.records.proof.certificates",
    "songda.records.overview.figures",
    "songda.web.look",
    "songda.web.portal",
    "songda.web.public",
    "songda.web.api",
]
MIDDLEWARE = [
    "songda.web.look.visitor.closed_to_others",
    "songda.web.look.transfer.CompressTexts",
    "songda.web.look.visitor.own_address",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "songda.web.look.statics.styles_within",
    "songda.site.watching.pages.probed",
    "songda.site.watching.pages.counted",
    "songda.web.look.visitor.encrypted_alone",
    "songda.web.look.statics.StaticFiles",
    "songda.web.look.visitor.for_one_alone",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "songda.web.api.problems.border",
    "songda.web.look.visitor.no_such_letter",
    "songda.web.look.visitor.verbs_of_ours",
    "songda.web.look.visitor.body_limit",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "songda.web.console.account.sign_in.end_when_idle",
    "songda.web.console.account.account.own_password_first",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "songda.web.look.errors.TooManyPage",
    "songda.web.look.visitor.open_by_button",
    "songda.web.look.visitor.named_once",
    "songda.web.look.sending.sent_once",
    "songda.web.look.visitor.by_its_door",
    "songda.web.console.account.account.acts_on_record",
]

# What a page has to say outlives a browser that gave its answer up for a second click.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

CSRF_FAILURE_VIEW = "songda.web.look.errors.csrf_failed"
ROOT_URLCONF = "songda.site.urls"
WSGI_APPLICATION = "songda.site.wsgi.application"
ROOMS_OF_THE_CONSOLE = sorted((Path(__file__).parents[1] / "web/console").glob("*/templates"))  # each has its own
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": ROOMS_OF_THE_CONSOLE,
        "OPTIONS": {
            "loaders": [
                (
                    "songda.web.look.folding.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["songda.web.look.templatetags.pages"],  # csrf_token brings the key of the form along
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "songda.web.look.choices.surroundings",
            ],
        },
    }
]

# Fields are drawn by the templates above, those of a room among them.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# What is said after a form was sent, by the tones of the look.
MESSAGE_TAGS = {constants.SUCCESS: "good", constants.WARNING: "open", constants.ERROR: "bad"}

_database = database("DATABASE_URL", "postgresql:///songda")
if EVENT_WRITER != Writer.WEB:  # workers and commands are a role of their own: the web writes nothing of the log
    _database = database("SONGDA_WORKER_URL", _database)
DATABASES = {"default": connection_to(_database)}  # everything is dated by its clock
# Values travel apart from the statements, which PostgreSQL then plans once a connection instead of every time.
DATABASES["default"]["OPTIONS"].update(server_side_binding=True, prepare_threshold=5)
if is_on("SONGDA_POOLER"):  # a pooler gives every transaction another connection, which knows no plans of ours
    DATABASES["default"]["OPTIONS"]["prepare_threshold"] = None
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
CACHES = {"default": {"BACKEND": "songda.records.ground.limits.kept_values.KeptValues", "LOCATION": "limits_keptvalue"}}
SESSION_ENGINE = "songda.records.court.staff.sessions"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_ON_APP_READY = None

AUTH_USER_MODEL = "staff.User"
AUTHENTICATION_BACKENDS = ["songda.web.console.account.sign_in.StaffBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "songda.web.console.account.password_rules.NoRepetition"},
    {"NAME": "songda.web.console.account.password_rules.NoHouseWords"},
    {"NAME": "songda.web.console.account.password_rules.NotBreached"},
]
BREACHED_PASSWORDS_FILE = os.environ.get("SONGDA_BREACHED_PASSWORDS_FILE", "")
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_ADAPTER = "songda.web.console.account.sign_in.StaffAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_DISPLAY = "django.utils.encoding.force_str"  # a person is greeted by their name
ACCOUNT_SESSION_REMEMBER = False
MFA_ADAPTER = "songda.web.console.account.second_factors.SealedFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # one-time codes are songda's own: hashed, shown once
MFA_FORMS = {
    "authenticate": "songda.web.console.account.second_factors.EntryForm",
    "reauthenticate": "songda.web.console.account.second_factors.ProofForm",
    "activate_totp": "songda.web.console.account.second_factors.SwitchOnForm",
    "authenticate_webauthn": "songda.web.console.account.second_factors.PasskeyForm",
    "login_webauthn": "songda.web.console.account.second_factors.PasskeySignInForm",
    "reauthenticate_webauthn": "songda.web.console.account.second_factors.PasskeyAgainForm",
    "edit_webauthn": "songda.web.console.account.second_factors.RenameForm",
}
# Of judges, supervisors, administrators and auditors; off only where nobody real works, as in the demo.
DEMANDS_SECOND_FACTOR = (
    one_of("SONGDA_SECOND_FACTOR", "off" if IS_DEMO else "demanded", ("off", "demanded")) == "demanded"
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/console/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [(say("language.tag", each), say("language.name", each)) for each in languages()]
LOCALE_PATHS = [HOME / "locale"]  # a court's own wording, before everything else
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "songda.web.look.statics.NamedByContent"},
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "songda.web.look.statics.ByContent",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MANIFEST_STRICT = WHITENOISE_ALLOW_ALL_ORIGINS = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_050  # one PDF may be filed in a thousand cases at once
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = HOME / "incoming"  # where larger ones wait, without a name
FILE_UPLOAD_HANDLERS = ["songda.web.look.transfer.Spool"]
PAPER_LIMIT_MEGABYTES = 20
PAPER_LIMIT_BYTES = PAPER_LIMIT_MEGABYTES * 1024 * 1024
RECORDING_LIMIT_MEGABYTES = number("SONGDA_RECORDING_MEGABYTES", 60, most=1000, of="megabytes")  # an hour as WAV
RECORDING_LIMIT_BYTES = RECORDING_LIMIT_MEGABYTES * 1024 * 1024

# The keys of those who look from outside whether the court's public notices stand, as `songda look` prints them.
LOOKER_KEYS = lookers()
SIGN_ON = sign_on_provider()

IS_HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_HTTPS
# Browsers take a cookie of such a name from this very host only, over https, for all of its pages.
_HOST_ONLY = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_HOST_ONLY}sessionid"
CSRF_COOKIE_NAME = f"{_HOST_ONLY}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST_ONLY}django_language"
TYPE_COOKIE_NAME = f"{_HOST_ONLY}songda_type"
DEVICE_COOKIE_NAME = f"{_HOST_ONLY}songda_device"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
LINK_DAYS = number("SONGDA_LINK_DAYS", 180, most=3650, of="days")
STAFF_IDLE_MINUTES = number("SONGDA_STAFF_IDLE_MINUTES", 30, most=720, of="minutes")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS, SECURE_HSTS_INCLUDE_SUBDOMAINS = (31_536_000, True) if IS_HTTPS else (0, False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if is_on("SONGDA_BEHIND_PROXY") else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

LOG_LEVEL = one_of("SONGDA_LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "songda.web.look.log_redaction.OneLine"},
        "json": {"()": "songda.web.look.log_redaction.AsJson"},
    },
    "filters": {"without_links": {"()": "songda.web.look.log_redaction.WithoutLinks"}},
    "handlers": {
        "stderr": {
            "class": "songda.web.look.log_redaction.Counting",
            "formatter": one_of("SONGDA_LOG_FORMAT", "line", ("line", "json")),
            "filters": ["without_links"],
        }
    },
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": True}},  # no stream of its own
}
