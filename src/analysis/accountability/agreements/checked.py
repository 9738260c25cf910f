"""The rules and what breaks them as a table: counts of agreements, which are about nobody, and of participations, which are protected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from analysis.accountability.agreements.compliance_checks import Check
from analysis.accountability.agreements.consortium import Consortium
from analysis.accountability.agreements.terms import Terms
from analysis.core.languages import LANGUAGES, Bilingual
from analysis.core.provenance import Provenance
from analysis.frameworks.numbers import Unit
from analysis.frameworks.part_description import rule_in_words
from analysis.frameworks.sources import SourceReference
from analysis.indicators.table import VALUE_COLUMNS, IndicatorTable, Note, Subject
from analysis.indicators.value_rows import methods_in

DERIVED = ("about", "confidence", "exception")
CONSORTIUM_SHARES = "consortium_shares"
"""A rule of arithmetic and of no guide: what members share is the whole, and one of them leads."""
_SUBJECTS = {
    "agreements": Bilingual("ententes", "agreements"),
    "participations": Bilingual("participations", "participations"),
}
_OF_PARTICIPATIONS = Bilingual(" (participations)", " (participations)")


def table_of_checks(
    checks: Sequence[Check], consortia: Sequence[Consortium], terms: Terms, provenance: Provenance, as_of: date
) -> IndicatorTable:
    """Return one row a rule: `value` = `numerator` is how many break it, `denominator` how many were judged, `n_missing` the others.

    A rule that no file allows to check has the note `no_extract`; one that nothing is concerned by, `no_cases`. Derived: `about`
    (agreements or participations), `confidence` of its number, `exception` (the rule's name where its source gives one).
    """
    rows = [_row(check) for check in checks]
    labels = {check.name: _label(check) for check in checks}
    if consortia:
        broken = sum(not item.is_sound for item in consortia)
        rows.append(_counts(CONSORTIUM_SHARES, "agreements", (broken, len(consortia), 0)) | {"confidence": "", "exception": ""})
        labels[CONSORTIUM_SHARES] = Bilingual(
            "Consortium : parts de 100 % en tout, un seul mandataire", "Consortium: shares of 100% in all, one lead member"
        )
    frame = pd.DataFrame(rows, columns=["indicator", *VALUE_COLUMNS, *DERIVED])
    references = {_code(check): terms.source(check.framework, _reference(check)) for check in checks}
    of_agreements = {name: Subject.RECORDS for name, about in zip(frame["indicator"], frame["about"], strict=True) if about == "agreements"}
    has_persons = len(of_agreements) < len(frame)
    return IndicatorTable(
        frame=frame,
        subject=Subject.PERSONS if has_persons else Subject.RECORDS,
        subjects=of_agreements if has_persons else {},
        provenance=provenance.after(f"rules of agreements held as of {as_of.isoformat()}"),
        derived=DERIVED,
        labels={
            "indicator": labels,
            "about": _SUBJECTS,
            "denominator_name": _SUBJECTS,
            "source": references,
            "exception": {check.name: check.rule.exception for check in checks if check.rule.exception is not None},
            "interval_method": methods_in(frame),
        },
    )


def _row(check: Check) -> dict[str, Any]:
    about = "participations" if check.about_participations else "agreements"
    counts = None if check.judged is None else (check.broken or 0, check.judged, check.missing or 0)
    number = check.rule.number
    return _counts(check.name, about, counts, source=_code(check)) | {
        "confidence": number.confidence.value if number else "stated",
        "exception": check.name if check.rule.exception is not None else "",
    }


def _counts(name: str, about: str, counts: tuple[int, int, int] | None, source: str = "") -> dict[str, Any]:
    broken, judged, missing = (np.nan, np.nan, np.nan) if counts is None else (float(number) for number in counts)
    note = Note.NO_EXTRACT if counts is None else Note.COMPUTED if judged else Note.NO_CASES
    return {
        "indicator": name,
        "numerator": broken,
        "denominator": judged,
        "denominator_name": about,
        "n_missing": missing,
        "value": broken if note is Note.COMPUTED else np.nan,
        "interval_low": np.nan,
        "interval_high": np.nan,
        "interval_method": "none_complete_count" if note is Note.COMPUTED else "none",
        "unit": (Unit.PARTICIPATIONS if about == "participations" else Unit.AGREEMENTS).value,
        "source": source,
        "note": note.value,
        "about": about,
    }


def _reference(check: Check) -> SourceReference | None:
    number = check.rule.number
    return (number.source if number is not None else None) or check.rule.source


def _code(check: Check) -> str:
    reference = _reference(check)
    return f"{reference.document} · {reference.place}" if reference else check.name


def _label(check: Check) -> Bilingual:
    fr, en = (rule_in_words(check.rule, language) for language in LANGUAGES)
    return Bilingual(fr, en) if check.name == check.rule.name else Bilingual(fr + _OF_PARTICIPATIONS.fr, en + _OF_PARTICIPATIONS.en)
