"""The closed lists of codes that columns of the canonical tables take."""

from __future__ import annotations

REGIONS = tuple(f"{number:02d}" for number in range(1, 18))
SEXES = ("woman", "man", "another")
INSURANCE_STATUSES = ("active", "former", "none")
SERVICE_STREAMS = ("job_search", "job_matching", "job_coaching", "job_retention", "training", "guidance")
END_REASONS = ("completed", "employed", "dropped_out", "interrupted", "transferred")
CONTACT_RESULTS = ("reached", "refused", "not_reached")
RESPONDENTS = ("participant", "employer")
OCCASIONS = ("start", "12_months", "withdrawal")
REFERRAL_DIRECTIONS = ("in", "out")
REFERRAL_KINDS = ("education_training", "employment_program", "other_support")
SEGMENTS = ("stream_a", "stream_b", "stream_c")
"""Segments of clients, from the least to the greatest need."""
COMPLAINT_SERVICES = ("employment", "solidarity")
REVIEW_OUTCOMES = ("granted", "partly_granted", "refused", "withdrawn")
ASSISTANCE_REQUEST_KINDS = ("new_request", "medical_assessment")
COST_NATURES = ("salaries", "purchases", "allowances", "wage_subsidies", "administration")
BENEFIT_SCHEMES = ("employment_insurance", "last_resort")
FINANCINGS = ("lump_sum", "real_costs", "results_based")
RISK_LEVELS = ("low", "medium", "high")
REVISION_REASONS = ("fewer_requests", "more_requests", "staff_shortage", "funds_changed")
REPORT_KINDS = ("quarterly", "accountability", "financial")
SATISFACTION_QUESTIONS = ("q1", "q2", "q3", "q4", "q5", "q6")
ADMINISTRATIVE_SOURCES = ("payroll", "tax", "employment_insurance")
SERIES_STATUSES = ("official", "estimate")
