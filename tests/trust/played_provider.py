"""A court's single sign-on in a box: it keeps to the protocol, but for what a test has it do wrong."""

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote_plus, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from songda.clock import ahead, now
from songda.trust import sign_on
from songda.trust.sign_on import Provider

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def as_jwk(key: rsa.RSAPrivateKey, name: str) -> dict[str, Any]:
    return {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": name, "use": "sig"}


@dataclass
class Played:
    """What it does; `person` signs in there, `wrong` stands in the token instead of what should."""

    issuer: str = ""
    person: str = "3301042"
    secret: str = "between us"
    wrong: dict[str, Any] = field(default_factory=dict)
    said_of_itself: dict[str, Any] = field(default_factory=dict)
    signs_with: Any = KEY
    signs_as: str = "RS256"
    key_name: str = "one"
    header: dict[str, Any] = field(default_factory=dict)  # what the token says of its key beside its name
    shows: list[dict[str, Any]] = field(default_factory=lambda: [as_jwk(KEY, "one")])
    asked: dict[str, Mapping[str, str]] = field(default_factory=dict)  # by the code that was given
    seen: list[str] = field(default_factory=list)

    @property
    def provider(self) -> Provider:
        """As a court's settings name it."""
        return Provider(self.issuer, "songda", "between us")

    def describes_itself(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/people",
            "token_endpoint": f"{self.issuer}/codes",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/leave",
            **self.said_of_itself,
        }

    def signs_in(self, address: str) -> str:
        """Somebody who was sent to this address proves there who they are; the address that they are sent back to."""
        line = HTTPConnection(urlsplit(address).netloc)
        line.request("GET", address.removeprefix(self.issuer))
        back = line.getresponse().headers["Location"]
        line.close()
        return back

    def let_through(self, asked: Mapping[str, str]) -> str:
        code = f"code-{len(self.asked)}"
        self.asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def answers(self, form: Mapping[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """To a code: once, and to whom it was given alone."""
        pair = f"songda:{quote_plus(self.secret)}"
        if authorization != f"Basic {base64.b64encode(pair.encode()).decode()}":
            return 401, {"error": "invalid_client"}
        asked = self.asked.pop(form["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        known = {"code_challenge": challenge.rstrip("="), "redirect_uri": form["redirect_uri"]}
        if asked is None or any(asked[name] != value for name, value in known.items()):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "-", "token_type": "Bearer", "id_token": self.token(asked["nonce"])}

    def token(self, nonce: str) -> str:
        at = int((now() - ahead()).timestamp())
        told = {"iss": self.issuer, "aud": "songda", "sub": self.person, "iat": at, "exp": at + 300, "nonce": nonce}
        claims = {name: value for name, value in (told | self.wrong).items() if value is not None}
        return jwt.encode(
            claims, self.signs_with, algorithm=self.signs_as, headers={"kid": self.key_name} | self.header
        )


@contextmanager
def played() -> Iterator[Played]:
    """The box, open on this machine; what was known of others is forgotten."""
    box = Played()

    class Counter(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, _, query = self.path.partition("?")
            box.seen.append(path)
            match path:
                case "/.well-known/openid-configuration":
                    self.say(200, box.describes_itself())
                case "/keys":
                    self.say(200, {"keys": box.shows})
                case _:
                    self.say(302, {}, box.let_through(dict(parse_qsl(query))))

        def do_POST(self) -> None:
            box.seen.append(self.path)
            typed = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            form = {name: values[0] for name, values in typed.items()}
            self.say(*box.answers(form, self.headers.get("Authorization", "")))

        def say(self, status: int, words: object, leads_to: str = "") -> None:
            body = json.dumps(words).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if leads_to:
                self.send_header("Location", leads_to)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """In silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Counter)
    box.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    sign_on.forget()
    yield box
    server.shutdown()
    server.server_close()
    thread.join()
