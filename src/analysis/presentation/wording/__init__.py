"""Sentences computed from released values, in French and in English: what, how much, compared to what, how sure; never why."""

from analysis.presentation.wording.agreements import agreement_gaps, agreements
from analysis.presentation.wording.certainty import certainty, change, denominators, points_lost, provider_ranks
from analysis.presentation.wording.counting import attrition, follow_up, quality, suppression
from analysis.presentation.wording.criteria import criteria
from analysis.presentation.wording.definitions import definitions, policy, worked_examples
from analysis.presentation.wording.estimates import estimates
from analysis.presentation.wording.following_the_year import calibration, following_the_year
from analysis.presentation.wording.funding import costs, funding, schedule
from analysis.presentation.wording.groups import by_group
from analysis.presentation.wording.official import consistency, series_month, series_year
from analysis.presentation.wording.performance import performance
from analysis.presentation.wording.response import lost, response, response_patterns, second_source
from analysis.presentation.wording.results import indicator
from analysis.presentation.wording.retention import compared, retention, young_cohorts
from analysis.presentation.wording.satisfaction import satisfaction, satisfaction_questions, satisfaction_response, unusual_answers
from analysis.presentation.wording.score import score
from analysis.presentation.wording.service_quality import service_quality
from analysis.presentation.wording.sheets import sheet_caption
from analysis.presentation.wording.targets import explained_gaps, targets
from analysis.presentation.wording.year_plan import in_own_words, signature, strategies

__all__ = [
    "agreement_gaps",
    "agreements",
    "attrition",
    "by_group",
    "calibration",
    "certainty",
    "change",
    "compared",
    "consistency",
    "costs",
    "criteria",
    "definitions",
    "denominators",
    "estimates",
    "explained_gaps",
    "follow_up",
    "following_the_year",
    "funding",
    "in_own_words",
    "indicator",
    "lost",
    "performance",
    "points_lost",
    "policy",
    "provider_ranks",
    "quality",
    "response",
    "response_patterns",
    "retention",
    "satisfaction",
    "satisfaction_questions",
    "satisfaction_response",
    "schedule",
    "score",
    "second_source",
    "series_month",
    "series_year",
    "service_quality",
    "sheet_caption",
    "signature",
    "strategies",
    "suppression",
    "targets",
    "unusual_answers",
    "worked_examples",
    "young_cohorts",
]
