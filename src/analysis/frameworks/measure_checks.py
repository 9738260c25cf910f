"""What a measure asks of its indicator: the unit it is given in, and what becomes of a row without an answer."""

from __future__ import annotations

from analysis.core.languages import Bilingual
from analysis.core.located_tree import Step
from analysis.frameworks.findings import Findings
from analysis.frameworks.indicators import Indicator, MissingCountsAs
from analysis.frameworks.measures import Count, Duration, Measure, Rate, Records, ServiceLevelRatio, Share, Statistic
from analysis.frameworks.numbers import Unit

Place = tuple[Step, ...]

_UNITS: dict[str, tuple[Unit, ...]] = {
    "share": (Unit.SHARE,),
    "change": (Unit.SHARE,),
    "duration": (Unit.DAYS,),
    "ratio": (Unit.SHARE, Unit.RATIO),
}


_RECORD_UNITS: dict[str, tuple[Unit, ...]] = {"share": (Unit.SHARE,), "mean_days": (Unit.DAYS,), "median_days": (Unit.DAYS,)}


def check_unit(indicator: Indicator, measure: Measure, place: Place, findings: Findings) -> None:
    """Note a unit that the measure is not given in."""
    allowed = _UNITS.get(measure.kind)
    if isinstance(measure, Records):
        allowed = _RECORD_UNITS.get(measure.statistic)
    if isinstance(measure, Count):
        allowed = (Unit.PERSONS,) if measure.of == "persons" else (Unit.PARTICIPATIONS,)
    if allowed is not None and indicator.unit not in allowed:
        units = ", ".join(unit.value for unit in allowed)
        findings.note(
            (*place, "unit"),
            Bilingual(
                f"une mesure {measure.kind} ne se donne pas en {indicator.unit.value}",
                f"a {measure.kind} measure is not given in {indicator.unit.value}",
            ),
            Bilingual("La page écrirait la mauvaise unité à côté du nombre.", "The page would print the wrong unit beside the number."),
            Bilingual(f"Écrivez : {units}.", f"Write: {units}."),
        )


def check_missing_rule(indicator: Indicator, measure: Measure, place: Place, findings: Findings) -> None:
    """Note a missing, senseless or superfluous rule on what becomes of a row without an answer."""
    if isinstance(measure, (Share, Rate)) and indicator.missing_counts_as is None:
        why = Bilingual(
            "Ce que devient une personne sans réponse change le résultat; il n'y a pas de valeur par défaut.",
            "What becomes of a person without an answer changes the result; there is no default.",
        )
        findings.note(
            place,
            Bilingual("il manque la clé « missing_counts_as »", 'the key "missing_counts_as" is missing'),
            why,
            Bilingual("Choisissez : excluded, not_met ou met.", "Choose: excluded, not_met or met."),
        )
    elif isinstance(measure, (Statistic, Duration)) and indicator.missing_counts_as is not MissingCountsAs.EXCLUDED:
        findings.note(
            (*place, "missing_counts_as"),
            Bilingual(
                f"pour une mesure {measure.kind}, une valeur absente ne peut qu'être exclue",
                f"for a {measure.kind} measure, a missing value can only be excluded",
            ),
            Bilingual("Il n'y a pas de nombre à mettre à sa place.", "There is no number to put in its place."),
            Bilingual("Écrivez missing_counts_as: excluded.", "Write missing_counts_as: excluded."),
        )
    elif isinstance(measure, (Count, ServiceLevelRatio)) and indicator.missing_counts_as is MissingCountsAs.EXCLUDED:
        findings.note(
            (*place, "missing_counts_as"),
            Bilingual(f"une mesure {measure.kind} n'exclut personne", f"a {measure.kind} measure excludes nobody"),
            Bilingual("Elle compte ce qui est vrai.", "It counts what is true."),
            Bilingual("Supprimez la clé.", "Delete the key."),
        )
