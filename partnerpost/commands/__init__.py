"""The commands, one file per thing an office does."""

from __future__ import annotations

import typer


def join(app: typer.Typer) -> None:
    """Hang all commands into the command line."""
    from partnerpost.commands import (
        crawling,
        demo,
        discovering,
        explaining,
        issues,
        journal,
        keeping,
        mail,
        people,
        reading,
        register,
        reporting,
        reviewing,
        sending,
        serving,
        setup,
        sources,
    )

    setup.join(app)
    demo.join(app)
    discovering.join(sources.app)
    app.add_typer(sources.app, name="sources")
    crawling.join(app)
    reading.join(app)
    explaining.join(app)
    app.add_typer(register.app, name="register")
    app.add_typer(reviewing.app, name="review")
    journal.join(app)
    app.add_typer(issues.app, name="issue")
    app.add_typer(mail.app, name="mail")
    app.add_typer(reporting.app, name="report")
    app.add_typer(people.app, name="people")
    app.add_typer(sending.app, name="sending")
    keeping.join(app)
    serving.join(app)


def mendable() -> tuple[type[Exception], ...]:
    """The errors whose message tells a person what to do; all others are our own faults and keep their traceback."""
    from aggregator.review import AlreadyDecided, Unknown
    from aggregator.sources import SourceInvalid, UnknownSource
    from aggregator.store import StoreError
    from newsletter.delivery.dkim import KeyUnusable
    from newsletter.delivery.return_path import ReturnAddressTooLong
    from newsletter.issues import IssueRefused
    from newsletter.mjml_check import TemplateError
    from newsletter.tokens import SecretMissing
    from partnerpost.refusal import Refused
    from partnerpost.settings import SettingsInvalid

    of_rooms = (
        StoreError,
        SourceInvalid,
        UnknownSource,
        AlreadyDecided,
        Unknown,
        IssueRefused,
        TemplateError,
        SecretMissing,
        KeyUnusable,
        ReturnAddressTooLong,
    )
    return (*of_rooms, SettingsInvalid, Refused)
