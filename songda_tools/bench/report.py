"""Tells the figures in a form that fits a terminal, and beside those of an earlier run."""

from collections.abc import Iterator, Mapping
from typing import Any

from songda_tools.bench.phases import counting_of

STEADY = 1.25  # so much may the yardstick differ before and after
_ONCE = ("accept, 1 client", "accept, 32 clients", "portal landing, first visit", "portal landing, again")


def summary(result: Mapping[str, Any]) -> dict[str, float]:
    """The figures that the targets are about, by name."""
    phases = {phase["name"]: phase for phase in result["phases"]}
    served = [phase for name, phase in phases.items() if name.startswith("bulk:")]
    cpu = sum(phase["total_cpu_ms_each"] for phase in served)
    seconds = sum(phase["seconds"] for phase in served)
    figures = {
        "services/s, order to sealed effect": result["services"] / seconds,
        "CPU ms a service, order to sealed effect": cpu,
        "SQL statements a service": _each(served, "statements"),
        "transaction control a service": _each(served, "control"),
        "rows written a service": sum(_each(served, name) for name in ("inserted", "updated", "deleted")),
        "journal bytes a service": _each(served, "journal_bytes"),
    }
    if made := phases.get("certificates"):
        figures["CPU ms a certificate"] = made["total_cpu_ms_each"]
        figures["CPU ms a service with its certificate"] = cpu + made["total_cpu_ms_each"]
        figures["certificates/s"] = made["per_second"]
    if (counting := counting_of(result["phases"])) is not None:
        figures["CPU ms a service, counting for the figures"] = counting
        figures["what comes in is slower by counting, %"] = 100 * counting / (cpu - counting)
    return figures | dict(_waits(phases))


def multiples(result: Mapping[str, Any]) -> dict[str, float]:
    """Those of the figures that depend on the machine, by the run's own yardstick; empty where a run had none."""
    if "yardstick" not in result:
        return {}
    known = {name: multiple(name, figure, result["yardstick"]["mean"]) for name, figure in summary(result).items()}
    return {name: figure for name, figure in known.items() if figure is not None}


def _each(phases: list[Mapping[str, Any]], name: str) -> float:
    return float(sum(phase["each"][name] for phase in phases))


def _waits(phases: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, float]]:
    for name in _ONCE:
        if (phase := phases.get(name)) and phase["items"]:
            yield f"CPU ms, {name}", phase["total_cpu_ms_each"]
            yield from ((f"{cut} ms, {name}", wait) for cut, wait in phase["waits_ms"].items())


def text(result: Mapping[str, Any], earlier: Mapping[str, Any] | None = None) -> str:
    return "\n".join(
        [
            *_heading(result),
            "",
            *_phases(result),
            "",
            *_figures(result, earlier),
            "",
            *_yard(result),
            *_standing(result),
        ]
    )


def _heading(result: Mapping[str, Any]) -> Iterator[str]:
    machine, versions = result["machine"], result["versions"]
    yield f"songda bench · {result['services']} services · {result['date']} · commit {result['commit']}"
    yield (
        f"{machine['cores']} cores {machine['processor']} · {machine['memory_gb']} GB · load {machine['load']} · "
        f"Python {versions['python']} · PostgreSQL {versions['postgresql']} (fsync {result['fsync']})"
    )


def _phases(result: Mapping[str, Any]) -> Iterator[str]:
    names = list(result["phases"][0]["cpu_ms_each"])
    yield f"{'CPU ms each':<40}" + "".join(f"{name:>11}" for name in ("items", "seconds", *names))
    for phase in result["phases"]:
        each = (f"{phase['cpu_ms_each'].get(name, 0.0):>11.2f}" for name in names)
        yield f"{phase['name']:<40}{phase['items']:>11}{phase['seconds']:>11.2f}" + "".join(each)
    started = ", ".join(f"{part} {ms / 1000:.1f}" for part, ms in result.get("start_cpu_ms", {}).items())
    yield f"CPU s of a start: {started or 'not measured'}"
    yield f"{'memory, MB':<62}" + "".join(f"{result['memory_mb'].get(name, 0):>11}" for name in names)


def _figures(result: Mapping[str, Any], earlier: Mapping[str, Any] | None) -> Iterator[str]:
    ratios = multiples(result)
    before, ratios_before = (summary(earlier), multiples(earlier)) if earlier else ({}, {})
    yield from _figure_heads(earlier)
    for name, figure in summary(result).items():
        of_yardstick = f"{ratios[name]:>14.2f}" if name in ratios else f"{'–':>14}"
        beside = (_ratio(figure, before.get(name)), _ratio(ratios.get(name), ratios_before.get(name)))
        yield (f"{name:<52}{figure:>12.2f}{of_yardstick}" + "".join(beside)).rstrip()


def _figure_heads(earlier: Mapping[str, Any] | None) -> Iterator[str]:
    beside = f"{'× earlier':>12}{'× by yardstick':>17}" if earlier else ""
    yield f"{'':<52}{'measured':>12}{'by yardstick':>14}{beside}"
    if earlier and "yardstick" not in earlier:
        yield "The earlier run had no yardstick: its figures are compared as they were measured."


def _ratio(figure: float | None, before: float | None) -> str:
    return f"{figure / before:>12.2f} ×" if figure is not None and before else f"{'–' if before else '':>14}"


def _yard(result: Mapping[str, Any]) -> Iterator[str]:
    """What the yardstick was before and after, and whether the machine's speed changed meanwhile."""
    if not (yardstick := result.get("yardstick")):
        return
    before, after, versions = yardstick["before"], yardstick["after"], result["versions"]
    tools = f"Python {versions['python']}, typst {versions['typst']}, PostgreSQL {versions['postgresql']}"
    yield f"Yardstick, CPU ms ({tools}): " + ", ".join(
        f"{task} {before[task]:.0f} → {after[task]:.0f}" for task in before
    )
    if changed := [task for task in before if not 1 / STEADY < after[task] / before[task] < STEADY]:
        yield f"The machine's speed changed during the run ({', '.join(changed)}): measure again in a quieter hour."


def _standing(result: Mapping[str, Any]) -> Iterator[str]:
    yield " · ".join(f"{name} {count}" for name, count in result["counts"].items())
    yield from result["losses"] or ["Nothing was lost, nothing is open, nobody got two messages."]


# Tells each figure as it would be at the yardstick of the day of the first table, on which the targets were set.
#
# A figure is divided by an index of the tasks that resemble it: 1 where the machine is as quick as it was on that day,
# 1.5 where everything costs half as much again.
FIRST_DAY = {"python": 95.0, "typesetting": 82.0, "commits": 115.0}  # CPU ms of each task on that day
WORK = {"python": 0.8, "commits": 0.2}  # orders, sending, effects, pages: the shares that Python and PostgreSQL have
PAPERS = {"typesetting": 0.7, "python": 0.22, "commits": 0.08}  # whatever makes a certificate


def index(yardstick: Mapping[str, float], shares: Mapping[str, float]) -> float:
    """How much dearer such work is here than it was on the first day."""
    return sum(share * yardstick[task] / FIRST_DAY[task] for task, share in shares.items())


def multiple(name: str, figure: float, yardstick: Mapping[str, float]) -> float | None:
    """The figure over its yardstick, or times it where it tells how many in a second; None for a count."""
    if "/s" in name:
        return figure * index(yardstick, _shares(name))
    return figure / index(yardstick, _shares(name)) if _is_time(name) else None


def _shares(name: str) -> Mapping[str, float]:
    return PAPERS if "certificate" in name else WORK


def _is_time(name: str) -> bool:
    return " ms" in f" {name}"
