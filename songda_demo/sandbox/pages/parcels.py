"""The carrier's page: its letters, what it reported of each, and what comes next."""

from aiohttp import web

from songda_demo.sandbox.carrier.post_office import Parcel
from songda_demo.sandbox.carrier.routes import OFFICE
from songda_demo.sandbox.pages.render import day_and_time, fill, fill_with, page, rows

SHOWN = 100


def add_routes(app: web.Application) -> None:
    """Adds the page, the same for programs, and the button that lets the next step happen."""
    app.router.add_get("/parcels", show_parcels)
    app.router.add_get("/parcels.json", tell_parcels)
    app.router.add_post("/parcels/{number}/next", hurry)


async def show_parcels(request: web.Request) -> web.Response:
    """The newest first."""
    office = request.app[OFFICE]
    newest = [*office.parcels.values()][::-1][:SHOWN]
    body = fill_with(
        "parcels",
        {"parcels": rows("parcel", map(_row, newest)) or fill("no_parcels")},
        count=len(office.parcels),
        refused=office.refused,
    )
    return page("邮寄件 Parcels", body, refresh_s=10)


async def tell_parcels(request: web.Request) -> web.Response:
    """For programs: number, what was reported, how many steps are left."""
    parcels = request.app[OFFICE].parcels.values()
    told = [
        {
            "number": one.number,
            "place": one.place,
            "told": [report["kind"] for report in one.told],
            "left": len(one.script) - one.steps,
            "enquiries": one.enquiries,
        }
        for one in parcels
    ]
    return web.json_response({"parcels": told})


async def hurry(request: web.Request) -> web.Response:
    """The next step, now."""
    await request.app[OFFICE].hurry(request.match_info["number"])
    raise web.HTTPSeeOther("/parcels")


def _row(parcel: Parcel) -> dict[str, object]:
    step = parcel.next_step
    return {
        "number": parcel.number,
        "product": parcel.product,
        "place": parcel.place,
        "told": " · ".join(_words(report) for report in parcel.told) or "—",
        "next": f"{step.word} {day_and_time(parcel.due_at)}" if step and parcel.due_at else "—",
        "state": "waits" if step else "over",
    }


def _words(report: dict[str, object]) -> str:
    more = report.get("signer") or report.get("cause")
    return f"{report['kind']}({more})" if more else str(report["kind"])
