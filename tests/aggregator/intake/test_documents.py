"""Findings that are PDFs: read by their text, each fact with the page it stands on."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from aggregator.finding import FailureKind, FindingRefused, Taken
from aggregator.intake.documents import opened, page_of
from aggregator.model import KeptFinding, OpportunityEvidence
from tests.aggregator.office import Office
from tests.aggregator.reading import made_pdf

_FIRST = "Der Jugendring schreibt die Begegnung mit Polen aus.\nEingeladen sind alle Vereine."
_SECOND = "Bewerbungsschluss: 15.03.2027\nEs gibt bis zu 5.000 Euro je Projekt."


def test_a_pdf_becomes_an_opportunity_with_its_deadline(office: Office) -> None:
    assert office.intake.take(office.finding(text=None, pdf=made_pdf.pdf(_FIRST, _SECOND))) == Taken.NEW

    view = office.views()[0]
    assert (view.title, view.deadline) == ("Begegnung mit Polen 2027", date(2027, 3, 15))


def test_the_proof_names_the_page(office: Office) -> None:
    office.intake.take(office.finding(text=None, pdf=made_pdf.pdf(_FIRST, _SECOND)))

    with office.store.reading() as session:
        proof = session.exec(select(OpportunityEvidence).where(OpportunityEvidence.field == "deadline")).one()
        kept = session.get_one(KeptFinding, proof.finding_id)
    assert proof.rule.startswith("page 2: ")
    assert page_of(kept.fields, proof.start) == 2


def test_the_same_pdf_again_changes_nothing(office: Office) -> None:
    pdf = made_pdf.pdf(_FIRST, _SECOND)
    office.intake.take(office.finding(text=None, pdf=pdf))

    assert office.intake.take(office.finding(text=None, pdf=pdf)) == Taken.SAME


@pytest.mark.parametrize(
    ("pdf", "kind"),
    [
        (b"%PDF-1.7 \x00\x01", FailureKind.UNREADABLE),
        (made_pdf.locked(made_pdf.pdf(_FIRST)), FailureKind.UNREADABLE),
        (made_pdf.pdf("", ""), FailureKind.EMPTY),
    ],
    ids=["broken", "locked", "pictures"],
)
def test_a_pdf_without_text_is_refused_with_a_reason(office: Office, pdf: bytes, kind: FailureKind) -> None:
    with pytest.raises(FindingRefused) as refused:
        office.intake.take(office.finding(text=None, pdf=pdf))

    assert (refused.value.kind, office.views()) == (kind, [])


def test_what_is_no_pdf_has_no_pages(office: Office) -> None:
    finding = office.finding()

    assert opened(finding) is finding
    assert page_of(finding.fields, 10) is None
