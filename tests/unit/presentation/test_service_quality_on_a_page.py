"""Waits, complaints and reviews as a reader sees them: what is hidden stays hidden, what waits is said to wait."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from requests_store import AS_OF, YEAR, request, store_of

from analysis.core.languages import LANGUAGES, Language
from analysis.disclosure.policy import load_policy
from analysis.disclosure.release import release
from analysis.disclosure.table import ReleasedTable
from analysis.indicators import processing
from analysis.presentation import figures, tables, wording

POLICY = load_policy(Path(__file__).parents[3] / "params" / "disclosure" / "standard.yaml")
COMPLAINT = {"service": "employment", "region": "06", "received_date": date(2024, 5, 1), "closed_date": date(2024, 5, 9)}
REVIEW = {"region": "06", "received_date": date(2024, 5, 1), "decided_date": date(2024, 7, 1)}
STORE = store_of(
    assistance_requests=[request(day % 25) for day in range(100)] + [request(None) for _ in range(12)] + [request(4, region="10")],
    complaints=[COMPLAINT | {"is_justified": place < 20} for place in range(60)],
    review_requests=[REVIEW | {"outcome": "granted" if place < 15 else "refused"} for place in range(40)],
)


def shown(table: processing.IndicatorTable) -> ReleasedTable:
    return release(table, POLICY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_row_says_received_dealt_with_waiting_mean_and_median(language: Language) -> None:
    delays = shown(processing.delays(STORE, YEAR, AS_OF, kinds=["new_request"]))
    (row,) = tables.waits(delays, language=language).sheet.rows
    decimal = "," if language == "fr" else "."
    assert [cell.text for cell in row.cells[1:]] == ["113", "101", "12", f"11{decimal}9", f"12{decimal}0"]
    assert row.cells[4].light


def test_a_region_with_one_request_is_hidden_and_so_is_another_that_would_give_it_away() -> None:
    by_region = shown(processing.delays(STORE, YEAR, AS_OF, kinds=["new_request"], by=("region",)))
    rows = tables.waits(by_region, dimension="region", language="fr").sheet.rows
    assert [row.cells[4].text for row in rows[:2]] == ["[c]", "[c]"]
    assert rows[-1].is_total


def test_the_message_of_the_distribution_is_what_its_bars_add_up_to() -> None:
    distribution = shown(processing.distribution(STORE, YEAR, AS_OF, kinds=["new_request"]))
    caption = figures.waits(distribution, requests="new_request", language="en").caption.replace("\u00a0", " ")
    assert caption == "64% of new requests for assistance are dealt with in 15 days or fewer"


def test_nobody_waiting_for_anything_is_said() -> None:
    nothing = shown(processing.distribution(store_of(), YEAR, AS_OF, kinds=["review"]))
    assert "Aucun cas" in figures.waits(nothing, requests="review", language="fr").svg


def test_the_paragraph_says_shares_with_what_they_are_shares_of() -> None:
    complaints, reviews = shown(processing.complaints(STORE, YEAR, AS_OF)), shown(processing.reviews(STORE, YEAR, AS_OF))
    delays = shown(processing.delays(STORE, YEAR, AS_OF, kinds=["new_request"]))
    said = wording.service_quality(complaints, reviews, delays, language="fr").text.replace("\u00a0", " ")
    assert "60 plaintes ont été reçues; 33 % de celles qui ont été traitées étaient fondées." in said
    assert "40 demandes de révision ont été reçues; 38 % de celles qui ont été décidées" in said


def test_complaints_have_a_row_a_service_and_their_counts_beside_the_share() -> None:
    complaints = shown(processing.complaints(STORE, YEAR, AS_OF))
    made = tables.outcomes(
        complaints, counted="complaints_received", share="justified_share", dimension="service", language="en", label="tbl-complaints"
    )
    assert [cell.text for cell in made.sheet.rows[0].cells[:3]] == ["Employment", "60", "33%"]
    assert "20" in made.sheet.rows[0].cells[3].text
