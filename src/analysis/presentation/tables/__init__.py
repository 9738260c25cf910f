"""Tables of released values and of definitions, each ready for a page in French or in English."""

from analysis.presentation.tables.agreement_results import agreement_progress, agreement_targets, attainment_summary, renewal
from analysis.presentation.tables.agreements import consortium, contestability, late_steps, risk_levels, rules_checked
from analysis.presentation.tables.certainty import certainty, denominators, provider_ranks
from analysis.presentation.tables.cohorts import attrition, follow_up_states, quality, refusals
from analysis.presentation.tables.consistency import consistency, departures
from analysis.presentation.tables.costs import costs_by, costs_in_employment, spending, unpaid_benefits
from analysis.presentation.tables.criteria import criteria
from analysis.presentation.tables.definitions import assumptions, definitions, open_questions, parameters, sources
from analysis.presentation.tables.estimates import estimates, estimates_by, weighting
from analysis.presentation.tables.following_the_year import limits, months_followed, quarters, rebasings, year_to_date
from analysis.presentation.tables.funding import funding_by_provider, funding_steps, lump_sums, payment_schedule, real_costs
from analysis.presentation.tables.missing import missing
from analysis.presentation.tables.moves import exits, moves
from analysis.presentation.tables.payments import cash_flow, milestones, payment_risk, risk_by_size
from analysis.presentation.tables.projections import back_test, projections
from analysis.presentation.tables.proof import provenance, suppression_log
from analysis.presentation.tables.response import contact_uses, lost, response_patterns, response_rates
from analysis.presentation.tables.results import by_group, performance
from analysis.presentation.tables.retention import compared, employment, jobs, losses
from analysis.presentation.tables.satisfaction import satisfaction, satisfaction_answers, satisfaction_change, satisfaction_respondents
from analysis.presentation.tables.satisfaction_detail import (
    satisfaction_providers,
    satisfaction_questions,
    satisfaction_response,
    unusual_answers,
)
from analysis.presentation.tables.score import score, score_cappings
from analysis.presentation.tables.second_source import agreement, employment_by_source, short_and_long
from analysis.presentation.tables.series_parts import series_categories, series_regions
from analysis.presentation.tables.series_periods import series_means, series_months, series_year
from analysis.presentation.tables.service_quality import outcomes, waits
from analysis.presentation.tables.side_by_side import side_by_side
from analysis.presentation.tables.strip import key_figures
from analysis.presentation.tables.taking_apart import mix_and_rates, points_lost
from analysis.presentation.tables.targets import revisions, targets, targets_by
from analysis.presentation.tables.what_moves import what_moves
from analysis.presentation.tables.year_plan import evaluations, risks, services, strategies
from analysis.presentation.tables.young_cohorts import past_predictions, young_cohorts

__all__ = [
    "agreement",
    "agreement_progress",
    "agreement_targets",
    "assumptions",
    "attainment_summary",
    "attrition",
    "back_test",
    "by_group",
    "cash_flow",
    "certainty",
    "compared",
    "consistency",
    "consortium",
    "contact_uses",
    "contestability",
    "costs_by",
    "costs_in_employment",
    "criteria",
    "definitions",
    "denominators",
    "departures",
    "employment",
    "employment_by_source",
    "estimates",
    "estimates_by",
    "evaluations",
    "exits",
    "follow_up_states",
    "funding_by_provider",
    "funding_steps",
    "jobs",
    "key_figures",
    "late_steps",
    "limits",
    "losses",
    "lost",
    "lump_sums",
    "milestones",
    "missing",
    "mix_and_rates",
    "months_followed",
    "moves",
    "open_questions",
    "outcomes",
    "parameters",
    "past_predictions",
    "payment_risk",
    "payment_schedule",
    "performance",
    "points_lost",
    "projections",
    "provenance",
    "provider_ranks",
    "quality",
    "quarters",
    "real_costs",
    "rebasings",
    "refusals",
    "renewal",
    "response_patterns",
    "response_rates",
    "revisions",
    "risk_by_size",
    "risk_levels",
    "risks",
    "rules_checked",
    "satisfaction",
    "satisfaction_answers",
    "satisfaction_change",
    "satisfaction_providers",
    "satisfaction_questions",
    "satisfaction_respondents",
    "satisfaction_response",
    "score",
    "score_cappings",
    "series_categories",
    "series_means",
    "series_months",
    "series_regions",
    "series_year",
    "services",
    "short_and_long",
    "side_by_side",
    "sources",
    "spending",
    "strategies",
    "suppression_log",
    "targets",
    "targets_by",
    "unpaid_benefits",
    "unusual_answers",
    "waits",
    "weighting",
    "what_moves",
    "year_to_date",
    "young_cohorts",
]
