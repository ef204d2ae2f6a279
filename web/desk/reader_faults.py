"""What is wrong with a table of readers, in sentences."""

from __future__ import annotations

from newsletter.readership.table import COLUMNS, RHYTHMS, Fault, Wrong
from web.wording import wording


def sentence(fault: Fault, language: str) -> str:
    """What is wrong and what to do."""
    _ = wording(language)
    said = {
        Wrong.EMPTY: _("Die Datei ist leer."),
        Wrong.ENCODING: _("Die Datei ist kein Text in UTF-8. Speichern Sie sie als „CSV UTF-8“."),
        Wrong.COLUMN: _("In der ersten Zeile fehlt die Spalte „%(value)s“."),
        Wrong.LONG: _("Die Datei ist zu groß. Teilen Sie sie bitte auf."),
        Wrong.ADDRESS: _("„%(value)s“ ist keine E-Mail-Adresse."),
        Wrong.LETTERS: _("An „%(value)s“ kann unser Mailserver nicht zustellen, wegen der Buchstaben vor dem @."),
        Wrong.TWICE: _("„%(value)s“ steht schon weiter oben."),
        Wrong.BASIS: _("Es fehlt die Rechtsgrundlage: Worauf beruht es, dass wir schreiben dürfen?"),
        Wrong.EVIDENCE: _("Zu einer bestätigten Anmeldung gehören beide Angaben: nachweis und bestaetigt_am."),
        Wrong.DAY: _("„%(value)s“ ist kein vergangener Tag. Schreiben Sie ihn so: 2024-05-31."),
        Wrong.TOWN: _("Die Kommune „%(value)s“ steht nicht im Register."),
        Wrong.TOWNS: _("„%(value)s“ heißen mehrere Kommunen. Nehmen Sie den amtlichen Schlüssel."),
        Wrong.COUNTRY: _("Das Land „%(value)s“ kennen wir nicht."),
        Wrong.TOPIC: _("Das Thema „%(value)s“ kennen wir nicht."),
        Wrong.AUDIENCE: _("Die Zielgruppe „%(value)s“ kennen wir nicht."),
        Wrong.RHYTHM: _("Den Rhythmus „%(value)s“ gibt es nicht. Möglich sind: %(known)s"),
        Wrong.LANGUAGE: _("Die Sprache „%(value)s“ gibt es nicht. Möglich sind: de, fr, en, pl"),
        Wrong.FORMAT: _("Die Form „%(value)s“ gibt es nicht. Möglich sind: html, text"),
    }[fault.wrong]
    return said % {"value": fault.value, "known": ", ".join(RHYTHMS)}


def columns() -> str:
    """All columns in one line, as the first line of a table says them."""
    return ";".join(COLUMNS)
