"""A funding portal like the European Union's: a JSON search API with its traps.

Every metadata value is a list; a record per language, mixed; the last day is told as its midnight in Brussels, in UTC,
which is the evening before; budget and actions are JSON within a string; `totalResults` counts records, not topics.
"""

from __future__ import annotations

import json
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from partnerpost.demo.sites.page import Answer, Letterhead, Page, Query, Site, always, html, midnight, robots
from partnerpost.demo.sites.stories import Story, stories

KEY = "portal"
SEARCH = "/api/search"
FOLDER = "/topics/"
PER_PAGE = 5

_BRUSSELS = ZoneInfo("Europe/Brussels")
_STATUS = {"forthcoming": "31094501", "open": "31094502"}
_HEAD = Letterhead(
    key="agora",
    name="Agora Europa",
    motto="Funding for towns, clubs and schools that meet",
    imprint="Agora Europa. An example: the portal, its programmes and its calls are invented.",
    tint="#1864ab",
    menu=(("Topics", "/"), ("API", SEARCH)),
)


def portal(today: date, address: str) -> Site:
    """The site on a day, at its base address."""
    told = stories(KEY, today)
    records = [record for story in told for record in _records(story, address)]

    def search(query: Query) -> Page | None:
        size = min(_number(query.get("pageSize"), PER_PAGE), 100)
        number = _number(query.get("pageNumber"), 1)
        body = {
            "apiVersion": "example",
            "totalResults": len(records),
            "pageNumber": number,
            "pageSize": size,
            "results": records[(number - 1) * size : number * size],
        }
        text = json.dumps(body, ensure_ascii=False, indent=1)
        return Page(text.encode(), "application/json; charset=utf-8", midnight(today))

    answers: dict[str, Answer] = {"/": always(_front(told, today)), SEARCH: search, "/robots.txt": robots(today)}
    for story in told:
        answers[FOLDER + story.slug.lower()] = always(_topic(story))
    return Site(KEY, answers)


def _number(asked: str | None, otherwise: int) -> int:
    return int(asked) if asked and asked.isdecimal() and int(asked) > 0 else otherwise


def _records(story: Story, address: str) -> list[dict[str, object]]:
    """One record per language, the English one not always first."""
    languages = [name[-2:] for name in story.fields if name.startswith("title_")]
    return [_record(story, language, address) for language in sorted(["en", *languages])]


def _record(story: Story, language: str, address: str) -> dict[str, object]:
    title = story.fields.get(f"title_{language}", story.title)
    text = story.fields.get(f"text_{language}")
    description = f"<p>{text}</p>" if text else "".join(f"<p>{part}</p>" for part in story.paragraphs)
    cuts = [name for name in ("deadline", "later") if name in story.days]
    return {
        "reference": f"{story.slug}{language}",
        "url": f"{address}{FOLDER}{story.slug.lower()}",
        "summary": title,
        "language": language,
        "metadata": {
            "identifier": [story.slug],
            "callIdentifier": ["-".join(story.slug.split("-")[:2])],
            "title": [title],
            "type": ["1"],
            "status": [_STATUS[story.fields["status"]]],
            "frameworkProgramme": [story.fields["programme"]],
            "language": [language],
            "startDate": [_midnight_in_brussels(story.days["opens"])],
            "deadlineDate": [_midnight_in_brussels(story.days[name]) for name in cuts],
            "deadlineModel": ["multiple cut-off" if len(cuts) > 1 else "single-stage"],
            "keywords": story.fields["keywords"].split(","),
            "descriptionByte": [description],
            "budgetOverview": [_budget(story)],
        },
    }


def _midnight_in_brussels(day: date) -> str:
    moment = datetime.combine(day, time(), _BRUSSELS).astimezone(ZoneInfo("UTC"))
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def _budget(story: Story) -> str:
    """The money as a string of JSON; another topic's line stands first, so that a position means nothing."""
    own = {
        "action": f"{story.slug} - {story.fields['programme']} Project Grants",
        "budgetYearMap": {str(story.days["deadline"].year): story.fields["budget"]},
        "minContribution": int(story.fields["least"]),
        "maxContribution": int(story.fields["most"]),
        "expectedGrants": int(story.fields["budget"]) // int(story.fields["most"]),
        "deadlineModel": "single-stage",
    }
    other = {"action": f"{story.fields['programme']}-OTHER - Operating Grants", "maxContribution": 999999}
    return json.dumps({"budgetTopicActionMap": {"1": [other, own]}})


def _front(told: tuple[Story, ...], today: date) -> Page:
    return html(
        "standing.html",
        midnight(today),
        site=_HEAD,
        language="en",
        heading="Topics",
        introduction="What towns, clubs and schools can apply for.",
        stories=told,
        stand="An example site.",
    )


def _topic(story: Story) -> Page:
    return html("detail.html", story.published, site=_HEAD, language="en", heading=story.title, story=story, others=())
