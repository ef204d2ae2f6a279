"""aides-territoires: French aids for municipalities and associations, behind a personal token."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from aggregator.finding import Failure, FailureKind, Visit
from crawlers.ask import Ask, Login
from crawlers.spiders import findings
from crawlers.spiders.apis.answers import (
    Record,
    amount,
    codes,
    drafts,
    first,
    mapped,
    origin,
    parameter,
    reply,
    with_query,
)
from crawlers.spiders.json_paths import at, values, words
from crawlers.spiders.moments import day_or_moment, moment
from crawlers.spiders.page import Draft, Follow, Page, Role, Seen, Unreadable

_ZONE = "Europe/Paris"


class AidesTerritoiresSpider:
    """Reads the list of aids. Options: `secret` (name of the token in `[crawl.secrets]`), `may_be_empty`.

    Loans and advances stand in fields of their own: they are no grant. Nor is a rate an amount.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """Never: what is behind a login is asked for anew."""
        return False

    def start(self, visit: Visit) -> Follow:
        """The list, once logged in. Raises Unreadable where the source does not name the secret."""
        secret = visit.options.get("secret")
        if not isinstance(secret, str) or not secret:
            raise Unreadable(FailureKind.OPTIONS, "secret: the name of the token in [crawl.secrets] is missing")
        login = Login(f"{origin(visit.url)}/api/connexion/", secret, "X-AUTH-TOKEN")
        return Follow(visit.url, Role.START, ask=Ask(login=login))

    def read(self, page: Page, visit: Visit) -> Seen:
        """The aids of one page. Raises Unreadable."""
        said = reply(page)
        records = said.records("results")
        if not records and page.asked.role is Role.START and not visit.options.get("may_be_empty"):
            raise Unreadable(FailureKind.NO_ENTRIES, "no aid fits what was asked")
        found, broken = drafts(records, page, _draft)
        follow, strange = _next(page, said.document, len(records))
        seen = findings.seen(found, page, visit, broken=[*said.broken, *broken, *strange])
        return Seen(seen.findings, seen.broken, follow)


def _next(page: Page, document: Record, read: int) -> tuple[tuple[Follow, ...], tuple[Failure, ...]]:
    """The page the answer names; where it names none though aids are missing, the next by number."""
    named = first(document, "next")
    if named:
        target = urljoin(page.url, named)
        if urlsplit(target).hostname != urlsplit(page.url).hostname:
            detail = f"the next page is said to be on another host: {target[:150]}"
            return (), (Failure(FailureKind.UNREADABLE, page.url, detail),)
        # behind a proxy the API names itself http://
        parts = urlsplit(page.url)
        target = urlsplit(target)._replace(scheme=parts.scheme, netloc=parts.netloc).geturl()
        return (Follow(target, Role.NEXT, ask=page.asked.ask),), ()
    number = parameter(page.asked.url, "page", 1)
    size = parameter(page.asked.url, "itemsPerPage", read)
    count = document.get("count")
    if not read or not isinstance(count, int) or number * size >= count:
        return (), ()
    return (Follow(with_query(page.asked.url, page=number + 1), Role.NEXT, ask=page.asked.ask),), ()


def _draft(record: Record) -> Draft:
    deadline = day_or_moment(at(record, "submission_deadline"), _ZONE)
    recurrence = first(record, "recurrence")
    slug = first(record, "slug")
    return Draft(
        link=first(record, "url") or (f"/aides/{slug}/" if slug else first(record, "origin_url")),
        id=first(record, "id") or slug,
        title=first(record, "name", "name_initial", "short_title"),
        html=first(record, "description") + first(record, "eligibility"),
        published=moment(first(record, "date_created")),
        fields={
            "kind": "call" if at(record, "is_call_for_project") is True else "funding",
            "deadline": deadline or ("rolling" if recurrence.casefold() in _rolling() else ""),
            "opens": day_or_moment(at(record, "start_date"), _ZONE),
            "organiser": words(at(record, "financers")),
            "region": first(record, "perimeter"),
            "audiences": mapped(map(words, values(at(record, "targeted_audiences"))), _audiences()),
            "rate_min": amount(record, "subvention_rate_lower_bound"),
            "rate_max": amount(record, "subvention_rate_upper_bound"),
            "loan": amount(record, "loan_amount"),
            "advance": amount(record, "recoverable_advance_amount"),
            "recurrence": recurrence,
            "apply_at": first(record, "application_url"),
        },
    )


def _audiences() -> dict[str, str]:
    found: dict[str, str] = codes("aides_territoires")["audiences"]
    return found


def _rolling() -> list[str]:
    found: list[str] = codes("aides_territoires")["rolling"]
    return found
