"""The configuration as the rules look at it: read once from the settings, so that rules can be tried on any."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from songda.carriers.registry import entries as carriers
from songda.channels.registry import entries as channels
from songda.clock import AHEAD, by_machine
from songda.core.evidence.note import NoteError
from songda.core.evidence.witnesses.policy import read_policy
from songda.site.environment.said import is_on, unknown_settings
from songda.trust.paper.child import is_kept_from_files
from songda.trust.sign_on import Provider

ROLES = {"DATABASE_URL": "the web", "SONGDA_WORKER_URL": "workers", "SONGDA_OWNER_URL": "the tables' owner"}


@dataclass(frozen=True)
class KeyFile:
    """One secret file; `use` says in words what it is for."""

    use: str
    setting: str
    path: Path


@dataclass(frozen=True)
class Configuration:
    """What the settings say, secrets left out where the rules need not see them."""

    environment: str
    is_debug: bool
    secret_key: str
    public_url: str
    hosts: tuple[str, ...]
    is_behind_proxy: bool
    home: Path
    database_url: str
    sandbox_url: str
    channel_urls: Mapping[str, str]  # by channel; an empty one is not set
    tsa_url: str
    keys: tuple[KeyFile, ...]
    retention_years: str = ""  # as it was written
    registry_url: str = ""
    files_url: str = ""
    telephone_url: str = ""
    carrier_urls: Mapping[str, str] = field(default_factory=dict)  # by carrier; an empty one is not set
    log_level: str = "WARNING"
    demands_factor: bool = True
    witness_policy: str = ""
    backup_mark: Path = Path("backed-up")
    backed_up_at: datetime | None = None  # when the mark was touched
    drilled_at: datetime | None = None  # when a restore was tried that worked
    breached_passwords: str = ""  # the list of stolen ones
    clock_ahead_s: str = ""  # as it was written
    is_shut_in: bool = True  # hostile files are opened where nothing of ours is reached
    witness_trouble: str = ""  # why the policy cannot be read
    outside: Sequence[Path] = ()  # the homes of the journal
    role_urls: Mapping[str, str] = field(default_factory=dict)  # how each kind of process signs in, by the setting
    is_pooler_told: bool = False
    sign_on: Provider | None = None
    unknown_settings: Mapping[str, str] = field(default_factory=dict)  # that nothing reads, each with the nearest one


def read_configuration() -> Configuration:
    """What the settings say now."""
    from django.conf import settings

    from songda.records.ground.evidence.epochs import outside_homes

    keys = (
        KeyFile("personal fields and files", "SONGDA_KEYRING_FILE", Path(settings.KEYRING_FILE)),
        KeyFile("marking events", "SONGDA_EVENT_KEYS_FILE", Path(settings.EVENT_KEYS_FILE)),
        KeyFile("signing the evidence log", "SONGDA_LOG_KEY_FILE", Path(settings.LOG_KEY_FILE)),
        KeyFile("the seal on certificates", "SONGDA_SEAL_FILE", Path(settings.SEAL_FILE or "")),
        KeyFile("the seal's password", "SONGDA_SEAL_PASSWORD_FILE", Path(settings.SEAL_PASSWORD_FILE)),
    )
    return Configuration(
        environment=settings.ENVIRONMENT,
        is_debug=settings.DEBUG,
        secret_key=settings.SECRET_KEY,
        public_url=settings.PUBLIC_URL,
        hosts=tuple(settings.ALLOWED_HOSTS),
        is_behind_proxy=settings.SECURE_PROXY_SSL_HEADER is not None,
        home=Path(settings.HOME),
        database_url=os.environ.get("DATABASE_URL", ""),
        clock_ahead_s=os.environ.get(AHEAD, ""),
        sandbox_url=os.environ.get("SONGDA_SANDBOX_URL", ""),
        channel_urls=settings.CHANNEL_URLS,
        tsa_url=settings.TSA_URL,
        keys=keys,
        retention_years=settings.RETENTION_YEARS,
        registry_url=settings.REGISTRY_URL,
        files_url=settings.FILES_URL,
        telephone_url=settings.TELEPHONE_URL,
        carrier_urls=settings.CARRIER_URLS,
        log_level=settings.LOG_LEVEL,
        demands_factor=settings.DEMANDS_SECOND_FACTOR,
        witness_policy=settings.WITNESS_POLICY_FILE,
        backup_mark=Path(settings.BACKUP_MARK_FILE),
        backed_up_at=_touched_at(Path(settings.BACKUP_MARK_FILE)),
        drilled_at=_touched_at(Path(settings.DRILL_MARK_FILE)),
        breached_passwords=settings.BREACHED_PASSWORDS_FILE,
        is_shut_in=is_kept_from_files(),
        outside=outside_homes(),
        role_urls={name: os.environ.get(name, "") for name in ROLES},
        is_pooler_told=is_on("SONGDA_POOLER"),
        sign_on=settings.SIGN_ON,
        witness_trouble=_trouble_of_policy(settings.WITNESS_POLICY_FILE),
        unknown_settings=unknown_settings(os.environ, _settings_of_providers()),
    )


def _settings_of_providers() -> list[str]:
    return [channel.setting for channel in channels().values()] + [carrier.setting for carrier in carriers().values()]


def _trouble_of_policy(place: str) -> str:
    try:
        _ = read_policy(Path(place).read_text(encoding="utf-8")) if place else None
    except NoteError as wrong:
        return str(wrong)
    except (OSError, UnicodeDecodeError) as wrong:
        return f"{place} cannot be read ({type(wrong).__name__})"
    return ""


def _touched_at(mark: Path) -> datetime | None:
    try:
        return by_machine(datetime.fromtimestamp(mark.stat().st_mtime, tz=UTC))
    except OSError:
        return None
