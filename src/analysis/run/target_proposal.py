"""A targets file to discuss: every targeted indicator at the level it was reached the year before, each number marked as assumed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from analysis.core.languages import filled
from analysis.core.periods import FiscalYear
from analysis.core.territories import REGIONS
from analysis.frameworks.numbers import Unit
from analysis.frameworks.targets import PLAIN_CODE, Level
from analysis.indicators.grouping import NOT_STATED
from analysis.presentation.labels import TOTAL
from analysis.presentation.numbers import is_share
from analysis.presentation.released import Result, results

if TYPE_CHECKING:
    from analysis.run.opening import Run

_HEAD = """\
# Proposed from the released results of {before}: a starting point for a discussion, not a decision. Hidden results give no target.
name: {name}
title:
  fr: {title_fr}
  en: {title_en}
description:
  fr: {about_fr}
  en: {about_en}
fiscal_year: {year}
made_up: {made_up}
revision_month: 9
confidence: assumed
reason:
  fr: {reason_fr}
  en: {reason_en}
tolerance:
  national: {below: 0.05, above: 0.05}
  region: {below: 0.25, above: 0.25}
  office: {below: 0.50, above: 0.50}
tolerance_reason:
  fr: "Marges proposées : à décider par l'agence."
  en: "Proposed tolerances: for the agency to decide."
explained_levels: [national, region]
targets:
"""


def proposed_targets(run: Run, name: str, levels: Sequence[Level] = (Level.NATIONAL, Level.REGION)) -> str:
    """Return the text of a targets file for the run's fiscal year, each target equal to the result of the year before.

    Counts and amounts are rounded to three figures, shares to a hundredth; an indicator without a result has a comment that says so.
    """
    blocks = []
    for framework in run.frameworks:
        chosen = run.framework(framework)
        names = [item.name for item in chosen.indicators if item.is_targeted]
        if not names:
            continue
        rows = list(results(run.indicators(framework=framework, names=names, years_before=1)))
        for level in levels:
            if level is not Level.NATIONAL:
                rows += results(run.indicators(by=(level.value,), framework=framework, names=names, years_before=1))
        blocks += [_block(framework, indicator, [row for row in rows if row.indicator == indicator]) for indicator in names]
    year = FiscalYear(run.definition.fiscal_year)
    before = year.previous()
    texts = {
        "title_fr": f"Cibles {year.label('fr')}",
        "title_en": f"Targets {year.label('en')}",
        "about_fr": "Cibles des indicateurs ciblés, par palier.",
        "about_en": "Targets of the targeted indicators, by level.",
        "reason_fr": f"Reprises des résultats diffusés de {before.label('fr')}.",
        "reason_en": f"Taken from the released results of {before.label('en')}.",
    }
    quoted = {key: json.dumps(text, ensure_ascii=False) for key, text in texts.items()}
    head = filled(
        _HEAD, before=before.label("en"), name=name, year=year.start_year, made_up="true" if run.definition.made_up else "false", **quoted
    )
    return head + "".join(blocks)


def _block(framework: str, indicator: str, rows: list[Result]) -> str:
    national = next((row for row in rows if row.is_total and row.value is not None), None)
    if national is None:
        return f"  # {framework}, {indicator}: no released result of the year before\n"
    lines = [f"  - framework: {framework}", f"    indicator: {indicator}", "    places:"]
    lines.append(f"      - {{level: national, initial: {_rounded(national)}}}")
    for row in rows:
        (level, code), *_ = [*row.where.items(), ("", TOTAL)]
        is_place = code in REGIONS if level == Level.REGION else code not in (TOTAL, NOT_STATED) and PLAIN_CODE.fullmatch(code)
        if is_place and row.value is not None:
            lines.append(f'      - {{level: {level}, code: "{code}", initial: {_rounded(row)}}}')
    return "\n".join(lines) + "\n"


def _rounded(row: Result) -> str:
    exact = Decimal(repr(row.value or 0.0))
    if is_share(row.unit):
        return str(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
    if row.unit in (Unit.DAYS, Unit.INDICATORS, Unit.POINTS):
        return str(exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))
    step = Decimal(1).scaleb(max(exact.adjusted() - 2, 0))
    return str(int((exact / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step))
