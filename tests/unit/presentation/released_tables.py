# ruff: noqa: E501
"""Small released tables for the tests of this room.

They are made by the real release where a test is about what is hidden; here the private key stands in for it, so that a test of one
table does not depend on the whole of disclosure control.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.core.languages import Bilingual
from analysis.core.provenance import Provenance
from analysis.disclosure import table as disclosure_table
from analysis.disclosure.table import ReleasedTable, ReleaseRecord
from analysis.indicators.table import VALUE_COLUMNS

DERIVED = ("standard", "standard_confidence", "gap", "gap_low", "gap_high", "verdict")
MADE_UP = Provenance(Bilingual("agence inventée, graine 20240401", "agence inventée, graine 20240401"), made_up=True)


def row(indicator: str, *, status: str = "published", note: str = "computed", unit: str = "share", **values: Any) -> dict[str, Any]:
    """One row; `k` of `n` gives a share with an interval of 2 points."""
    full: dict[str, Any] = dict.fromkeys(VALUE_COLUMNS)
    full |= {"indicator": indicator, "status": status, "note": note, "unit": unit, "source": "doc", "denominator_name": "everyone"}
    if "k" in values:
        k, n = values.pop("k"), values.pop("n")
        full |= {"numerator": k, "denominator": n, "value": k / n, "interval_low": k / n - 0.02, "interval_high": k / n + 0.02}
        full |= {"n_missing": 50, "interval_method": "wilson"}
    full |= values
    if full.get("standard") is not None and full.get("value") is not None:
        gap = full["value"] - full["standard"]
        full |= {"gap": gap, "verdict": "met" if gap >= 0 else "not_met"}
        full.setdefault("standard_confidence", "stated")
        if full.get("interval_low") is not None:
            full |= {"gap_low": full["interval_low"] - full["standard"], "gap_high": full["interval_high"] - full["standard"]}
    return full


def released(
    rows: Sequence[Mapping[str, Any]],
    *,
    dimensions: tuple[str, ...] = (),
    derived: tuple[str, ...] = DERIVED,
    labels: Mapping[str, Mapping[str, Bilingual]] | None = None,
    provenance: Provenance = MADE_UP,
    subject: str = "persons",
) -> ReleasedTable:
    """A released table of these rows."""
    columns = ["indicator", *dimensions, *VALUE_COLUMNS, *derived, "status"]
    frame = pd.DataFrame(list(rows)).reindex(columns=columns)
    numbers = ["numerator", "denominator", "n_missing", "value", "interval_low", "interval_high"]
    numbers += [name for name in ("standard", "gap", "gap_low", "gap_high") if name in derived]
    frame[numbers] = frame[numbers].astype(float)
    hidden = frame["status"].str.startswith("hidden")
    record = ReleaseRecord("standard", "0" * 64, len(frame), int((frame["status"] == "hidden_small").sum()),
                           int((frame["status"] == "hidden_to_protect_others").sum()), True, "secondary suppression")  # fmt: skip
    assert frame.loc[hidden, ["numerator", "value"]].isna().all().all(), "a hidden row of a test holds no number either"
    return ReleasedTable(frame, subject, provenance, record, dimensions, derived, labels or {}, disclosure_table._KEY)


INDICATOR_LABELS = {
    "indicator": {
        "employed_at_3_months": Bilingual("En emploi à 3 mois", "Employed at 3 months"),
        "employed_at_12_months": Bilingual("En emploi à 12 mois", "Employed at 12 months"),
        "suitability": Bilingual("Pertinence de la participation", "Suitability of participation"),
        "satisfaction": Bilingual("Satisfaction des participants au début", "Participant satisfaction at start"),
        "coordination": Bilingual("Coordination des services", "Service coordination"),
        "intake": Bilingual("Inscriptions aux activités", "Activity intake"),
        "conformity": Bilingual("Conformité des montants", "Conformity of amounts"),
        "employers": Bilingual("Satisfaction des employeurs à 12 mois", "Employer satisfaction at 12 months"),
    }
}


def performance_table() -> ReleasedTable:
    """Every kind of row the performance chapter can meet."""
    return released(
        [
            row("employed_at_3_months", k=1051, n=2010, standard=0.5),
            row("employed_at_12_months", k=702, n=1804, standard=0.4),
            row("suitability", unit="indicators", numerator=9250, denominator=2123, value=4.3571, interval_low=4.29, interval_high=4.42,
                n_missing=12, standard=4.05),
            row("satisfaction", k=1702, n=1961, standard=0.85),
            row("employers", status="hidden_small", standard=0.85, standard_confidence="stated"),
            row("coordination", k=1301, n=2123, standard=0.6),
            row("intake", unit="ratio", numerator=2123, denominator=2290, value=2123 / 2290, n_missing=0, standard=0.9,
                standard_confidence="assumed"),
            row("conformity", status="in_development", note="in_development"),
        ],
        labels=INDICATOR_LABELS,
    )  # fmt: skip


def regions_table() -> ReleasedTable:
    """One indicator in the seventeen regions, two of them hidden."""
    rows = [row("employed_at_12_months", region="total", k=702, n=1804, standard=0.4)]
    for at in range(1, 18):
        code = f"{at:02d}"
        if code in ("09", "10"):
            status = "hidden_small" if code == "10" else "hidden_to_protect_others"
            rows.append(row("employed_at_12_months", region=code, status=status, standard=0.4, standard_confidence="stated"))
            continue
        n = 18 + (at * 53) % 260
        k = round(n * (0.3 + 0.02 * (at % 11)))
        half = (0.24 / n) ** 0.5 * 1.96
        rows.append(
            row("employed_at_12_months", region=code, k=k, n=n, interval_low=max(k / n - half, 0), interval_high=k / n + half, standard=0.4)
        )
    return released(rows, dimensions=("region",), labels=INDICATOR_LABELS)


def attrition_table() -> ReleasedTable:
    """Two indicators over the rules of one cohort."""
    labels = {
        "cohort": {"entrants": Bilingual("Participants de l'exercice", "Entrants of the year")},
        "rule": {
            "all_read": Bilingual("toutes les participations lues", "all participations read"),
            "dated_in_period": Bilingual("début dans l'exercice", "start within the year"),
            "program": Bilingual("programme de soutien à l'emploi", "supported employment program"),
        },
    }
    steps = [("all_read", 6012, 0), ("dated_in_period", 2105, 3907), ("program", 1051, 1054)]
    rows = [
        row(name, cohort="entrants", rule=rule, unit="participations", value=float(value), numerator=value, denominator=6012, n_missing=0)
        for name, at in (("n_remaining", 1), ("n_removed", 2))
        for rule, value in ((step[0], step[at]) for step in steps)
    ]
    return released(rows, dimensions=("cohort", "rule"), derived=(), labels=labels)


STATES = ("reached", "refused", "lost", "due", "in_window", "not_yet_due", "out_of_scope")


def follow_up_table() -> ReleasedTable:
    """Waves of which one has a hidden part and one is not due."""
    counts = {
        "3": (1800, 90, 120, 50, 0, 0, 7),
        "6": (1500, 130, 290, 60, 40, 40, 7),
        "12": (900, None, 300, None, 0, 700, 7),
        "24": (0, 0, 0, 0, 0, 2060, 7),
    }
    rows = []
    for wave, numbers in counts.items():
        for state, number in zip(STATES, numbers, strict=True):
            if number is None:
                rows.append(row("n_participations", wave=wave, state=state, status="hidden_small", unit="participations"))
            else:
                rows.append(row("n_participations", wave=wave, state=state, unit="participations", value=float(number), numerator=number))
    return released(rows, dimensions=("wave", "state"), derived=())


def quality_table() -> ReleasedTable:
    """Rows read and refused, and the problems found."""
    tables = {"persons": (6000, 5980, 20), "participations": (6100, 6070, 30), "total": (12100, 12050, 50)}
    rows = []
    for at, name in enumerate(("rows_read", "rows_accepted", "rows_refused")):
        rows += [row(name, table=table, reason="total", unit="count", value=float(counts[at])) for table, counts in tables.items()]
    problems = {("persons", "date_order"): 12, ("persons", "unknown_code"): 8, ("participations", "missing_reference"): 31}
    rows += [row("refusals", table=table, reason=reason, unit="count", value=float(n)) for (table, reason), n in problems.items()]
    rows += [row("refusals", table="total", reason=reason, unit="count", value=float(n)) for (_, reason), n in problems.items()]
    rows += [
        row("refusals", table=table, reason="total", unit="count", value=n)
        for table, n in (("persons", 20.0), ("participations", 31.0), ("total", 51.0))
    ]
    labels = {"reason": {"date_order": Bilingual("fin avant le début", "end before start"), "unknown_code": Bilingual("code inconnu", "unknown code"),
                         "missing_reference": Bilingual("référence à une personne absente", "reference to an absent person")}}  # fmt: skip
    return released(rows, dimensions=("table", "reason"), derived=(), labels=labels, subject="records")


MONTH_DERIVED = (
    "figure_status",
    "published_change",
    "agreement",
    "value_year_before",
    "change_from_year_before",
    "change_kind",
    "is_after_break",
    "crosses_break",
)


def months_table(missing: str = "2017-09") -> ReleasedTable:
    """Thirty-six months with a break, a missing month and two estimates."""
    rows = []
    for at in range(36):
        month = f"{2016 + (at + 3) // 12}-{(at + 3) % 12 + 1:02d}"
        value = 440_000 - 1_900 * at + (at % 5) * 700
        after = month >= "2018-04"
        cells = {"fiscal_year": str(2016 + at // 12), "month": month, "unit": "persons", "agreement": "agrees", "change_kind": "relative",
                 "figure_status": "estimate" if at >= 34 else "official", "is_after_break": after, "crosses_break": after and at < 36}  # fmt: skip
        if month == missing:
            rows.append(row("recipients", **cells, status="not_applicable", note="no_extract"))
            continue
        change = None if after or at < 12 else -0.0518
        rows.append(row("recipients", **cells, value=float(value), numerator=value, value_year_before=value * 1.054, change_from_year_before=change,
                        published_change=change))  # fmt: skip
    labels = {"indicator": {"recipients": Bilingual("Prestataires de l'aide sociale", "Social assistance recipients")}}
    return released(rows, dimensions=("fiscal_year", "month"), derived=MONTH_DERIVED, labels=labels,
                    provenance=Provenance(Bilingual("Rapports statistiques mensuels", "Rapports statistiques mensuels"), made_up=False), subject="official")  # fmt: skip


def score_table() -> ReleasedTable:
    """An overall score with one dimension and three indicators, judged the same under every capping rule."""
    derived = ("kind", "weight", "uncapped", "at_whole", "at_standard", "minimum", "gap", "verdict", "verdict_depends_on_capping")
    parts = [("overall_score", "overall", 1.0, 5.27, 5.9), ("score_effectiveness", "dimension", 0.55, 1.82, 2.55),
             ("points_outcomes", "points", 0.55, 1.82, 2.55), ("points_coordination", "points", 0.2, 1.26, 1.2)]  # fmt: skip
    rows = [
        row(name, unit="points", kind=kind, weight=weight, value=value, interval_low=value - 0.1, interval_high=value + 0.1, denominator=300,
            uncapped=value, at_whole=value, at_standard=min(value, minimum), minimum=minimum, gap=value - minimum,
            verdict="met" if value >= minimum else "not_met", verdict_depends_on_capping="no")
        for name, kind, weight, value, minimum in parts
    ]  # fmt: skip
    labels = {"indicator": {"overall_score": Bilingual("Qualité globale", "Overall quality")}}
    return released(rows, derived=derived, labels=labels)


YEAR_DERIVED = (
    "statistic",
    "n_months",
    "n_months_estimated",
    "value_year_before",
    "change_from_year_before",
    "change_kind",
    "crosses_break",
)
OFFICIAL = Provenance(Bilingual("Rapports statistiques mensuels", "Rapports statistiques mensuels"), made_up=False)


def years_table() -> ReleasedTable:
    """Two years of one series."""
    cells = {"unit": "persons", "statistic": "yearly_mean", "n_months": 12, "change_kind": "relative", "crosses_break": False}
    rows = [
        row("recipients", fiscal_year="2016", **cells, value=431_250.4, value_year_before=440_000.0, change_from_year_before=-0.0199),
        row("recipients", fiscal_year="2017", **cells, value=408_300.2, value_year_before=431_250.4, change_from_year_before=-0.0532,
            n_months_estimated=2),
    ]  # fmt: skip
    labels = {"fiscal_year": {"2016": Bilingual("2016-2017", "2016–17"), "2017": Bilingual("2017-2018", "2017–18")}}
    return released(rows, dimensions=("fiscal_year",), derived=YEAR_DERIVED, labels=labels, provenance=OFFICIAL, subject="official")


def categories_table() -> ReleasedTable:
    """A breakdown with a category that overlaps others."""
    parts = [("under_30", 1500, True), ("over_30", 5212, True), ("under_25", 700, False), ("total", 6712, False)]
    rows = [
        row("adults", month="2024-04", category=code, numerator=count, denominator=6712, value=count / 6712, figure=float(count), is_part=is_part,
            published_share=round(count / 6712, 3), agreement="agrees")
        for code, count, is_part in parts
    ]  # fmt: skip
    derived = ("figure", "published_share", "agreement", "is_part")
    return released(rows, dimensions=("month", "category"), derived=derived, provenance=OFFICIAL, subject="official")


def territories_table() -> ReleasedTable:
    """Two regions, those in none, and Québec."""
    rows = [
        row("adults", territory=code, unit="persons", value=float(count), share_of_quebec=count / 6712, value_year_before=count / 1.26,
            change_from_year_before=0.26, change_kind="relative")
        for code, count in (("total", 6712), ("06", 2089), ("16", 900), ("unknown", 11))
    ]  # fmt: skip
    derived = ("share_of_quebec", "value_year_before", "change_from_year_before", "change_kind")
    return released(rows, dimensions=("territory",), derived=derived, provenance=OFFICIAL, subject="official")


def rules_table() -> ReleasedTable:
    """Two rules of consistency."""
    rows = [
        row("comparisons_holding", rule="share", about="total", numerator=998, denominator=1000, value=0.998, n_departing=1, n_exact_ties=4,
            n_explained=1),
        row("comparisons_holding", rule="share", about="adults", numerator=998, denominator=1000, value=0.998, n_departing=1, n_explained=1),
        row("comparisons_holding", rule="mean", about="benefit", numerator=12, denominator=12, value=1.0, n_departing=0, n_explained=0),
    ]  # fmt: skip
    derived = ("n_departing", "n_exact_ties", "n_explained", "largest_difference")
    return released(rows, dimensions=("rule", "about"), derived=derived, provenance=OFFICIAL, subject="official")


def departures_table() -> ReleasedTable:
    """One published figure that departs: the sentence that said +3,649 where its own figures differ by 2,474."""
    rows = [
        row("departure", rule="highlight", about="adults", series="adults", month="2012-10", published="2012-11", territory="quebec", scheme="total",
            category="total", unit="persons", value=3649.0, expected=2474.0, difference=1175.0)
    ]  # fmt: skip
    dimensions = ("rule", "about", "series", "month", "published", "territory", "scheme", "category")
    return released(rows, dimensions=dimensions, derived=("expected", "difference"), provenance=OFFICIAL, subject="official")
