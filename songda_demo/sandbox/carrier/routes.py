"""The carrier's side of the signed protocol: letters and enquiries, each signed, fresh, and heard once."""

import json
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from songda.carriers.signed.signatures import TO_CARRIER, sign, sign_answer
from songda.clock import now
from songda.exchange import Stamp, is_fresh, is_same
from songda_demo.sandbox.carrier.post_office import CLIENT, SECRET, PostOffice

ROOT: Final = "/carrier"
LARGEST_CONSIGNMENT: Final = 1000
OFFICE = web.AppKey("post_office", PostOffice)
NONCES = web.AppKey("carrier_nonces", set[str])


def add_routes(app: web.Application, office: PostOffice) -> None:
    """Adds the carrier to the sandbox's application."""
    app[OFFICE], app[NONCES] = office, set()
    app.router.add_post(f"{ROOT}/v1/parcels", take_parcels)
    app.router.add_post(f"{ROOT}/v1/enquiries", take_enquiry)


async def take_parcels(request: web.Request) -> web.Response:
    parcels = (await _opened(request)).get("parcels")
    if not isinstance(parcels, list) or not 1 <= len(parcels) <= LARGEST_CONSIGNMENT:
        return _signed(request, {"error": f"Send 1 to {LARGEST_CONSIGNMENT} parcels."}, 422)
    try:
        taken = [request.app[OFFICE].take(parcel) for parcel in parcels]
    except (KeyError, TypeError):
        return _signed(request, {"error": "A parcel has number, product, name and place."}, 422)
    return _signed(request, {"taken": taken})


async def take_enquiry(request: web.Request) -> web.Response:
    """Where is a letter? The answer comes as reports."""
    await request.app[OFFICE].enquire(str((await _opened(request)).get("number")))
    return _signed(request, {"heard": True})


async def _opened(request: web.Request) -> Mapping[str, Any]:
    body, heads = await request.read(), request.headers
    stamp = Stamp(heads.get("X-At", ""), heads.get("X-Nonce", ""))
    signature = sign(SECRET, TO_CARRIER, request.path, stamp, body)
    is_ours = heads.get("X-Client") == CLIENT and is_same(heads.get("X-Signature", ""), signature)
    if not is_ours or not is_fresh(stamp, now()) or stamp.nonce in request.app[NONCES]:
        raise web.HTTPUnauthorized(text="Not signed, too old, or heard before.")
    request.app[NONCES].add(stamp.nonce)
    try:
        content = json.loads(body)
    except ValueError:
        content = {}
    return content if isinstance(content, dict) else {}


def _signed(request: web.Request, content: Mapping[str, Any], status: int = 200) -> web.Response:
    body = json.dumps(content).encode()
    signature = sign_answer(SECRET, request.headers.get("X-Nonce", ""), status, body)
    return web.Response(body=body, status=status, content_type="application/json", headers={"X-Signature": signature})
