"""What an indicator and a cohort must say before anything can be counted."""

from __future__ import annotations

from analysis.core.languages import Bilingual
from analysis.core.located_tree import Step
from analysis.frameworks.condition_checks import check_condition, check_field, fields_of
from analysis.frameworks.conditions import Condition
from analysis.frameworks.findings import Findings
from analysis.frameworks.indicators import Availability, Indicator
from analysis.frameworks.measure_checks import check_missing_rule, check_unit
from analysis.frameworks.measures import (
    Change,
    Count,
    Duration,
    Measure,
    Quotient,
    Rate,
    Records,
    SeriesValue,
    ServiceLevelRatio,
    Share,
    Statistic,
)
from analysis.frameworks.model import Framework
from analysis.frameworks.record_checks import check_quotient, check_records
from analysis.frameworks.vocabulary import FIELDS, FieldKind, FieldNeeds

Place = tuple[Step, ...]


def check_cohorts(framework: Framework, findings: Findings) -> None:
    """Note everything that is wrong with the cohorts."""
    findings.note_repeats(("cohorts",), (cohort.name for cohort in framework.cohorts))
    for index, cohort in enumerate(framework.cohorts):
        place: Place = ("cohorts", index)
        if cohort.months_before_period < 0:
            findings.note(
                (*place, "months_before_period"),
                Bilingual("un nombre de mois négatif", "a negative number of months"),
                Bilingual("On compterait des personnes d'une période à venir.", "People of a period to come would be counted."),
                Bilingual("Écrivez 0, 12 ou un autre nombre de mois passés.", "Write 0, 12 or another number of past months."),
            )
        findings.note_repeats((*place, "rules"), (rule.name for rule in cohort.rules))
        for number, rule in enumerate(cohort.rules):
            # A cohort is chosen before any indicator: it has neither a wave nor an occasion.
            check_condition(rule.where, (*place, "rules", number, "where"), (), findings, framework)


def check_indicators(framework: Framework, findings: Findings) -> None:
    """Note everything that is wrong with the indicators."""
    findings.note_repeats(("indicators",), (indicator.name for indicator in framework.indicators))
    coded = [(index, indicator.code) for index, indicator in enumerate(framework.indicators) if indicator.code is not None]
    seen: set[str] = set()
    for index, code in coded:
        if code in seen:
            findings.note(
                ("indicators", index, "code"),
                Bilingual(f"le code {code} est déjà pris", f"the code {code} is already taken"),
                None,
                Bilingual("Donnez un code à un seul indicateur.", "Give a code to one indicator only."),
            )
        seen.add(code)
    dimensions = [dimension.name for dimension in framework.dimensions]
    findings.note_repeats(("dimensions",), dimensions)
    for index, indicator in enumerate(framework.indicators):
        place: Place = ("indicators", index)
        if indicator.dimension is not None and indicator.dimension not in dimensions:
            findings.note_unknown((*place, "dimension"), Bilingual("la dimension", "the dimension"), indicator.dimension, dimensions)
        if indicator.availability is Availability.COMPUTED:
            _check_computed(indicator, place, findings, framework)
        else:
            _check_not_computed(indicator, place, findings)
    _check_weighted(framework, findings)


def given_needs(indicator: Indicator) -> tuple[FieldNeeds, ...]:
    """Return which needs of fields an indicator meets."""
    given = []
    if indicator.wave is not None:
        given.append(FieldNeeds.WAVE)
    if indicator.satisfaction is not None:
        given.append(FieldNeeds.SATISFACTION)
    return tuple(given)


def _check_not_computed(indicator: Indicator, place: Place, findings: Findings) -> None:
    if indicator.availability_reason is None:
        findings.note(
            (*place, "availability"),
            Bilingual("il manque la raison pour laquelle rien n'est calculé", "the reason why nothing is computed is missing"),
            Bilingual("Le rapport l'imprime à la place de la valeur.", "The report prints it in place of the value."),
            Bilingual("Ajoutez availability_reason, en français et en anglais.", "Add availability_reason, in French and in English."),
        )
    if indicator.measure is not None:
        findings.note(
            (*place, "measure"),
            Bilingual("une mesure alors que rien n'est calculé", "a measure although nothing is computed"),
            Bilingual("Un lecteur croirait qu'il y a une valeur.", "A reader would believe that there is a value."),
            Bilingual("Supprimez measure, ou dites availability: computed.", "Delete measure, or say availability: computed."),
        )


def _check_computed(indicator: Indicator, place: Place, findings: Findings, framework: Framework) -> None:
    measure = indicator.measure
    if measure is None:
        findings.note(
            place,
            Bilingual("un indicateur calculé a besoin d'une mesure", "a computed indicator needs a measure"),
            None,
            Bilingual(
                "Ajoutez measure, ou dites availability: in_development ou no_extract et pourquoi.",
                "Add measure, or say availability: in_development or no_extract and why.",
            ),
        )
        return
    check_unit(indicator, measure, place, findings)
    if isinstance(measure, Change):
        _check_change(indicator, measure, place, findings, framework)
    if isinstance(measure, Records):
        check_records(measure, (*place, "measure"), findings, framework)
        _check_records_denominator(indicator, measure, place, findings)
    if isinstance(measure, Quotient):
        check_quotient(indicator, measure, (*place, "measure"), findings, framework)
    if isinstance(measure, (Change, SeriesValue, Records, Quotient)):
        _check_needs_no_persons(indicator, measure, place, findings)
        return
    cohorts = [cohort.name for cohort in framework.cohorts]
    if indicator.cohort is None:
        _note_needed(place, "cohort", Bilingual("On ne saurait pas qui est compté.", "Nobody would know who is counted."), findings)
    elif indicator.cohort not in cohorts:
        findings.note_unknown((*place, "cohort"), Bilingual("la cohorte", "the cohort"), indicator.cohort, cohorts)
    if indicator.denominator is None:
        why = Bilingual("Une valeur n'est jamais montrée sans son dénominateur.", "A value is never shown without its denominator.")
        _note_needed(place, "denominator", why, findings)
    _check_wave(indicator, place, findings, framework)
    check_missing_rule(indicator, measure, place, findings)
    used = _check_fields(indicator, measure, place, findings, framework)
    _check_unused(indicator, used, place, findings)


def _note_needed(place: Place, key: str, why: Bilingual, findings: Findings) -> None:
    findings.note(
        place,
        Bilingual(f"il manque la clé « {key} »", f'the key "{key}" is missing'),
        why,
        Bilingual("Ajoutez-la.", "Add it."),
    )


def _check_needs_no_persons(indicator: Indicator, measure: Measure, place: Place, findings: Findings) -> None:
    of_records = ("denominator", "missing_counts_as") if isinstance(measure, Records) else ()
    for key in ("cohort", "wave", "satisfaction", "missing_counts_as", "denominator"):
        if key not in of_records and getattr(indicator, key) is not None:
            findings.note(
                (*place, key),
                Bilingual(
                    f"« {key} » n'a pas de sens pour une mesure {measure.kind}", f'"{key}" makes no sense for a {measure.kind} measure'
                ),
                Bilingual("Elle ne lit aucune participation.", "It reads no participation."),
                Bilingual("Supprimez la clé.", "Delete the key."),
            )


def _check_records_denominator(indicator: Indicator, measure: Records, place: Place, findings: Findings) -> None:
    if indicator.denominator is None:
        why = Bilingual("Une valeur n'est jamais montrée sans son dénominateur.", "A value is never shown without its denominator.")
        _note_needed(place, "denominator", why, findings)
    elif indicator.denominator.where is not None:
        findings.note(
            (*place, "denominator", "where"),
            Bilingual("une mesure records choisit ses lignes dans measure.where", "a records measure chooses its rows in measure.where"),
            Bilingual("Deux endroits pourraient se contredire.", "Two places could contradict each other."),
            Bilingual("Déplacez la condition dans measure.where.", "Move the condition to measure.where."),
        )
    if (measure.statistic == "share") != (indicator.missing_counts_as is not None):
        findings.note(
            place,
            Bilingual("missing_counts_as va avec statistic: share", "missing_counts_as goes with statistic: share"),
            Bilingual("Ce que devient une ligne sans réponse change une part, et elle seule.",
                      "What becomes of a row without an answer changes a share, and nothing else."),
            Bilingual("Ajoutez ou enlevez missing_counts_as.", "Add or remove missing_counts_as."),
        )  # fmt: skip


def _check_change(indicator: Indicator, measure: Change, place: Place, findings: Findings, framework: Framework) -> None:
    others = {other.name: other for other in framework.indicators if other.name != indicator.name}
    here = (*place, "measure", "of")
    if measure.of not in others:
        findings.note_unknown(here, Bilingual("l'indicateur", "the indicator"), measure.of, others)
        return
    other = others[measure.of]
    if isinstance(other.measure, Change) or other.availability is not Availability.COMPUTED:
        findings.note(
            here,
            Bilingual(
                f"{measure.of} n'a pas de valeur dont suivre la variation",
                f"{measure.of} has no value whose change could be followed",
            ),
            None,
            Bilingual("Nommez un indicateur calculé qui n'est pas une variation.", "Name a computed indicator that is not a change."),
        )


def _check_wave(indicator: Indicator, place: Place, findings: Findings, framework: Framework) -> None:
    if indicator.wave is None:
        return
    waves = [str(wave.months) for wave in framework.follow_up.every_wave] if framework.follow_up else []
    if str(indicator.wave) not in waves:
        findings.note(
            (*place, "wave"),
            Bilingual(
                f"le calendrier n'a pas de suivi à {indicator.wave} mois",
                f"the calendar has no follow-up at {indicator.wave} months",
            ),
            Bilingual("Personne n'est joint à ce moment.", "Nobody is contacted at that time."),
            Bilingual(
                f"Choisissez parmi : {', '.join(waves) or 'aucun suivi déclaré'}, ou complétez follow_up.",
                f"Choose one of: {', '.join(waves) or 'no follow-up declared'}, or complete follow_up.",
            ),
        )


def _check_fields(indicator: Indicator, measure: Measure, place: Place, findings: Findings, framework: Framework) -> set[FieldNeeds]:
    """Note what the measure and the denominator cannot ask; return which needs their fields have."""
    given, here = given_needs(indicator), (*place, "measure")
    used: set[FieldNeeds] = set()

    def condition_at(key: str, condition: Condition | None, base: Place) -> None:
        if condition is not None:
            check_condition(condition, (*base, key), given, findings, framework)
            used.update(needs_of(condition))

    if isinstance(measure, (Share, Rate)):
        condition_at("numerator", measure.numerator, here)
    if isinstance(measure, Count):
        condition_at("where", measure.where, here)
    if indicator.denominator is not None:
        condition_at("where", indicator.denominator.where, (*place, "denominator"))
    if isinstance(measure, Statistic):
        field = check_field(measure.field, (*here, "field"), given, findings, FieldKind.NUMBER)
        used.update({field.needs} if field else ())
    if isinstance(measure, Duration):
        for key in ("start", "end"):
            field = check_field(getattr(measure, key), (*here, key), given, findings, FieldKind.DATE)
            used.update({field.needs} if field else ())
    return used


def needs_of(condition: Condition) -> set[FieldNeeds]:
    """Return the needs of the known fields of a condition."""
    return {FIELDS[name].needs for name in fields_of(condition) if name in FIELDS}


def _check_unused(indicator: Indicator, used: set[FieldNeeds], place: Place, findings: Findings) -> None:
    for key, need in (("wave", FieldNeeds.WAVE), ("satisfaction", FieldNeeds.SATISFACTION)):
        if getattr(indicator, key) is not None and need not in used:
            findings.note(
                (*place, key),
                Bilingual(f"« {key} » est déclaré mais aucune condition ne s'en sert", f'"{key}" is declared but no condition uses it'),
                Bilingual("Un lecteur croirait que l'indicateur en dépend.", "A reader would believe that the indicator depends on it."),
                Bilingual("Supprimez la clé, ou utilisez un champ qui en a besoin.", "Delete the key, or use a field that needs it."),
            )


def _check_weighted(framework: Framework, findings: Findings) -> None:
    """Note weighted indicators that cannot enter a score."""
    indicators = {indicator.name: (index, indicator) for index, indicator in enumerate(framework.indicators)}
    for name in dict.fromkeys(weight.indicator for weight in framework.weights):
        if name not in indicators:
            continue
        index, indicator = indicators[name]
        place: Place = ("indicators", index)
        if indicator.dimension is None:
            why = Bilingual("Le score se lit par dimension.", "The score is read by dimension.")
            _note_needed(place, "dimension", why, findings)
        measure = indicator.measure
        is_share = isinstance(measure, (Share, ServiceLevelRatio)) or (isinstance(measure, Statistic) and measure.scale_maximum is not None)
        if not is_share:
            findings.note(
                (*place, "measure"),
                Bilingual(
                    "un indicateur pondéré doit être une part, un ratio, ou une moyenne sur une échelle connue (scale_maximum)",
                    "a weighted indicator must be a share, a ratio, or a mean on a known scale (scale_maximum)",
                ),
                Bilingual("Le score additionne des résultats de 0 à 1.", "The score adds results from 0 to 1."),
                Bilingual("Changez la mesure, ou retirez la pondération.", "Change the measure, or remove the weight."),
            )
