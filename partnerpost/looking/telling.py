"""What a look gave: in words and a table for people, as JSON for machines."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from aggregator.finding import Probe, Robots, Way
from aggregator.intake.failures import sentence
from crawlers.discovery import Discovered, Trial
from partnerpost.looking.probing import Probed

KINDS = {
    "feed": "a feed",
    "calendar": "a calendar",
    "listing": "a list with a page for each entry",
    "standing": "a page edited in place",
    "json": "an API that answers records",
    "sitemap": "a sitemap",
    "wordpress": "WordPress, by its own API",
}
_ROBOTS = {
    Robots.UNKNOWN: "was not reached",
    Robots.NONE: "there is none",
    Robots.ALLOWS: "allows it",
    Robots.FORBIDS: "forbids it",
}


def said_of(way: Way) -> str:
    """A way in a few words."""
    return KINDS.get(way.kind.value, way.kind.value)


def why_not(probe: Probe, language: str) -> str:
    """Why an address cannot be collected, in a sentence; empty where it can."""
    failure = probe.failure
    return sentence(failure.kind, url=failure.url, language=language, detail=failure.detail) if failure else ""


def show(found: Discovered, console: Console, *, language: str) -> None:
    """What it is, what robots.txt says, the first entries of the best way, and the other ways in a line each."""
    probe, best = found.probe, found.best
    if probe.title:
        console.print(probe.title, style="bold", markup=False, highlight=False)
    asks = f", asks for {probe.delay:g} s between two requests" if probe.delay else ""
    console.print(f"{probe.url}\nrobots.txt {_ROBOTS[probe.robots]}{asks}", markup=False, highlight=False)
    if best is None:
        console.print(why_not(probe, language), markup=False, highlight=False, style="red")
        return
    console.print(f"\n{_headline(best)}", markup=False, highlight=False)
    console.print(_table(best))
    for trial in found.trials[1:]:
        console.print(f"or: {_headline(trial)}", markup=False, highlight=False, style="dim")


def answer(found: Discovered, *, language: str) -> dict[str, Any]:
    """The look as JSON; every way with its first entries."""
    probe = found.probe
    return {
        "url": probe.url,
        "title": probe.title,
        "language": probe.language,
        "robots": probe.robots.value,
        "delay": probe.delay,
        "feeds": list(probe.feeds),
        "calendars": list(probe.calendars),
        "sitemap": probe.sitemap,
        "wordpress": probe.wordpress,
        "structured": list(probe.structured),
        "failure": {
            "kind": probe.failure.kind.value,
            "sentence": why_not(probe, language),
            "url": probe.failure.url,
        }
        if probe.failure
        else None,
        "ways": [way_answer(trial.way) | {"entries": _entries(trial)} for trial in found.trials],
        "steps": [{"stage": step.stage.value, "seconds": step.seconds} for step in found.steps],
    }


def way_answer(way: Way) -> dict[str, Any]:
    """A way as JSON."""
    return {
        "kind": way.kind.value,
        "url": way.url,
        "options": dict(way.options),
        "found": way.found,
        "read": way.read,
        "dated": way.dated,
        "characters": way.characters,
    }


def probe_answer(probed: Probed, language: str) -> dict[str, Any]:
    """The probe of one source as JSON."""
    return {
        "key": probed.address.key,
        "robots": probed.probe.robots.value,
        "delay": probed.probe.delay,
        "ways": [way_answer(way) for way in probed.probe.ways],
        "kept": probed.kept,
        "differs": probed.differs,
        "taken": probed.taken,
        "why_not": why_not(probed.probe, language),
    }


def probe_row(probed: Probed, language: str) -> tuple[object, ...]:
    """The probe of one source as a line of a table."""
    key, robots, best = probed.address.key, probed.probe.robots.value, probed.best
    if best is None:
        return key, robots, "", "", "", "", why_not(probed.probe, language)
    now = "taken" if probed.taken else "another" if probed.differs else "the same"
    return key, robots, f"{best.kind.value} {best.url}", best.found, f"{best.dated}/{best.read}", now, ""


def _headline(trial: Trial) -> str:
    way = trial.way
    entries = "1 entry" if way.found == 1 else f"{way.found} entries"
    dated = f", {way.dated} of the first {way.read} with a date" if way.read else ", none of them read"
    short = ", with little text" if trial.thin else ""
    return f"{said_of(way)}: {entries}{dated}{short}  {way.url}"


def _table(trial: Trial) -> Table:
    table = Table("", "title", "until", "sentence", "link", header_style="bold", show_edge=False, pad_edge=False)
    for number, line in enumerate(trial.lines, 1):
        day = line.deadline or line.event_start
        when = day.isoformat() if day else "" if line.certainty == "none_stated" else line.certainty
        until = f"{when} (event)" if day and line.deadline is None else when
        table.add_row(*map(_bare, (str(number), line.title, until, line.sentence, line.url)))
    return table


def _bare(text: str) -> str:
    """Text of strangers: brackets are no markup of ours."""
    return text.replace("[", r"\[")


def _entries(trial: Trial) -> list[dict[str, Any]]:
    return [
        {
            "title": line.title,
            "url": line.url,
            "kind": line.kind or None,
            "language": line.language or None,
            "deadline": line.deadline,
            "certainty": line.certainty,
            "event_start": line.event_start,
            "sentence": line.sentence,
        }
        for line in trial.lines
    ]
