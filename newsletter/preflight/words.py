"""What a check found, in words that say what to do; German here, the other languages in the catalogues of the mails."""

from __future__ import annotations

from newsletter.preflight.findings import Finding, Look
from newsletter.wording import N_, Wording

_NAMES = {
    Look.IMPRINT: N_("Impressum"),
    Look.SENDER: N_("Absender"),
    Look.RELAY: N_("Verbindung zum Mailserver"),
    Look.SPF: N_("Wer für Ihre Domain senden darf (SPF)"),
    Look.DKIM: N_("Unterschrift (DKIM)"),
    Look.DMARC: N_("Regel für Ihre Domain (DMARC)"),
    Look.MX: N_("Antworten kommen an (MX)"),
    Look.PTR: N_("Name des Mailservers (PTR)"),
    Look.UNSUBSCRIBE: N_("Abmelden im Netz"),
    Look.RETURNS: N_("Rückläufer"),
    Look.COMPLAINTS: N_("Beschwerden"),
}
_NOT_NEEDED = N_("Wird hier nicht gebraucht: Es gehen keine Mails in die Welt.")
_DNS_AWAY = N_("Das DNS hat nicht geantwortet (%(why)s). Bitte prüfen Sie später noch einmal.")
_SAID = {
    (Look.IMPRINT, "fine"): N_("Steht in jeder Mail."),
    (Look.IMPRINT, "missing"): N_("Es fehlt. Ohne darf keine Mail hinaus: Tragen Sie es als office.imprint ein."),
    (Look.SENDER, "fine"): N_("Mails kommen von %(address)s."),
    (Look.SENDER, "missing"): N_("Es ist keiner eingestellt. Tragen Sie ihn als mail.sender_address ein."),
    (Look.RELAY, "fine"): N_("%(server)s antwortet verschlüsselt, mit gültigem Zertifikat."),
    (Look.RELAY, "near"): N_("%(server)s antwortet auf demselben Rechner."),
    (Look.RELAY, "away"): N_("%(server)s antwortet nicht (%(why)s). Stimmen mail.smtp_host und mail.smtp_port?"),
    (Look.RELAY, "certificate"): N_(
        "Das Zertifikat von %(server)s ist nicht gültig (%(why)s). Wer den Mailserver betreibt, muss es erneuern."
    ),
    (Look.RELAY, "no_tls"): N_(
        "%(server)s bietet keine Verschlüsselung an. Fragen Sie, wer den Mailserver betreibt, nach STARTTLS."
    ),
    (Look.RELAY, "plain"): N_(
        "Mails gingen unverschlüsselt zu %(server)s. Stellen Sie mail.smtp_security auf starttls oder tls."
    ),
    (Look.SPF, "fine"): N_("%(domain)s erlaubt %(address)s, mit %(lookups)s von %(most)s erlaubten Nachfragen."),
    (Look.SPF, "missing"): N_(
        "%(domain)s sagt nicht, wer senden darf. Tragen Sie im DNS als TXT ein: v=spf1 ip4:%(address)s -all"
    ),
    (Look.SPF, "not_allowed"): N_(
        "%(domain)s erlaubt %(address)s nicht. Ergänzen Sie diese Adresse im SPF-Eintrag des DNS."
    ),
    (Look.SPF, "too_many"): N_(
        "Der Eintrag von %(domain)s braucht %(lookups)s Nachfragen, erlaubt sind %(most)s. Nehmen Sie Dienste heraus, "
        "die nicht mehr senden."
    ),
    (Look.SPF, "broken"): N_("Der Eintrag von %(domain)s ist fehlerhaft: %(why)s"),
    (Look.SPF, "no_address"): N_(
        "Von welcher Adresse gesendet wird, ist nicht bekannt: %(server)s hat im DNS keine. Tragen Sie sie als "
        "mail.sending_addresses ein."
    ),
    (Look.DKIM, "fine"): N_("Der Schlüssel im DNS (%(name)s) passt zu unserem."),
    (Look.DKIM, "no_key"): N_(
        "Mails sind nicht unterschrieben. Die Technik macht einen Schlüssel: partnerpost mail keys"
    ),
    (Look.DKIM, "unusable"): N_("Der Schlüssel lässt sich nicht gebrauchen: %(why)s"),
    (Look.DKIM, "missing"): N_("Der Schlüssel steht nicht im DNS. Tragen Sie unter %(name)s als TXT ein: %(record)s"),
    (Look.DKIM, "other"): N_(
        "Unter %(name)s steht im DNS ein anderer Schlüssel als unserer. Ersetzen Sie ihn durch: %(record)s"
    ),
    (Look.DMARC, "fine"): N_("%(domain)s hat eine Regel: %(policy)s."),
    (Look.DMARC, "missing"): N_("Es gibt keine. Tragen Sie im DNS unter %(name)s als TXT ein: v=DMARC1; p=none"),
    (Look.DMARC, "broken"): N_(
        "Der Eintrag unter %(name)s ist fehlerhaft oder doppelt. Einer darf da stehen, zum Beispiel: v=DMARC1; p=none"
    ),
    (Look.MX, "fine"): N_("%(domain)s nimmt Mails an."),
    (Look.MX, "missing"): N_("%(domain)s nimmt keine Mails an. Tragen Sie im DNS einen Mailserver (MX) ein."),
    (Look.PTR, "fine"): N_("%(address)s heißt %(name)s und stellt sich so vor."),
    (Look.PTR, "no_address"): N_("Von welcher Adresse gesendet wird, ist nicht bekannt."),
    (Look.PTR, "missing"): N_("%(address)s hat keinen Namen. Wer den Mailserver betreibt, muss einen eintragen (PTR)."),
    (Look.PTR, "unconfirmed"): N_(
        "%(address)s heißt %(name)s, aber dieser Name führt nicht zu %(address)s zurück. Eintrag A oder AAAA ergänzen."
    ),
    (Look.PTR, "generic"): N_(
        "%(address)s heißt %(name)s wie ein beliebiger Anschluss. Postfach-Anbieter weisen das ab; es braucht einen "
        "eigenen Namen."
    ),
    (Look.PTR, "helo"): N_(
        "%(address)s heißt %(name)s, der Mailserver stellt sich aber als „%(helo)s“ vor. Beides muss gleich sein."
    ),
    (Look.UNSUBSCRIBE, "fine"): N_("Die Seite zum Abmelden antwortet."),
    (Look.UNSUBSCRIBE, "plain"): N_(
        "%(url)s ist unverschlüsselt. Tragen Sie als office.base_url die https-Adresse ein."
    ),
    (Look.UNSUBSCRIBE, "away"): N_(
        "%(url)s ist nicht erreichbar (%(why)s). Jede Mail verweist dorthin. Stimmt office.base_url?"
    ),
    (Look.UNSUBSCRIBE, "not_ours"): N_("Unter %(url)s antwortet eine andere Seite. Stimmt office.base_url?"),
    (Look.RETURNS, "fine"): N_("Was an %(address)s zurückkommt, wird gelesen."),
    (Look.RETURNS, "no_address"): N_(
        "Was zurückkommt, sieht niemand. Richten Sie ein Postfach ein und tragen Sie es als mail.return_address ein."
    ),
    (Look.RETURNS, "no_box"): N_("Das Postfach %(address)s wird nicht abgeholt. Stellen Sie mail.box ein."),
    (Look.COMPLAINTS, "fine"): N_("Nirgends mehr als eine von tausend Mails."),
    (Look.COMPLAINTS, "warn"): N_(
        "Bei %(provider)s gab es %(complaints)s Beschwerden auf %(mails)s Mails, mehr als eine von tausend. Kommen "
        "die Adressen wirklich aus eigenen Anmeldungen?"
    ),
    (Look.COMPLAINTS, "stop"): N_(
        "Bei %(provider)s gab es %(complaints)s Beschwerden auf %(mails)s Mails, mehr als drei von tausend. Nichts "
        "geht hinaus, bis jemand sie unter „Rückläufer“ angesehen hat."
    ),
}


def name_of(look: Look, words: Wording) -> str:
    """What is looked at."""
    return words.gettext(_NAMES[look])


def said_of(finding: Finding, words: Wording) -> str:
    """What was found and what to do about it."""
    if finding.case == "not_needed":
        return words.gettext(_NOT_NEEDED)
    if finding.case == "dns_away":
        return words.gettext(_DNS_AWAY, **finding.values)
    return words.gettext(_SAID[finding.look, finding.case], **finding.values)
