"""One worker: a calendar (APScheduler) that ticks, and the queue it fills."""

from __future__ import annotations

from functools import partial
from threading import Event

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from aggregator import leases
from newsletter import holding
from newsletter.preflight import kept as preflight
from schedules.jobs import JOBS, Means, run
from schedules.queue import Queue, WorkerQueue
from schedules.settings import ScheduleSettings
from schedules.ticker import LEASE, tick

log = structlog.get_logger(__name__)

_MONDAY = 0


def work(means: Means, settings: ScheduleSettings, stop: Event) -> None:
    """Tick and work until `stop` is set; then let running jobs end and give the lease back."""
    queue = WorkerQueue({name: partial(run, means, name) for name in JOBS})
    calendar = BackgroundScheduler(timezone=settings.zone)
    calendar.add_job(
        tick,
        "interval",
        args=(means.store, queue),
        kwargs={"holder": means.worker, "lease_seconds": settings.lease_seconds, "clock": means.clock},
        seconds=settings.tick_seconds,
        next_run_time=means.clock(),
        max_instances=1,
        coalesce=True,
    )
    calendar.add_job(
        lambda: queue.enqueue("tidy", means.clock().astimezone(means.zone).date().isoformat()),
        "cron",
        hour=settings.tidy_hour,
        next_run_time=means.clock(),  # and at the start: a machine that sleeps at night is tidied in the morning
    )
    # again and again: where the mail server was away, and where the machine was asleep at the hour
    often = {"minute": "*/10", "next_run_time": means.clock(), "max_instances": 1, "coalesce": True}
    calendar.add_job(report_if_morning, "cron", args=(means, settings, queue), **often)
    calendar.add_job(propose_if_monday, "cron", args=(means, queue), **often)
    calendar.add_job(
        lambda: queue.enqueue("returned", "box"),
        "interval",
        minutes=means.mail.box.minutes,
        max_instances=1,
        coalesce=True,
    )
    calendar.add_job(check_mail_if_due, "cron", args=(means, queue), **often)
    calendar.start()
    log.info("worker started", worker=means.worker)
    with means.store.reading() as session:
        if why := holding.held(session):
            log.warning("mail is held: `partnerpost sending on` lets it leave", why=why)
    stop.wait()
    calendar.shutdown(wait=True)
    queue.close()
    with means.store.writing() as session:
        leases.release(session, LEASE, means.worker)
    log.info("worker stopped", worker=means.worker)


def report_if_morning(means: Means, settings: ScheduleSettings, queue: Queue) -> None:
    """Queue the report of this morning once its hour has come."""
    now = means.clock().astimezone(means.zone)
    if now.hour >= settings.morning_hour:
        queue.enqueue("morning", now.date().isoformat())


def propose_if_monday(means: Means, queue: Queue) -> None:
    """Queue the proposal of the next issue on Mondays, once its hour has come."""
    now = means.clock().astimezone(means.zone)
    if now.weekday() == _MONDAY and 0 <= means.mail.proposal_hour <= now.hour:
        queue.enqueue("propose", now.date().isoformat())


def check_mail_if_due(means: Means, queue: Queue) -> None:
    """Queue a check of the mail set-up once a day has passed since the last."""
    now = means.clock()
    with means.store.reading() as session:
        wanted = preflight.is_due(session, now=now)
    if wanted and means.mail.has_sender:
        queue.enqueue("preflight", now.astimezone(means.zone).date().isoformat())
