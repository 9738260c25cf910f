"""What the estimates of an outcome say together: the published one, the bounds, and those that disagree."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TextDisplay
from analysis.presentation.figures.estimates import main_wave
from analysis.presentation.labels import label_of
from analysis.presentation.numbers import format_interval, format_number, format_share
from analysis.presentation.released import results
from analysis.presentation.tables.estimates import REACHED, SHOWN, WORST, WaveEstimates, bounds_text, decimals_for, waves_of_estimates
from analysis.presentation.typography import typeset
from analysis.presentation.wording.sentences import names, paragraph, say

_PUBLISHED = Bilingual(
    "Au suivi de {wave}, {share} des personnes dont le suivi est échu ont le résultat, selon l'estimation publiée "
    "({method}; intervalle à 95 % : {interval}).",
    "At the follow-up of {wave}, {share} of the people whose follow-up is due have the outcome, by the published estimate "
    "({method}; 95% interval: {interval}).",
)
_PUBLISHED_BOUNDS = Bilingual(
    "Au suivi de {wave}, de {bounds} des personnes dont le suivi est échu ont le résultat : ce sont les bornes, que le cadre publie.",
    "At the follow-up of {wave}, {bounds} of the people whose follow-up is due have the outcome: "
    "these are the bounds, which the framework publishes.",
)
_REST = Bilingual(
    "{reached} sur {due} ont été jointes et ont répondu; si l'on ne suppose rien des autres, la part est de {bounds}.",
    "{reached} of {due} were reached and answered; supposing nothing of the others, the share is {bounds}.",
)
_AGREE = Bilingual(
    "À chaque suivi, les autres estimations sont dans l'intervalle de l'estimation publiée.",
    "At each wave the other estimates are inside the interval of the published one.",
)
_DISAGREE = Bilingual(
    "Les estimations ne disent pas toutes la même chose : hors de l'intervalle de l'estimation publiée, {others}.",
    "The estimates do not all say the same: outside the interval of the published one, {others}.",
)
_ONE = Bilingual("{method} à {wave} ({share})", "{method} at {wave} ({share})")
_INCONCLUSIVE = Bilingual(
    "Les bornes sont trop larges pour conclure sur la norme de {standard} à {wave} : elle est entre les deux.",
    "The bounds are too wide to conclude about the standard of {standard} at {wave}: it lies between them.",
)
_MET = Bilingual(
    "La norme de {standard} à {wave} est atteinte même dans le pire cas.",
    "The standard of {standard} at {wave} is met even in the worst case.",
)
_NOT_MET = Bilingual(
    "La norme de {standard} à {wave} n'est pas atteinte, même dans le meilleur cas.",
    "The standard of {standard} at {wave} is not met, even in the best case.",
)
_FEW = Bilingual(
    "Trop peu de personnes ont été jointes à {waves} pour dire quelque chose des autres.",
    "Too few people were reached at {waves} to say something of the others.",
)
_HIDDEN = Bilingual(
    "Les estimations à {waves} sont masquées, pour ne révéler la situation de personne.",
    "The estimates at {waves} are hidden, so that nobody's situation is revealed.",
)
_NOT_DUE = Bilingual("Aucun suivi n'est échu à {waves}.", "No follow-up is due at {waves}.")
_NOBODY = Bilingual("Aucun suivi n'est échu : il n'y a rien à estimer.", "No follow-up is due: there is nothing to estimate.")
_SUPPOSE = Bilingual(
    "Sauf les bornes, toutes supposent que les personnes non jointes ressemblent aux personnes jointes qui ont les mêmes caractéristiques.",
    "All but the bounds suppose that the people not reached are like those reached who have the same characteristics.",
)


def estimates(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph: the published estimate, the bounds, which estimates disagree, what the bounds conclude."""
    waves = waves_of_estimates(table)
    due = [wave for wave in waves if wave.due != 0]
    if not due:
        return paragraph([say(_NOBODY, language)])
    decimals = decimals_for(results(table))
    said: list[str] = []
    main = main_wave(due)
    if main is not None:
        said += _main(table, main, language, decimals)
        said += [_disagreement(table, due, language, decimals)]
    said += [_conclusion(table, wave, language) for wave in due]
    few = [wave for wave in due if wave.rows["weighted"].absence == "not_applicable"]
    hidden = [wave for wave in due if wave.rows[WORST].absence == "hidden"]
    later = [wave for wave in waves if wave.due == 0]
    for template, chosen in ((_FEW, few), (_HIDDEN, hidden), (_NOT_DUE, later)):
        if chosen:
            said.append(say(template, language, waves=_waves(table, chosen, language)))
    if main is not None:
        said.append(say(_SUPPOSE, language))
    return paragraph(said)


def _waves(table: ReleasedTable, waves: Sequence[WaveEstimates], language: Language) -> str:
    return names([label_of(table, "wave", wave.wave, language, inside=True) for wave in waves], language)


def _main(table: ReleasedTable, wave: WaveEstimates, language: Language, decimals: int) -> list[str]:
    name, row, bounds = label_of(table, "wave", wave.wave, language), wave.rows[wave.published], wave.bounds
    if wave.published == WORST and bounds is not None:
        return [say(_PUBLISHED_BOUNDS, language, wave=name, bounds=bounds_text(bounds, language, decimals))]
    method = typeset(table.labels["published"]["method"][language], language)
    interval = "–" if row.low is None or row.high is None else format_interval(row.low, row.high, Unit.SHARE, language, decimals)
    share = format_share(row.value or 0.0, language, decimals)
    said = [say(_PUBLISHED, language, wave=name, share=share, method=method, interval=interval)]
    if bounds is not None and row.denominator is not None and wave.due is not None:
        reached, due = format_number(row.denominator, language), format_number(wave.due, language)
        said.append(say(_REST, language, reached=reached, due=due, bounds=bounds_text(bounds, language, decimals)))
    return said


def _disagreement(table: ReleasedTable, waves: Sequence[WaveEstimates], language: Language, decimals: int) -> str:
    """Say which estimates lie outside the interval of the published one."""
    apart, compared = [], False
    for wave in waves:
        published = wave.rows[wave.published]
        if wave.published == WORST or published.low is None or published.high is None:
            continue
        for method in SHOWN:
            value = wave.rows[method].value
            if method in (WORST, wave.published) or value is None:
                continue
            compared = True
            if not published.low <= value <= published.high:
                name = label_of(table, "method", method, language, inside=True)
                share = format_share(value, language, decimals)
                apart.append(say(_ONE, language, method=name, wave=label_of(table, "wave", wave.wave, language), share=share))
    if apart:
        return say(_DISAGREE, language, others=names(apart, language))
    return say(_AGREE, language) if compared else ""


def _conclusion(table: ReleasedTable, wave: WaveEstimates, language: Language) -> str:
    """Say what the bounds alone conclude about the standard of a wave."""
    standard, bounds = wave.rows[WORST].standard, wave.bounds
    if standard is None or bounds is None or wave.rows[REACHED].denominator == wave.due:
        return ""
    values = {"standard": format_share(standard, language, 0), "wave": label_of(table, "wave", wave.wave, language)}
    if bounds[0] >= standard:
        return say(_MET, language, **values)
    return say(_NOT_MET if bounds[1] < standard else _INCONCLUSIVE, language, **values)
