"""What a measure over records must say: a known table, its own columns, what its statistic needs, another indicator to be divided by."""

from __future__ import annotations

from analysis.core.languages import Bilingual
from analysis.core.located_tree import Step
from analysis.frameworks.condition_checks import check_condition, check_field
from analysis.frameworks.findings import Findings
from analysis.frameworks.indicators import Availability, Indicator
from analysis.frameworks.measures import Count, Quotient, Records, SeriesValue, Statistic
from analysis.frameworks.model import Framework
from analysis.frameworks.record_tables import RECORD_TABLES, RecordTable
from analysis.frameworks.vocabulary import FieldKind

Place = tuple[Step, ...]

_NEEDED: dict[str, tuple[str, ...]] = {
    "count": (),
    "sum": ("field",),
    "mean": ("field",),
    "share": ("numerator",),
    "mean_days": ("until",),
    "median_days": ("until",),
}
_POSSIBLE = ("field", "numerator", "until", "distinct")


def check_records(measure: Records, place: Place, findings: Findings, framework: Framework) -> None:
    """Note everything that is wrong with a measure over records."""
    table = RECORD_TABLES.get(measure.table)
    if table is None:
        findings.note_unknown((*place, "table"), Bilingual("la table", "the table"), measure.table, RECORD_TABLES)
        return
    _check_statistic(measure, place, findings)
    for key in ("dated_by", "until"):
        name = getattr(measure, key)
        if name is not None:
            check_field(name, (*place, key), (), findings, FieldKind.DATE, table.fields)
    if measure.field is not None:
        check_field(measure.field, (*place, "field"), (), findings, FieldKind.NUMBER, table.fields)
    if measure.distinct is not None:
        check_field(measure.distinct, (*place, "distinct"), (), findings, FieldKind.CODE, table.fields)
    for key in ("where", "numerator"):
        condition = getattr(measure, key)
        if condition is not None:
            check_condition(condition, (*place, key), (), findings, framework, table.fields)


def _check_statistic(measure: Records, place: Place, findings: Findings) -> None:
    needed = _NEEDED[measure.statistic]
    for key in _POSSIBLE:
        given = getattr(measure, key) is not None
        allowed = key in needed or (key == "distinct" and measure.statistic == "count")
        if given and not allowed:
            findings.note(
                (*place, key),
                Bilingual(
                    f"« {key} » ne sert pas à statistic: {measure.statistic}", f'"{key}" is of no use to statistic: {measure.statistic}'
                ),
                Bilingual("Un lecteur croirait que la valeur en dépend.", "A reader would believe that the value depends on it."),
                Bilingual("Supprimez la clé, ou changez statistic.", "Delete the key, or change statistic."),
            )
        if key in needed and not given:
            findings.note(
                place,
                Bilingual(f"statistic: {measure.statistic} a besoin de « {key} »", f'statistic: {measure.statistic} needs "{key}"'),
                Bilingual("On ne saurait pas quoi calculer.", "Nobody would know what to compute."),
                Bilingual("Ajoutez la clé.", "Add the key."),
            )


def check_quotient(indicator: Indicator, measure: Quotient, place: Place, findings: Findings, framework: Framework) -> None:
    """Note everything that is wrong with a quotient: its numerator, and the indicator that it is divided by."""
    check_records(measure.numerator, (*place, "numerator"), findings, framework)
    if measure.numerator.statistic not in ("count", "sum"):
        findings.note(
            (*place, "numerator", "statistic"),
            Bilingual("le numérateur d'un quotient est un compte ou une somme", "the numerator of a quotient is a count or a sum"),
            Bilingual("Une moyenne ou une part ne se divise pas par une clientèle.", "A mean or a share is not divided by a clientele."),
            Bilingual("Écrivez statistic: count ou sum.", "Write statistic: count or sum."),
        )
    others = {other.name: other for other in framework.indicators if other.name != indicator.name}
    here = (*place, "over")
    if measure.over not in others:
        findings.note_unknown(here, Bilingual("l'indicateur", "the indicator"), measure.over, others)
        return
    if not is_volume(others[measure.over]):
        findings.note(
            here,
            Bilingual(f"{measure.over} n'est pas un volume par lequel diviser", f"{measure.over} is not a volume to divide by"),
            Bilingual(
                "On divise par un compte, une somme ou une série officielle.", "One divides by a count, a sum or an official series."
            ),
            Bilingual("Nommez un indicateur calculé de ce genre.", "Name a computed indicator of that kind."),
        )


def is_volume(indicator: Indicator) -> bool:
    """Say whether the value of an indicator is a count, a sum or an official figure that something can be divided by."""
    measure = indicator.measure
    if indicator.availability is not Availability.COMPUTED:
        return False
    if isinstance(measure, Records):
        return measure.statistic in ("count", "sum")
    return isinstance(measure, Count | SeriesValue) or (isinstance(measure, Statistic) and measure.kind == "sum")


def table_of(measure: Records) -> RecordTable:
    """Return the table of records that a checked measure reads."""
    return RECORD_TABLES[measure.table]
