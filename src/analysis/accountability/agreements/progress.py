"""The quarterly progress report of an agreement: expected against obtained so far, and the adjustment that a stated rule recommends.

What is expected by the end of a quarter is the target in force that day, in proportion to the days gone by. The rule: within the
tolerance of the framework nothing is recommended; below it, an adjustment is to be discussed; above it, more places are. An interval that
holds the number expected says that the gap may be chance; the recommendation is given all the same, and marked so.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from analysis.accountability.agreements.register import Agreement, AgreementTarget
from analysis.core.languages import Bilingual

TOLERANCE = "progress_tolerance"
"""The parameter of a framework: the gap, as a share of what was expected, below which nothing is recommended."""


class Recommendation(StrEnum):
    """What a progress report recommends."""

    AS_PLANNED = "as_planned"
    RECOMMEND = "recommend"
    MORE_PLACES = "more_places"
    NOT_JUDGED = "not_judged"
    """Nothing was expected yet, or no framework gives the tolerance."""


RECOMMENDATION_LABELS: dict[Recommendation, Bilingual] = {
    Recommendation.AS_PLANNED: Bilingual("aucun ajustement", "no adjustment"),
    Recommendation.RECOMMEND: Bilingual("ajustement à convenir", "adjustment to agree on"),
    Recommendation.MORE_PLACES: Bilingual("places à ajouter, si le besoin existe", "places to add, where needed"),
    Recommendation.NOT_JUDGED: Bilingual("non jugé", "not judged"),
}


def recommend(attainment: Decimal | float, tolerance: Decimal | float) -> Recommendation:
    """Return what a progress report recommends for a ratio of obtained to expected; a gap equal to the tolerance is within it."""
    # A float (0.9 for 9 of 10) is the decimal that it prints as: a tolerance is written in decimals, and 10 % below is within 10 %.
    gap, most = (Decimal(repr(number)) if isinstance(number, float) else number for number in (attainment, tolerance))
    gap -= 1
    if abs(gap) <= most:
        return Recommendation.AS_PLANNED
    return Recommendation.RECOMMEND if gap < 0 else Recommendation.MORE_PLACES


def expected_by(agreement: Agreement, target: AgreementTarget, day: date) -> float:
    """Return what is expected by the end of a day: the target in force then, times the share of the agreement's days gone by."""
    gone = min(max((day - agreement.start).days + 1, 0), agreement.n_days)
    return target.in_force(day) * gone / agreement.n_days
