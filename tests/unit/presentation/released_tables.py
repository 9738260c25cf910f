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
MADE_UP = Provenance("agence inventée, graine 20240401", made_up=True)


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
