"""From what was typed into one of the short forms to an entry, or to all that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from aggregator.changes import FactName, facts
from aggregator.review import CannotBe, Entry
from aggregator.review.checking import checked
from aggregator.sources.draft import is_web_address
from templates import LANGUAGES
from web.desk.by_hand_forms import ALWAYS, FORMS, KINDS, LONGEST, NEEDED, SPOKEN, Ask, What
from web.desk.typed_facts import NotUnderstood, Typed, sentence_of, understood
from web.wording import wording

ADVISED_WORDS = 60
"""A short text of more is read by few; that is said, and nobody is stopped."""

_FACTS: Mapping[Ask, FactName] = {
    Ask.TITLE: FactName.TITLE,
    Ask.WHO: FactName.ORGANISER,
    Ask.PUBLISHER: FactName.ORGANISER,
    Ask.PLACE: FactName.PLACE,
    Ask.DAYS: FactName.EVENT,
    Ask.DEADLINE: FactName.DEADLINE,
    Ask.AMOUNT: FactName.AMOUNT,
    Ask.AUDIENCE: FactName.AUDIENCE,
    Ask.COUNTRY: FactName.COUNTRY,
    Ask.TOPIC: FactName.TOPIC,
}


class Faulty(ValueError):
    """What is wrong with a form, field by field, in words for who filled it in."""

    def __init__(self, faults: Mapping[Ask, str]) -> None:
        super().__init__("; ".join(f"{ask.value}: {said}" for ask, said in faults.items()))
        self.faults = faults


def entry_of(what: What, typed: Mapping[str, tuple[str, ...]], key: str, language: str, *, today: date) -> Entry:
    """The entry that was typed, in whatever form `language` writes days and sums. Raises Faulty."""
    said: dict[FactName, str] = {}
    faults: dict[Ask, str] = {}
    for ask in (*FORMS[what], *ALWAYS):
        try:
            value = _fact(what, ask, typed.get(ask.value, ()), language, today)
        except NotUnderstood as wrong:
            faults[ask] = str(wrong)
        except CannotBe as wrong:
            faults[ask] = sentence_of(wrong, language)
        else:
            if value is not None and ask in _FACTS:
                said[_FACTS[ask]] = value
    _ = wording(language)
    if what is What.PARTNER_SEARCH and not (_word(typed, Ask.CONTACT) or _word(typed, Ask.LINK)):
        faults.setdefault(Ask.CONTACT, _("Ohne Kontakt oder Link kann niemand antworten. Eines von beiden genügt."))
    if faults:
        raise Faulty(faults)
    spoken = _word(typed, Ask.LANGUAGE) or language
    said |= dict(_put_together(what, typed, said, spoken))
    text = " ".join(_text(typed, spoken))
    return Entry(key, said, text, spoken, _address(_word(typed, Ask.LINK)))


def words_in(typed: Mapping[str, tuple[str, ...]]) -> int:
    """How long the short text is."""
    return len(_word(typed, Ask.TEXT).split())


def _fact(what: What, ask: Ask, words: tuple[str, ...], language: str, today: date) -> str | None:
    """The fact of one field, None where it is left open or is none. Raises NotUnderstood, CannotBe."""
    _ = wording(language)
    text = " ".join(" ".join(words).split()) if ask not in (Ask.TOPIC, Ask.AUDIENCE) else facts.codes(words)
    if not text:
        if ask in NEEDED[what]:
            raise NotUnderstood(_("Hier muss etwas stehen."))
        return None
    if len(text) > LONGEST.get(ask, len(text)):
        told = _("Das ist zu lang: %(number)s Zeichen sind das Meiste.")
        raise NotUnderstood(told % {"number": LONGEST[ask]})
    if ask is Ask.LINK and not _leads_somewhere(_address(text)):
        raise NotUnderstood(_("Das ist keine Webadresse. Zum Beispiel: https://www.beispiel.de/seite"))
    if text not in {Ask.KIND: KINDS[what], Ask.LANGUAGE: SPOKEN}.get(ask, (text,)):
        raise NotUnderstood(_("Bitte aus der Liste wählen."))
    name = _FACTS.get(ask)
    if name is None:
        return None
    value = checked(name, understood(name, Typed(words), language, today=today))
    _refuse_past(name, value, language, today)
    return value


def _refuse_past(name: FactName, value: str | None, language: str, today: date) -> None:
    """Nobody would be shown what is over; mostly the year is a mistake."""
    until = facts.until(value) if name == FactName.DEADLINE else None
    last = until.day if until else None
    if name == FactName.EVENT and value is not None:
        last = date.fromisoformat(value.rpartition("/")[2])
    if last is not None and last < today:
        raise NotUnderstood(wording(language)("Dieser Tag ist schon vorbei. Stimmt das Jahr?"))


def _put_together(
    what: What, typed: Mapping[str, tuple[str, ...]], said: Mapping[FactName, str], spoken: str
) -> Iterator[tuple[FactName, str]]:
    """The facts that follow from several fields, in the words of the entry's own language."""
    _ = _wording_of(spoken)
    yield FactName.KIND, _word(typed, Ask.KIND) or KINDS[what][0]
    if what is What.PARTNER_SEARCH:
        title = _("%(who)s sucht Partner: %(what)s")
        yield FactName.TITLE, title % {"who": _word(typed, Ask.WHO), "what": _word(typed, Ask.PURPOSE)}
    if _word(typed, Ask.ROLLING) and FactName.DEADLINE not in said:
        yield FactName.DEADLINE, "rolling"
    if _word(typed, Ask.ONLINE):
        place = said.get(FactName.PLACE)
        yield FactName.PLACE, _("%(place)s und online") % {"place": place} if place else _("online")


def _text(typed: Mapping[str, tuple[str, ...]], spoken: str) -> Iterator[str]:
    """The short text, and behind it what no field of an opportunity holds."""
    _ = _wording_of(spoken)
    if text := _word(typed, Ask.TEXT):
        yield text
    if clock := _word(typed, Ask.CLOCK):
        yield _("Uhrzeit: %(clock)s.") % {"clock": clock.rstrip(".")}
    if contact := _word(typed, Ask.CONTACT):
        yield _("Kontakt: %(contact)s") % {"contact": contact}


def _leads_somewhere(address: str) -> bool:
    return is_web_address(address) and "." in (urlsplit(address).hostname or "")


def _wording_of(spoken: str) -> Callable[[str], str]:
    """Our own words in the language of the entry; in English beside one that we do not speak."""
    return wording(spoken if spoken in set(LANGUAGES) else "en")


def _word(typed: Mapping[str, tuple[str, ...]], ask: Ask) -> str:
    return " ".join(" ".join(typed.get(ask.value, ())).split())


def _address(link: str) -> str:
    """A link as people type it: `www.beispiel.de` is meant as a web address."""
    return link if not link or "://" in link or link.startswith(("mailto:", "javascript:")) else f"https://{link}"
