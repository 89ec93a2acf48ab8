"""A setting that cannot be meant is told by its name and how to write it; of an address nothing is quoted."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from songda.carriers import registry as carriers
from songda.channels.registry import entries
from songda.site.environment import said
from songda.site.environment.said import address
from songda.site.errors import CurableError
from songda.site.postgresql.base import DatabaseWrapper
from songda.site.settings import calling_rules, carrier_addresses, lookers, postage, provider_addresses

WORD = "Xk7secretQ"
UNREADABLE = [
    f"https://wx0123456789abcdef：{WORD}@api.weixin.qq.com?template=1",
    f"smtp://court:{WORD}＠mail.court.example:25",
    f"smpps://court:{WORD}／x@sms.example:3550",
    f"smpps://court:{WORD}/x@sms.example:3550",
    f"https://court:{WORD}?x@registry.example",
    f"aris://court:{WORD}@[phone.example:8089",
]


@pytest.mark.parametrize("url", UNREADABLE)
def test_an_address_that_cannot_be_read_is_told_without_its_secret(url: str) -> None:
    with pytest.raises(CurableError) as told:
        address("SONGDA_X_URL", url)
    assert "SONGDA_X_URL" in str(told.value)
    assert "secretQ" not in repr(told.value) + told.value.cure
    assert told.value.__cause__ is None


@pytest.mark.parametrize("name", entries())
def test_so_with_every_channel(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = entries()[name].setting
    monkeypatch.setenv(setting, UNREADABLE[0])
    with pytest.raises(CurableError, match=setting):
        provider_addresses()


@pytest.mark.parametrize("url", [UNREADABLE[0], "ftp://carrier.example"])
@pytest.mark.parametrize("name", carriers.entries())
def test_so_with_every_carrier_and_an_address_of_no_sense(name: str, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    setting = carriers.entries()[name].setting
    monkeypatch.setenv(setting, url)
    with pytest.raises(CurableError, match=setting):
        carrier_addresses()


@pytest.fixture
def built_in_carriers() -> Iterator[None]:
    yield
    carriers.use_carriers([])


@pytest.mark.usefixtures("built_in_carriers")
def test_a_carrier_of_a_folder_that_the_court_names_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "county_courier").mkdir()
    (tmp_path / "county_courier" / "entry.py").write_text(
        "from dataclasses import replace\nfrom songda.carriers.signed.entry import ENTRY as signed\n"
        "ENTRY = replace(signed, name='county', setting='SONGDA_COUNTY_URL')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("SONGDA_CARRIERS", " county_courier, ")
    monkeypatch.setenv("SONGDA_COUNTY_URL", "https://court:0123456789abcdef@courier.example")

    assert carrier_addresses()["county"] == "https://court:0123456789abcdef@courier.example"

    monkeypatch.delenv("SONGDA_CARRIERS")
    assert "county" not in carrier_addresses()


@pytest.mark.usefixtures("built_in_carriers")
@pytest.mark.parametrize("folder", ["nowhere.at.all", "songda.carriers.signed"], ids=["none", "there already"])
def test_a_folder_that_holds_no_further_carrier_is_told(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONGDA_CARRIERS", folder)
    with pytest.raises(CurableError, match=f"SONGDA_CARRIERS: .*{folder}"):
        carrier_addresses()


@pytest.mark.parametrize("content", [None, "邮资".encode("gb18030"), b"nothing of the kind"])
def test_a_table_of_postage_that_cannot_be_read_is_told(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "postage.toml"
    if content is not None:
        place.write_bytes(content)
    monkeypatch.setenv("SONGDA_POSTAGE", str(place))
    with pytest.raises(CurableError, match="SONGDA_POSTAGE"):
        postage()


@pytest.mark.parametrize("url", ["", "smpps://court:a%2Fb%3F@sms.example:3550?source=106", "http://[::1]:8099/tsa"])
def test_others_are_given_back_as_they_stand(url: str) -> None:
    assert address("SONGDA_X_URL", url) == url


HOUSE = Path(said.__file__).parents[3]
NAME = "SONGDA_X"
WRONG: list[tuple[Callable[[], object], tuple[str, ...]]] = [
    (lambda: said.number(NAME, 180, most=3650, of="days"), ("abc", "-3", "0", "1.5", "72h", "9999999", "１２", "²")),
    (lambda: said.is_on(NAME), ("maybe", "2", "si")),
    (lambda: said.one_of(NAME, "demanded", ("off", "demanded")), ("of", "no")),
    (
        lambda: said.database(NAME, ""),
        (
            "mysql://a/b",
            "nonsense",
            "",
            "postgresql://a:b#c@d:5432/e",
            "postgresql://a：b@c/d",
            "postgresql://a@c/d?x=y",
        ),
    ),
    (lambda: said.public_address(NAME, ""), ("court.cn", "ftp://court.cn", "https://court.cn/songda", "https://")),
    (lambda: said.hosts(NAME, "a"), ("https://court.cn", "court.cn:443", "court.cn,court.cn/x")),
    (lambda: said.secret(NAME), ()),
]


@pytest.mark.parametrize(("read", "wrong"), WRONG, ids=lambda one: "" if callable(one) else str(one[:1]))
def test_what_cannot_be_meant_is_told_with_the_name_and_a_cure(
    read: Callable[[], object], wrong: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONGDA_X_FILE", "/nowhere/at/all")
    for words in wrong or ("",):
        monkeypatch.setenv(NAME, words)
        with pytest.raises(CurableError, match=NAME) as told:
            read()
        assert told.value.cure, words


def test_an_address_of_several_hosts_is_taken_as_libpq_writes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://a:b%2F%25@one:5432,two:5433/court?target_session_attrs=read-write&sslmode=verify-full"
    monkeypatch.setenv(NAME, url)
    row = said.connection_to(said.database(NAME, ""))
    assert [row[name] for name in ("HOST", "PORT", "USER", "PASSWORD", "NAME")] == [
        *("one,two", "5432,5433", "a", "b/%", "court")
    ]
    assert row["OPTIONS"] == {"target_session_attrs": "read-write", "sslmode": "verify-full"}
    socket = said.connection_to("postgresql://a@%2Frun%2Fpostgresql/court")
    assert (socket["HOST"], socket["PORT"]) == ("/run/postgresql", "")


@pytest.mark.database
def test_of_several_hosts_the_one_that_takes_writes_is_found() -> None:
    row = dict(connection.settings_dict)
    row |= {"HOST": f"127.0.0.1,{row['HOST']}", "PORT": f"1,{row['PORT']}"}
    row["OPTIONS"] = {**row["OPTIONS"], "target_session_attrs": "read-write"}
    other = DatabaseWrapper(row, "other")
    with other.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone()[0] == row["NAME"]
    other.close()


def test_what_can_be_meant_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def reads(words: str, read: Callable[[], object]) -> object:
        monkeypatch.setenv(NAME, words)
        return read()

    assert [reads(words, lambda: said.number(NAME, 180, most=3650, of="days")) for words in ("", " 30 ")] == [180, 30]
    assert [reads(words, lambda: said.is_on(NAME)) for words in ("1", "yes", "0", "no", "")] == [
        True,
        True,
        *[False] * 3,
    ]
    assert reads("https://court.cn/", lambda: said.public_address(NAME, "")) == "https://court.cn"
    assert reads("a.cn, .b.cn,[::1],", lambda: said.hosts(NAME, "")) == ["a.cn", ".b.cn", "[::1]"]
    (tmp_path / "word").write_text("hidden\n")
    monkeypatch.setenv("SONGDA_X_FILE", str(tmp_path / "word"))
    assert reads("", lambda: said.secret(NAME)) == "hidden"


@pytest.mark.parametrize(("name", "read"), [("SONGDA_CALLING_RULES", calling_rules), ("SONGDA_LOOKERS", lookers)])
def test_so_with_what_is_read_of_a_file_or_a_line(
    name: str, read: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (__file__, "/nowhere/at/all"):
        monkeypatch.setenv(name, words)
        with pytest.raises(CurableError, match=name):
            read()
    monkeypatch.delenv(name)
    assert not read()


SECRETS = {
    **dict.fromkeys(("DATABASE_URL", "SONGDA_WORKER_URL", "SONGDA_OWNER_URL"), "postgresql://a:b@c/d"),
    "SONGDA_DRILL_URL": "postgresql://a:b@c/e",
    "SONGDA_SECRET_KEY": "k" * 50,
    "SONGDA_OIDC_SECRET": "between us",
    "SONGDA_FILES_URL": "https://a:b@store.example/court-files",
    "SONGDA_SMPP_URL": "smpps://a:b@sms.example:3550?source=1068",
    "SONGDA_SMTP_URL": "smtp://a:b@mail.example:25?from=court@mail.example",
    "SONGDA_WECHAT_URL": "https://a:b@wechat.example",
    "SONGDA_TELEPHONE_URL": "aris://a:b@phone.example:8089",
    "SONGDA_TSA_URL": "https://stamps.example/tsa?key=b",
    "SONGDA_REGISTRY_URL": "https://a:0123456789abcdef@registry.example",
    "SONGDA_CARRIER_URL": "https://a:0123456789abcdef@post.example/x?products=court_post",
    "SONGDA_KUAIDI100_URL": "https://a:0123456789abcdef@track.example/poll?company=ems&products=court_post"
    "&callback=https://court.example/api/v1/carriers/kuaidi100/reports",
}
READ = """
import os
from songda.site.environment import read_addresses
read_addresses()
import songda.site.settings as read
print({name: os.environ.get(name) for name in ("DATABASE_URL", "SONGDA_WORKER_URL", "SONGDA_OWNER_URL")})
print([(name, str(value)) for name, value in vars(read).items() if name.isupper()])
"""


def run_apart(*words: str, **environment: str) -> str:
    own = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    words = (sys.executable, *words)
    return subprocess.run(words, env=own | environment, cwd=HOUSE, capture_output=True, text=True, check=True).stdout


def test_every_secret_may_stand_in_a_file_and_every_address_is_one(tmp_path: Path) -> None:
    addresses = {name for name in said.SETTINGS if name.endswith("_URL")} - {"SONGDA_PUBLIC_URL", "SONGDA_SANDBOX_URL"}
    assert addresses <= said.SECRETS == SECRETS.keys()
    for name, words in SECRETS.items():
        (tmp_path / name).write_text(f"{words}\n")
    in_files = {f"{name}_FILE": str(tmp_path / name) for name in SECRETS} | ON
    read = run_apart("-c", READ, **in_files)
    assert read == run_apart("-c", READ, **SECRETS, **ON)
    unseen = ["SONGDA_DRILL_URL", "SONGDA_OIDC_SECRET"]  # a command's own; one that tells nobody of itself
    assert [name for name, words in SECRETS.items() if words not in read] == unseen


ON = {"SONGDA_OIDC_ISSUER": "https://sso.example", "SONGDA_OIDC_CLIENT": "songda"}
SECRET_READ = "import songda.site.settings as read; print(read.SIGN_ON, read.SIGN_ON and read.SIGN_ON.secret)"


def test_the_single_sign_on_is_named_whole_and_safe_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("between us\n")
    whole = {**ON, "SONGDA_OIDC_SECRET_FILE": str(tmp_path / "secret")}
    read = run_apart("-c", SECRET_READ, **whole)
    assert (read.count("between us"), "claim='sub'" in read) == (1, True)  # of two, the one that asks for it
    assert run_apart("-c", SECRET_READ) == "None None\n"
    for wrong in (
        ON,
        whole | {"SONGDA_OIDC_ISSUER": "http://sso.example"},
        whole | {"SONGDA_OIDC_ISSUER": ""},
        whole | {"SONGDA_OIDC_CLAIM": "email"},
    ):
        with pytest.raises(subprocess.CalledProcessError) as ended:
            run_apart("-c", SECRET_READ, **wrong)
        assert "CurableError: SONGDA_OIDC_" in ended.value.stderr


def test_the_page_of_settings_is_written_from_the_code() -> None:
    page = (HOUSE / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert run_apart("-m", "scripts.settings", "-") == page, "write it anew: python -m scripts.settings"


def test_every_setting_that_something_reads_is_known_and_a_slip_is_told() -> None:
    read = {
        name
        for folder in ("songda", "songda_demo", "songda_tools")
        for path in (HOUSE / folder).rglob("*.py")
        for name in re.findall(r'["\'](SONGDA_[A-Z0-9_]+)["\']', path.read_text(encoding="utf-8"))
    }
    assert read - {"SONGDA_"} <= said.SETTINGS
    beside = {f"{name}_FILE" for name in said.SECRETS}
    assert said.SETTINGS - beside - read == {"DATABASE_URL"}  # and whatever Django is run with
    told = said.unknown_settings(["SONGDA_LNK_DAYS", "SONGDA_OWN", "SONGDA_FAX_URL_FILE", "PATH"], ["SONGDA_FAX_URL"])
    assert told == {"SONGDA_LNK_DAYS": "SONGDA_LINK_DAYS", "SONGDA_OWN": ""}
