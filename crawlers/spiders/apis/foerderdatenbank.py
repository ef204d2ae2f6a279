"""foerderdatenbank.de as an open dump: one table with all programmes of Bund, Länder and EU."""

from __future__ import annotations

import re

from aggregator.finding import FailureKind, Visit
from crawlers.ask import Ask
from crawlers.spiders import findings
from crawlers.spiders.apis.answers import codes, mapped
from crawlers.spiders.moments import moment
from crawlers.spiders.page import Draft, Follow, Page, Role, Seen, Unreadable
from crawlers.spiders.tables import table

_NEEDED = ("title", "url")
_ITEM = re.compile(r"'([^']*)'|\"([^\"]*)\"")


class FoerderdatenbankSpider:
    """Reads the table, as CSV or in a ZIP. Options: `most_bytes` (of the file as it comes; 60 MB where nothing
    is said), `facts_only` (true: link and facts are shown, no shortened text: the licence forbids it), `may_be_empty`.
    """

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """The table leads nowhere else: unchanged is unchanged."""
        return True

    def start(self, visit: Visit) -> Follow:
        """The file, which may be larger than a page."""
        said = visit.options.get("most_bytes")
        limits = codes("foerderdatenbank")
        most = said if isinstance(said, int) and said > 0 else limits["most_bytes"]
        return Follow(visit.url, Role.START, ask=Ask(most_bytes=min(most, limits["most_bytes_unpacked"])))

    def read(self, page: Page, visit: Visit) -> Seen:
        """A finding for each programme; those that were taken away say so. Raises Unreadable."""
        read = table(page, most_bytes=codes("foerderdatenbank")["most_bytes_unpacked"])
        missing = [name for name in _NEEDED if name not in read.columns]
        if missing:
            detail = f"the table has no column {', '.join(missing)}, but {', '.join(read.columns)[:200]}"
            raise Unreadable(FailureKind.UNREADABLE, detail)
        if not read.rows and not visit.options.get("may_be_empty"):
            raise Unreadable(FailureKind.NO_ENTRIES, "; ".join(one.detail for one in read.broken[:3]) or "no rows")
        return findings.seen([_draft(row.cells) for row in read.rows], page, visit, broken=read.broken)


def _draft(cells: dict[str, str]) -> Draft:
    def cell(*names: str) -> str:
        return next((said for name in names if (said := cells.get(name, "").strip()) not in ("", "None", "nan")), "")

    text = "\n\n".join(filter(None, (cell("description"), cell("more_info"))))
    is_gone = cell("deleted", "offline").lower() in codes("foerderdatenbank")["gone"]
    return Draft(
        link=cell("url"),
        id=cell("id_hash", "id_url"),
        title=cell("title"),
        html=text if "</" in text else "",
        text="" if "</" in text else text,
        published=moment(cell("on_website_from")),
        fields={
            "kind": "funding",
            "status": "withdrawn" if is_gone else "open",
            "organiser": ", ".join(_items(cell("funding_body"))),
            "region": "; ".join(_items(cell("funding_location"))),
            "funding_type": "; ".join(_items(cell("funding_type"))),
            "area": "; ".join(_items(cell("funding_area"))),
            "audiences": mapped(_items(cell("eligible_applicants")), codes("foerderdatenbank")["audiences"]),
            "attribution": codes("foerderdatenbank")["attribution"],
        },
    )


def _items(said: str) -> list[str]:
    """The entries of a cell that holds a list, as Python or JSON writes it; commas inside an entry are its own."""
    if not said.startswith("["):
        return [said] if said else []
    return ["".join(item).strip() for item in _ITEM.findall(said)]
