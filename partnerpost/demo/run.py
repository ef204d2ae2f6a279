"""The demo from start to end: sites, sink, a fresh store, and the way of every item through the house."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from rich.console import Console

from aggregator.store import Store
from partnerpost.demo import steps
from partnerpost.demo.example_office import example_settings
from partnerpost.demo.place import MAIL, fresh_folder
from partnerpost.demo.sink import MailSink, opened_sink
from partnerpost.demo.sites import OpenedSites, opened_sites
from partnerpost.demo.summary import Summary, summary
from partnerpost.demo.telling import Telling
from partnerpost.office import Office
from partnerpost.settings import Settings

FOLDER = "demo"


@dataclass(frozen=True, slots=True)
class Demo:
    """A demo that has run; its store, sites and sink stay open, so that pages can be served and links followed."""

    office: Office
    sites: OpenedSites
    sink: MailSink
    summary: Summary


def run_demo(settings: Settings, *, today: date, now: Callable[[], datetime], console: Console) -> Summary:
    """Show the whole way once and leave only files behind; as `opened_demo`."""
    with opened_demo(settings, today=today, now=now, console=console) as demo:
        return demo.summary


@contextmanager
def opened_demo(settings: Settings, *, today: date, now: Callable[[], datetime], console: Console) -> Iterator[Demo]:
    """Show the whole way, then stay open.

    Everything made lies in the folder `demo` of the data folder, fresh at every start. Raises Refused where that folder
    is not the demo's, StoreError where it cannot be written.
    """
    with (
        fresh_folder(settings.data / FOLDER) as folder,
        opened_sites(today) as sites,
        opened_sink(folder / MAIL) as sink,
    ):
        example = example_settings(settings, folder, sites, sink)
        store = Store(example.store.address(folder))
        try:
            office, telling = Office(example, store), Telling(console)
            figures = _walk(steps.Way(office, sites, sink, telling, today, now))
            console.print(telling.table())
            console.print(f"Mails: {sink.folder}/*.eml   Store: {folder / 'partnerpost.sqlite'}", soft_wrap=True)
            yield Demo(office, sites, sink, figures)
        finally:
            store.close()


def _walk(way: steps.Way) -> Summary:
    number = steps.prepare(way)
    reports = steps.collect(way)
    opportunities = steps.understand(way)
    accepted = steps.review(way)
    issue_id = steps.make_issue(way)
    composed = steps.make_editions(way, issue_id)
    sent = steps.send(way, issue_id, composed)
    return summary(
        sources=number,
        reports=reports,
        opportunities=opportunities,
        accepted=accepted,
        composed=composed,
        sent=sent,
    )
