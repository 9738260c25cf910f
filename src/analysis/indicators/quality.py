"""The quality of an extract: rows read, accepted and refused in each table, and what they were refused for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.core.languages import Bilingual
from analysis.extracts.reasons import REASONS
from analysis.frameworks.numbers import Unit
from analysis.indicators.results import INTERVAL_METHODS
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Subject
from analysis.indicators.value_rows import Row, value_row

if TYPE_CHECKING:
    from analysis.extracts.store import Store

_LABELS: dict[str, Bilingual] = {
    "rows_read": Bilingual("lignes lues", "rows read"),
    "rows_accepted": Bilingual("lignes acceptées", "rows accepted"),
    "rows_refused": Bilingual("lignes refusées", "rows refused"),
    "refusals": Bilingual("problèmes relevés", "problems found"),
}
_TABLES: dict[str, Bilingual] = {
    TOTAL: Bilingual("Ensemble", "All"),
    "persons": Bilingual("personnes", "persons"),
    "providers": Bilingual("fournisseurs", "providers"),
    "agreements": Bilingual("ententes", "agreements"),
    "participations": Bilingual("participations", "participations"),
    "services": Bilingual("services", "services"),
    "follow_ups": Bilingual("suivis", "follow-ups"),
    "satisfaction_answers": Bilingual("réponses de satisfaction", "satisfaction answers"),
    "referrals": Bilingual("aiguillages", "referrals"),
    "benefits": Bilingual("prestations", "benefits"),
    "complaints": Bilingual("plaintes", "complaints"),
    "review_requests": Bilingual("demandes de révision", "requests for review"),
    "assistance_requests": Bilingual("demandes d'aide", "requests for assistance"),
    "vacancies": Bilingual("avis de postes vacants", "notices of vacancies"),
    "assisted_firms": Bilingual("interventions en entreprise", "interventions in firms"),
    "qualification_agreements": Bilingual("ententes de qualification", "qualification agreements"),
    "costs": Bilingual("écritures de coûts", "cost entries"),
    "satisfaction_items": Bilingual("réponses aux six questions", "answers to the six questions"),
    "employment_spells": Bilingual("périodes d'emploi", "employment spells"),
    "administrative_records": Bilingual("relevés administratifs d'emploi", "administrative employment records"),
    "administrative_matches": Bilingual("appariements administratifs", "administrative matches"),
    "agreement_targets": Bilingual("cibles des ententes", "targets of agreements"),
    "agreement_reports": Bilingual("rapports d'ententes", "reports of agreements"),
    "agreement_expenses": Bilingual("dépenses des ententes", "expenses of agreements"),
    "consortium_members": Bilingual("membres de consortiums", "members of consortia"),
    "series": Bilingual("séries officielles", "official series"),
    "highlights": Bilingual("faits saillants publiés", "published highlights"),
}


def quality(store: Store) -> IndicatorTable:
    """Return how many rows of each table were read, accepted and refused, and how many problems of each kind were found.

    Dimensions `table` and `reason`. `rows_read`, `rows_accepted` and `rows_refused` have `reason` = `TOTAL` and the rows read as their
    denominator; read = accepted + refused. `refusals` has a row a reason and its `TOTAL`: one row of the extract may have several
    problems, so problems can outnumber the rows refused. The rows where `table` is `TOTAL` add the tables up.

    The subject is records, not persons: nothing here needs to be hidden.
    """
    totals: dict[str, dict[str, int]] = {}
    for count in store.row_counts:
        for table in (count.table, TOTAL):
            of_table = totals.setdefault(table, {"rows_read": 0, "rows_accepted": 0, "rows_refused": 0})
            of_table["rows_read"] += count.n_rows
            of_table["rows_accepted"] += count.n_accepted
            of_table["rows_refused"] += count.n_refused
    problems: dict[tuple[str, str], int] = {}
    for row in store.refusals.to_dict("records"):
        for table in (row["table"], TOTAL):
            for reason in (row["reason"], TOTAL):
                problems[table, reason] = problems.get((table, reason), 0) + int(row["n_rows"])

    tables = sorted(totals, key=lambda name: (name != TOTAL, name))
    rows: list[dict[str, Any]] = [
        _row(kind, table, TOTAL, totals[table][kind], totals[table]["rows_read"])
        for kind in ("rows_read", "rows_accepted", "rows_refused")
        for table in tables
    ]
    places = {*problems, *((table, TOTAL) for table in tables)}
    for table, reason in sorted(places, key=lambda place: (place[0] != TOTAL, place[0], place[1] != TOTAL, place[1])):
        read = totals.get(table, {}).get("rows_read", 0)
        rows.append(_row("refusals", table, reason, problems.get((table, reason), 0), read))
    frame = pd.DataFrame(rows, columns=["indicator", "table", "reason", *VALUE_COLUMNS])
    return IndicatorTable(
        frame=frame,
        subject=Subject.RECORDS,
        provenance=store.provenance.after("quality of the extract"),
        dimensions=("table", "reason"),
        additive=("table",),
        labels={
            "indicator": _LABELS,
            "table": {table: _TABLES[table] for table in tables},
            "reason": {TOTAL: Bilingual("Ensemble", "All")}
            | {reason: REASONS[reason] for _, reason in sorted(places) if reason in REASONS},
            "denominator_name": {"rows_read": _LABELS["rows_read"]},
            "interval_method": {"none_complete_count": INTERVAL_METHODS["none_complete_count"]},
        },
    )


def _row(indicator: str, table: str, reason: str, count: int, n_read: int) -> Row:
    place = {"table": table, "reason": reason}
    return value_row(indicator, place, (count, n_read, "rows_read"), Unit.COUNT, value=count, n_missing=0.0)
