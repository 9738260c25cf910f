"""What the numbers of a framework must have: a source or a reason, dates that do not contradict each other, weights that sum to one."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from analysis.core.languages import Bilingual
from analysis.core.located_tree import Step
from analysis.core.periods import add_months
from analysis.frameworks.cohorts import FollowUpCalendar, Wave
from analysis.frameworks.findings import Findings
from analysis.frameworks.measures import Statistic
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Number, Unit
from analysis.frameworks.sources import Confidence, SourceReference

Place = tuple[Step, ...]

_BEGINNING, _END = date.min, date.max


def check_numbers(framework: Framework, findings: Findings) -> None:
    """Note everything that is wrong with standards, weights, parameters, the calendar and the scoring."""
    _check_dates_in_force(framework, findings)
    _check_standards(framework, findings)
    _check_weights(framework, findings)
    findings.note_repeats(("parameters",), (parameter.name for parameter in framework.parameters))
    for index, parameter in enumerate(framework.parameters):
        check_number(parameter.number, ("parameters", index, "number"), findings)
    _check_calendar(framework, findings)
    if framework.scoring is not None:
        scoring = framework.scoring
        check_confidence(scoring.confidence, scoring.source, scoring.reason, ("scoring",), findings)
        if scoring.scale <= 0:
            findings.note(
                ("scoring", "scale"),
                Bilingual("l'échelle du score doit être plus grande que 0", "the scale of the score must be greater than 0"),
                None,
                Bilingual("Écrivez la note la plus haute, par exemple 10.", "Write the highest mark, for example 10."),
            )


def check_confidence(
    confidence: Confidence, source: SourceReference | None, reason: Bilingual | None, place: Place, findings: Findings
) -> None:
    """Note a number that is said to come from a source and names none, or that we chose or worked out without saying why."""
    if confidence is not Confidence.ASSUMED and source is None:
        findings.note(
            place,
            Bilingual(f"ce qui est « {confidence.value} » a besoin d'une source", f'what is "{confidence.value}" needs a source'),
            Bilingual("Un lecteur doit pouvoir vérifier chaque nombre.", "A reader must be able to check every number."),
            Bilingual(
                "Ajoutez source (document, place), ou dites confidence: assumed et donnez la raison.",
                "Add source (document, place), or say confidence: assumed and give the reason.",
            ),
        )
    if confidence is not Confidence.STATED and reason is None:
        findings.note(
            place,
            Bilingual(f"ce qui est « {confidence.value} » a besoin d'une raison", f'what is "{confidence.value}" needs a reason'),
            Bilingual("Le rapport imprime la raison de chaque hypothèse.", "The report prints the reason of every assumption."),
            Bilingual("Ajoutez reason, en français et en anglais.", "Add reason, in French and in English."),
        )


def check_number(number: Number, place: Place, findings: Findings) -> None:
    """Note what a number lacks to be trusted: a source or a reason, dates in order, a share between 0 and 1."""
    check_confidence(number.confidence, number.source, number.reason, place, findings)
    if number.since is not None and number.until is not None and number.until < number.since:
        findings.note(
            (*place, "until"),
            Bilingual(
                f"la fin ({number.until}) précède le début ({number.since})",
                f"the end ({number.until}) is before the start ({number.since})",
            ),
            Bilingual("Ce nombre ne serait jamais en vigueur.", "This number would never be in force."),
            Bilingual("Corrigez l'une des deux dates.", "Correct one of the two dates."),
        )
    if number.unit is Unit.SHARE and not 0 <= number.value <= 1:
        findings.note(
            (*place, "value"),
            Bilingual(f"une part va de 0 à 1, pas {number.value}", f"a share goes from 0 to 1, not {number.value}"),
            Bilingual("Les pourcentages n'existent que sur la page.", "Percentages exist only on the page."),
            Bilingual("Écrivez 0.50 pour 50 %.", "Write 0.50 for 50%."),
        )


def _check_dates_in_force(framework: Framework, findings: Findings) -> None:
    until = framework.in_force_until
    if until is not None and until < framework.in_force_from:
        findings.note(
            ("in_force_until",),
            Bilingual(
                f"la fin ({until}) précède le début ({framework.in_force_from})",
                f"the end ({until}) is before the start ({framework.in_force_from})",
            ),
            Bilingual("Ce cadre ne serait jamais en vigueur.", "This framework would never be in force."),
            Bilingual("Corrigez l'une des deux dates.", "Correct one of the two dates."),
        )


def _check_standards(framework: Framework, findings: Findings) -> None:
    indicators = {indicator.name: indicator for indicator in framework.indicators}
    for index, standard in enumerate(framework.standards):
        place: Place = ("standards", index)
        check_number(standard.number, (*place, "number"), findings)
        indicator = indicators.get(standard.indicator)
        if indicator is None:
            findings.note_unknown((*place, "indicator"), Bilingual("l'indicateur", "the indicator"), standard.indicator, indicators)
            continue
        if indicator.unit is not standard.number.unit:
            findings.note(
                (*place, "number", "unit"),
                Bilingual(
                    f"la norme est en {standard.number.unit.value}, l'indicateur {indicator.name} en {indicator.unit.value}",
                    f"the standard is in {standard.number.unit.value}, the indicator {indicator.name} in {indicator.unit.value}",
                ),
                Bilingual("On ne compare que des valeurs de même unité.", "Only values of the same unit can be compared."),
                Bilingual("Écrivez la même unité aux deux endroits.", "Write the same unit in both places."),
            )
        most = indicator.measure.scale_maximum if isinstance(indicator.measure, Statistic) else None
        if most is not None and standard.number.value > most:
            findings.note(
                (*place, "number", "value"),
                Bilingual(f"la norme dépasse le haut de l'échelle ({most})", f"the standard is above the top of the scale ({most})"),
                Bilingual("Personne ne pourrait l'atteindre.", "Nobody could reach it."),
                Bilingual("Corrigez la norme ou scale_maximum.", "Correct the standard or scale_maximum."),
            )
    for (_, one), (index, other) in combinations(enumerate(framework.standards), 2):
        if (one.indicator, one.stage) == (other.indicator, other.stage) and _overlap(one.number, other.number):
            _note_overlap(("standards", index), Bilingual("deux normes", "two standards"), other.indicator, findings)


def _overlap(one: Number, other: Number) -> bool:
    return (one.since or _BEGINNING) <= (other.until or _END) and (other.since or _BEGINNING) <= (one.until or _END)


def _note_overlap(place: Place, things: Bilingual, indicator: str, findings: Findings) -> None:
    findings.note(
        place,
        Bilingual(f"{things.fr} de {indicator} sont en vigueur le même jour", f"{things.en} of {indicator} are in force on the same day"),
        Bilingual("On ne saurait pas laquelle appliquer.", "Nobody would know which one to apply."),
        Bilingual("Terminez l'une (until) avant le début de l'autre (from).", "End one (until) before the other starts (from)."),
    )


def _check_weights(framework: Framework, findings: Findings) -> None:
    indicators = {indicator.name for indicator in framework.indicators}
    for index, weight in enumerate(framework.weights):
        check_number(weight.number, ("weights", index, "number"), findings)
        if weight.number.unit is not Unit.SHARE:
            findings.note(
                ("weights", index, "number", "unit"),
                Bilingual("une pondération est une part (share)", "a weight is a share"),
                None,
                Bilingual("Écrivez unit: share et une valeur de 0 à 1.", "Write unit: share and a value from 0 to 1."),
            )
        if weight.indicator not in indicators:
            findings.note_unknown(("weights", index, "indicator"), Bilingual("l'indicateur", "the indicator"), weight.indicator, indicators)
    for (_, one), (index, other) in combinations(enumerate(framework.weights), 2):
        if one.indicator == other.indicator and _overlap(one.number, other.number):
            _note_overlap(("weights", index), Bilingual("deux pondérations", "two weights"), other.indicator, findings)
    if bool(framework.weights) != (framework.scoring is not None):
        findings.note(
            ("weights",) if framework.weights else ("scoring",),
            Bilingual(
                "des pondérations vont avec un mode de calcul du score, et l'inverse",
                "weights go with a scoring method, and the reverse",
            ),
            Bilingual("L'un sans l'autre ne donne pas de score.", "One without the other gives no score."),
            Bilingual("Ajoutez ce qui manque (weights ou scoring).", "Add what is missing (weights or scoring)."),
        )
    if framework.weights:
        _check_sums(framework, findings)


def _check_sums(framework: Framework, findings: Findings) -> None:
    """Note each stretch of days in force on which the weights do not sum to exactly one."""
    first, last = framework.in_force_from, framework.in_force_until or _END
    changes = {first}
    for weight in framework.weights:
        changes.add(weight.number.since or first)
        if weight.number.until is not None and weight.number.until < _END:
            changes.add(weight.number.until + timedelta(days=1))
    said: set[Decimal] = set()
    for day in sorted(day for day in changes if first <= day <= last):
        total = sum((weight.number.value for weight in framework.weights if _in_force(weight.number, day)), Decimal(0))
        if total != 1 and total not in said:
            said.add(total)
            percent = (100 * total).normalize()
            findings.note(
                ("weights",),
                Bilingual(
                    f"au {day}, les pondérations font {percent:f} %, pas 100 %",
                    f"on {day} the weights make {percent:f}%, not 100%",
                ),
                Bilingual("Le score ne serait pas sur son échelle.", "The score would not be on its scale."),
                Bilingual("Corrigez une pondération ou ses dates (from, until).", "Correct a weight or its dates (from, until)."),
            )


def _in_force(number: Number, day: date) -> bool:
    return (number.since or _BEGINNING) <= day <= (number.until or _END)


def _check_calendar(framework: Framework, findings: Findings) -> None:
    calendar = framework.follow_up
    if calendar is None:
        return
    place: Place = ("follow_up", "waves")
    if calendar.origin_confidence is not Confidence.STATED and calendar.origin_reason is None:
        findings.note(
            ("follow_up", "origin_confidence"),
            Bilingual("une origine supposée a besoin d'une raison", "an assumed origin needs a reason"),
            Bilingual("Le rapport imprime la raison de chaque hypothèse.", "The report prints the reason of every assumption."),
            Bilingual("Ajoutez origin_reason, en français et en anglais.", "Add origin_reason, in French and in English."),
        )
    for index, wave in enumerate(calendar.waves):
        check_confidence(wave.confidence, wave.source, wave.reason, (*place, index), findings)
    for index, rule in enumerate(calendar.stops_when):
        check_confidence(rule.confidence, rule.source, rule.reason, ("follow_up", "stops_when", index), findings)
    _check_later_waves(calendar, findings)
    for index, (wave, following) in enumerate(zip(calendar.waves, calendar.waves[1:], strict=False), start=1):
        if following.months <= wave.months:
            findings.note(
                (*place, index, "months"),
                Bilingual("les suivis ne sont pas en ordre", "the follow-ups are not in order"),
                None,
                Bilingual(
                    "Écrivez-les du plus proche au plus lointain, chacun une fois.",
                    "Write them from the nearest to the farthest, each once.",
                ),
            )
        elif _windows_meet(wave, following):
            findings.note(
                (*place, index),
                Bilingual(
                    f"les fenêtres des suivis à {wave.months} et {following.months} mois se touchent",
                    f"the windows of the follow-ups at {wave.months} and {following.months} months meet",
                ),
                Bilingual("Un même contact compterait pour les deux.", "One contact would count for both."),
                Bilingual("Réduisez days_after ou days_before.", "Reduce days_after or days_before."),
            )


def _check_later_waves(calendar: FollowUpCalendar, findings: Findings) -> None:
    """Check the waves that `then_every` repeats: they end somewhere, there is at least one, and their windows do not meet."""
    if calendar.then_every is None and calendar.until is None:
        return
    place: Place = ("follow_up", "then_every" if calendar.then_every is not None else "until")
    if calendar.then_every is None or calendar.until is None:
        findings.note(
            place,
            Bilingual("`then_every` et `until` vont ensemble", "`then_every` and `until` go together"),
            Bilingual(
                "Sans l'un des deux, on ne sait pas quels suivis viennent après.", "Without either, which follow-ups come later is unknown."
            ),
            Bilingual("Ajoutez celui qui manque, en mois.", "Add the one that is missing, in months."),
        )
        return
    later = calendar.every_wave[len(calendar.waves) - 1 :]
    if len(later) < 2:
        findings.note(
            ("follow_up", "until"),
            Bilingual(
                f"aucun suivi ne vient après : {calendar.until} mois arrive avant le suivant",
                f"no follow-up comes later: {calendar.until} months is before the next one",
            ),
            None,
            Bilingual("Reculez `until`, ou retirez-le avec `then_every`.", "Move `until` back, or take it out with `then_every`."),
        )
    elif _windows_meet(later[0], later[1]):
        findings.note(
            place,
            Bilingual(
                f"les fenêtres de suivis répétés tous les {calendar.then_every} mois se touchent",
                f"the windows of follow-ups repeated every {calendar.then_every} months meet",
            ),
            Bilingual("Un même contact compterait pour deux suivis.", "One contact would count for two follow-ups."),
            Bilingual(
                "Espacez-les, ou réduisez la fenêtre du dernier suivi écrit.",
                "Space them out, or narrow the window of the last one written.",
            ),
        )


def _windows_meet(wave: Wave, following: Wave) -> bool:
    """Say whether a contact could fall in both windows, for some origin of a leap cycle."""
    origins = (date(2023, 1, 1) + timedelta(days=offset) for offset in range(1461))
    return any(
        add_months(origin, wave.months) + timedelta(days=wave.days_after)
        >= add_months(origin, following.months) - timedelta(days=following.days_before)
        for origin in origins
    )
