"""A small targets file as text, and what it becomes: for tests of targets, gaps and explanations."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from analysis.frameworks.targets import Targets

TARGETS_YAML = """\
name: small
title: {fr: Cibles, en: Targets}
description: {fr: Cibles d'essai., en: Targets for a test.}
fiscal_year: 2024
made_up: true
revision_month: 9
confidence: assumed
reason: {fr: Inventées., en: Made up.}
tolerance:
  national: {below: 0.05, above: 0.10}
  region: {below: 0.20, above: 0.20}
  office: {below: 0.50, above: 0.50}
tolerance_reason: {fr: Choix de l'agence., en: A choice of the agency.}
explained_levels: [national, region]
targets:
  - framework: teaching_small
    indicator: employed_at_3_months
    places:
      - level: national
        initial: 0.50
        revisions:
          - {from: 2024-09-16, value: 0.48, reason: {fr: Moins de fonds., en: Less money.}}
      - {level: region, code: "06", initial: 0.45}
      - {level: office, code: "06-1", initial: 0.40}
"""


def make_targets(indicator: str, framework: str, *places: dict[str, Any], **changes: Any) -> Targets:
    """Return the targets of one indicator; a place is written as in the file (`from` for the day of a revision)."""
    band = {name: {"below": Decimal("0.05"), "above": Decimal("0.10")} for name in ("national", "region", "office")}
    return Targets.model_validate(
        {
            "name": "small",
            "title": {"fr": "Cibles", "en": "Targets"},
            "description": {"fr": "Cibles d'essai.", "en": "Targets for a test."},
            "fiscal_year": 2024,
            "made_up": True,
            "revision_month": 9,
            "confidence": "assumed",
            "reason": {"fr": "Inventées.", "en": "Made up."},
            "tolerance": band,
            "tolerance_reason": {"fr": "Choix de l'agence.", "en": "A choice of the agency."},
            "explained_levels": ("national", "region"),
            "targets": ({"framework": framework, "indicator": indicator, "places": places},),
        }
        | changes
    )
