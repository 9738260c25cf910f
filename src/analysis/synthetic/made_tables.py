"""Every table of the made-up agency and how its rows are made: those that grow with its participations by blocks, the others at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.synthetic.agency import Agency
from analysis.synthetic.agreement_cycle import CYCLE_TABLES
from analysis.synthetic.block import Block
from analysis.synthetic.interventions import benefit_rows, intervention_columns
from analysis.synthetic.official import series_rows
from analysis.synthetic.opinions import item_rows, whole_answer_rows
from analysis.synthetic.payroll import payroll_rows
from analysis.synthetic.records import RECORD_TABLES
from analysis.synthetic.rows import (
    Rows,
    follow_up_rows,
    participation_rows,
    person_rows,
    provider_rows,
    referral_rows,
    service_rows,
)
from analysis.synthetic.spells import match_rows, spell_rows


def whole_participation_rows(agency: Agency, block: Block) -> Rows:
    """Return the participations of a block, with what each consists of."""
    return {**participation_rows(agency, block), **intervention_columns(agency, block)}


BLOCK_TABLES: Mapping[str, Callable[[Agency, Block], Rows]] = {
    "persons": person_rows,
    "participations": whole_participation_rows,
    "services": service_rows,
    "follow_ups": follow_up_rows,
    "satisfaction_answers": whole_answer_rows,
    "satisfaction_items": item_rows,
    "referrals": referral_rows,
    "benefits": benefit_rows,
    "employment_spells": spell_rows,
    "administrative_matches": match_rows,
    "administrative_records": payroll_rows,
}
"""The tables that grow with the number of people, and how a block gives their rows."""

AGENCY_TABLES: Mapping[str, Callable[[Agency], Rows]] = {
    "providers": provider_rows,
    **CYCLE_TABLES,
    **RECORD_TABLES,
    "series": series_rows,
}
"""The tables made at once."""
