"""Asks the court's own single sign-on (OpenID Connect) who somebody is: out by one address, back with a code.

What comes back is believed of nobody but who holds the provider's keys: signed, for this court, for this very question,
still in force. The provider says who, and nothing else; what they may do here is not its to say.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

import jwt

from songda.clock import by_machine, steady
from songda.exchange import Bounds, ExchangeError, HttpAnswer, get, post, read_json

WELL_KNOWN: Final = "/.well-known/openid-configuration"
ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "EdDSA",
)  # no shared secret
BOUNDS: Final = Bounds(connect_s=3, piece_s=5, whole=1, most_bytes=256 * 1024)
SLACK: Final = timedelta(minutes=1)  # its clock beside ours
LONGEST_NAME: Final = 255
NO_CLAIMS: Final = ("email", "phone_number", "name", "nickname")  # people change them, and hand them on
_KNOWN_FOR_S, _AWAY_FOR_S = 600.0, 5.0
_LOCAL: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class Trouble(StrEnum):
    """Why nobody is let in by what came back, or why it cannot be asked at all."""

    AWAY = "away"
    UNREADABLE = "unreadable"
    CODE = "code"  # it does not know the code, or not us
    SIGNATURE = "signature"
    ISSUER = "issuer"
    AUDIENCE = "audience"
    NONCE = "nonce"
    EXPIRED = "expired"
    NAMELESS = "nameless"
    STALE = "stale"  # the browser was not sent out with this, or long ago, or was back with it before
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"  # no account is opened by this name


class SignOnError(Exception):
    """Nobody was told of; the words quote nothing personal, no address and no secret."""

    def __init__(self, trouble: Trouble, words: str) -> None:
        super().__init__(words)
        self.trouble = trouble


@dataclass(frozen=True)
class Provider:
    """Where people of this court sign in once for all systems; `claim` is what it calls them by."""

    issuer: str
    client: str
    secret: str = field(repr=False)
    claim: str = "sub"


@dataclass(frozen=True)
class Doors:
    """What the provider's own description names: where people go, where codes and keys are, how we prove ourselves."""

    people: str
    codes: str
    keys: str
    way_out: str = ""
    takes_basic: bool = True


@dataclass(frozen=True)
class Question:
    """What one browser was sent out with; nobody who does not know it comes back as its answer."""

    state: str
    nonce: str
    verifier: str


def new_question() -> Question:
    return Question(*(secrets.token_urlsafe(32) for _ in range(3)))


_Told = tuple[float, "Doors | SignOnError"]  # until when it needs no other question
_doors: dict[str, _Told] = {}
_keys: dict[str, tuple[float, jwt.PyJWKSet]] = {}


def forget() -> None:
    """Whatever was asked before is asked anew."""
    _doors.clear()
    _keys.clear()


def doors_of(provider: Provider) -> Doors:
    """What it says of itself, asked at most every ten minutes; SignOnError where that is nothing to go by.

    While it is away not everybody waits for it in turn.
    """
    until, told = _doors.get(provider.issuer, (0.0, None))
    if told is None or until < steady():
        until, told = steady() + _KNOWN_FOR_S, _ask_doors(provider.issuer)
        if isinstance(told, SignOnError):
            until = steady() + _AWAY_FOR_S
        _doors[provider.issuer] = until, told
    if isinstance(told, SignOnError):
        raise SignOnError(told.trouble, str(told))
    return told


def _ask_doors(issuer: str) -> "Doors | SignOnError":
    try:
        return _read_doors(issuer, _object(_fetch(issuer.rstrip("/") + WELL_KNOWN)))
    except SignOnError as wrong:
        return wrong


def _read_doors(issuer: str, said: Mapping[str, Any]) -> Doors:
    if said.get("issuer") != issuer:
        raise SignOnError(Trouble.ISSUER, "it calls itself otherwise than SONGDA_OIDC_ISSUER")
    named = [said.get(f"{name}_endpoint") for name in ("authorization", "token")] + [said.get("jwks_uri")]
    people, codes, keys = [url if isinstance(url, str) and is_safe(url) else "" for url in named]
    if not (people and codes and keys):
        raise SignOnError(Trouble.UNREADABLE, "it names no safe address for people, codes or keys")
    way_out = said.get("end_session_endpoint")
    way_out = way_out if isinstance(way_out, str) and is_safe(way_out) else ""
    methods = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Doors(people, codes, keys, way_out, takes_basic="client_secret_basic" in methods)


def is_safe(url: str) -> bool:
    """Whether nobody on the line reads or changes what is said there; on this very machine there is no line."""
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOCAL)
        )
    except ValueError:
        return False


def way_there(provider: Provider, question: Question, back: str) -> str:
    """The address at which somebody proves who they are; from there they come back to ours."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(question.verifier.encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": "openid" if provider.claim == "sub" else "openid profile",
        "state": question.state,
        "nonce": question.nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return _with(doors_of(provider).people, asked)


def way_out(provider: Provider, back: str) -> str:
    """Where the sign-on itself is left; nothing where it has no such place, or is away."""
    try:
        door = doors_of(provider).way_out
    except SignOnError:
        return ""
    return _with(door, {"client_id": provider.client, "post_logout_redirect_uri": back}) if door else ""


def _with(url: str, asked: Mapping[str, str]) -> str:
    return f"{url}{'&' if '?' in url else '?'}{urlencode(asked)}"


def who_came(provider: Provider, code: str, question: Question, back: str, now: datetime) -> str:
    """What the provider calls the person who came back with this code; SignOnError where it tells of nobody."""
    answer = ask_for_token(provider, code, question.verifier, back)
    said = _object(answer)
    token = said.get("id_token")
    if answer.status != 200 or not isinstance(token, str):
        raise SignOnError(Trouble.CODE, f"no token for the code (HTTP {answer.status}, {_error_of(said)})")
    return _name_in(provider, _opened(provider, token), question.nonce, now)


def ask_for_token(provider: Provider, code: str, verifier: str, back: str) -> HttpAnswer:
    """What it answers to a code, whatever that is; SignOnError where nobody answers."""
    asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    doors = doors_of(provider)
    if doors.takes_basic:
        pair = f"{quote_plus(provider.client)}:{quote_plus(provider.secret)}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        asked |= {"client_id": provider.client, "client_secret": provider.secret}
    try:
        return post(doors.codes, urlencode(asked).encode(), headers, BOUNDS)
    except ExchangeError as away:
        raise SignOnError(Trouble.AWAY, str(away)) from None


def _error_of(said: Mapping[str, Any]) -> str:
    """The word that the protocol has for it, where it is one."""
    word = str(said.get("error", ""))[:40]
    return word if word.replace("_", "").isalnum() and word.isascii() else "no reason"


def _opened(provider: Provider, token: str) -> Mapping[str, Any]:
    """What is in the token, once it is signed by the provider, said by it, and said to us."""
    try:
        read: Mapping[str, Any] = jwt.decode(
            token,
            _key_of(provider, jwt.get_unverified_header(token)),
            algorithms=ALGORITHMS,
            issuer=provider.issuer,
            audience=provider.client,
            options={
                "require": ["iss", "aud", "exp", "iat", "sub"],
                "verify_exp": False,  # these by the house's clock
                "verify_iat": False,
                "verify_nbf": False,
            },
        )
    except jwt.InvalidIssuerError:
        raise SignOnError(Trouble.ISSUER, "the token was given by somebody else") from None
    except jwt.InvalidAudienceError:
        raise SignOnError(Trouble.AUDIENCE, "the token was given to somebody else") from None
    except (jwt.InvalidSignatureError, jwt.InvalidAlgorithmError, jwt.InvalidKeyError) as wrong:
        raise SignOnError(Trouble.SIGNATURE, f"the token is not signed by it ({type(wrong).__name__})") from None
    except (jwt.PyJWTError, ValueError, TypeError) as wrong:
        raise SignOnError(Trouble.UNREADABLE, f"the token cannot be read ({type(wrong).__name__})") from None
    if read.get("azp", provider.client) != provider.client:
        raise SignOnError(Trouble.AUDIENCE, "the token was asked for by somebody else")
    return read


def _key_of(provider: Provider, header: Mapping[str, Any]) -> jwt.PyJWK:
    """The key that signed it; one that is not known yet is asked for once, since keys are changed."""
    for is_anew in (False, True):
        keys = [key for key in keys_of(provider, is_anew=is_anew).keys if key.public_key_use in {None, "sig"}]
        named = [key for key in keys if key.key_id == header["kid"]] if "kid" in header else keys
        if len(named) == 1:
            return named[0]
    raise SignOnError(Trouble.SIGNATURE, "the token is signed by no key of the provider")


def keys_of(provider: Provider, *, is_anew: bool) -> jwt.PyJWKSet:
    """What it signs with, asked at most every ten minutes or where a token names another key."""
    door = doors_of(provider).keys
    until, known = _keys.get(door, (0.0, None))
    if known is None or is_anew or until < steady():
        try:
            known = jwt.PyJWKSet.from_dict(dict(_object(_fetch(door))))
        except jwt.PyJWTError as wrong:
            raise SignOnError(Trouble.UNREADABLE, f"its keys cannot be read ({type(wrong).__name__})") from None
        _keys[door] = steady() + _KNOWN_FOR_S, known
    return known


def _name_in(provider: Provider, claims: Mapping[str, Any], nonce: str, now: datetime) -> str:
    given = claims.get("nonce")
    if not isinstance(given, str) or not secrets.compare_digest(given.encode(), nonce.encode()):
        raise SignOnError(Trouble.NONCE, "the token answers another question")
    ends, begins = _moment(claims["exp"]), max(_moment(claims["iat"]), _moment(claims.get("nbf", 0)))
    if not begins - SLACK <= now < ends + SLACK:
        raise SignOnError(Trouble.EXPIRED, "the token is not in force")
    name = claims.get(provider.claim)
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
        raise SignOnError(Trouble.NAMELESS, f"the token has no {provider.claim}")
    return name


def _moment(seconds: object) -> datetime:
    try:
        return by_machine(datetime.fromtimestamp(float(str(seconds)), UTC))
    except (ValueError, OverflowError, OSError):
        raise SignOnError(Trouble.UNREADABLE, "the token names no moment") from None


def _fetch(url: str) -> HttpAnswer:
    try:
        answer = get(url, {"Accept": "application/json"}, BOUNDS)
    except ExchangeError as away:
        raise SignOnError(Trouble.AWAY, str(away)) from None
    if answer.status != 200:
        raise SignOnError(Trouble.AWAY, f"it answers HTTP {answer.status}")
    return answer


def _object(answer: HttpAnswer) -> Mapping[str, Any]:
    try:
        read = read_json(answer.body)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise SignOnError(Trouble.UNREADABLE, "what it says is no JSON object")
    return read
