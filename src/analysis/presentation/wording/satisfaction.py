"""What satisfaction results say: how many, of how many, who did not answer, what the interval holds; never why."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import label_of
from analysis.presentation.numbers import format_number, format_points, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.tables.cells import decimals_by_unit
from analysis.presentation.tables.satisfaction import of_survey, pairs_of, points_interval
from analysis.presentation.wording.sentences import Counted, paragraph, say

_SHARE = Bilingual(
    "{survey} : {share} des {n} réponses sont de 4 ou 5; {silent} des {asked} sondés n'ont pas répondu.",
    "{survey}: {share} of {n} answers are 4 or 5; of {asked} asked, {silent} did not answer.",
)
_HIDDEN = Bilingual("{survey} : le résultat n'est pas montré.", "{survey}: the result is not shown.")
_NOBODY_ASKED = Bilingual("{survey} : personne n'a été sondé.", "{survey}: nobody was asked.")
_NO_ANSWER = Counted(
    Bilingual("{survey} : {n} sondé, aucune réponse.", "{survey}: {n} asked, no answer."),
    Bilingual("{survey} : {n} sondés, aucune réponse.", "{survey}: {n} asked, no answer."),
)
_CHANGE = {
    "across": Bilingual(
        "{who}, aux deux moments ({n} répondants) : {points}; l'intervalle ({interval}) contient zéro.",
        "{who}, on both occasions ({n} respondents): {points}; the interval ({interval}) holds zero.",
    ),
    "below": Bilingual(
        "{who}, aux deux moments ({n} répondants) : {points}; tout l'intervalle ({interval}) est sous zéro.",
        "{who}, on both occasions ({n} respondents): {points}; the whole interval ({interval}) is below zero.",
    ),
    "above": Bilingual(
        "{who}, aux deux moments ({n} répondants) : {points}; tout l'intervalle ({interval}) est au-dessus de zéro.",
        "{who}, on both occasions ({n} respondents): {points}; the whole interval ({interval}) is above zero.",
    ),
}
_NO_CHANGE = Bilingual(
    "{who} : le changement chez les mêmes répondants n'est pas montré.", "{who}: the change among the same respondents is not shown."
)
_NO_PAIRS = Bilingual("{who} : personne n'a répondu aux deux moments.", "{who}: nobody answered on both occasions.")
_NOTHING = Bilingual("Aucun sondage n'est à montrer.", "There is no survey to show.")


def satisfaction(table: ReleasedTable, change: ReleasedTable | None = None, *, language: Language) -> TextDisplay:
    """Return one sentence a survey: its share with its denominator and who did not answer; then what changed among the same respondents."""
    said = [_survey(table, row, language) for row in results(table) if row.is_total or table.dimensions == ("survey",)]
    if change is not None:
        said += [_changed(change, respondent, language) for respondent in pairs_of(change)]
    return paragraph(said or [say(_NOTHING, language)])


def _survey(table: ReleasedTable, row: Result, language: Language) -> str:
    survey = label_of(table, "survey", row.where["survey"], language)
    asked = row.number("n_asked")
    if row.value is not None and row.denominator is not None and asked is not None:
        return say(
            _SHARE,
            language,
            survey=survey,
            share=format_share(row.value, language, decimals_by_unit([row])[row.unit]),
            n=format_number(row.denominator, language),
            silent=format_number(asked - row.denominator, language),
            asked=format_number(asked, language),
        )
    if asked is None:
        return say(_HIDDEN, language, survey=survey)
    return _NO_ANSWER.say(asked, language, survey=survey) if asked else say(_NOBODY_ASKED, language, survey=survey)


def _changed(table: ReleasedTable, respondent: str, language: Language) -> str:
    who = label_of(table, "respondent", respondent, language)
    found = pairs_of(table)[respondent]
    row, pairs = found.change, found.total
    if row is None or row.value is None or row.low is None or row.high is None or pairs is None or pairs.value is None:
        nobody = pairs is not None and pairs.denominator == 0
        return say(_NO_PAIRS if nobody else _NO_CHANGE, language, who=who)
    place = "below" if row.high < 0 else "above" if row.low > 0 else "across"
    return say(
        _CHANGE[place],
        language,
        who=who,
        n=format_number(pairs.value, language),
        points=format_points(row.value, language, 1),
        interval=points_interval(row.low, row.high, language),
    )


_RESPONSE = Bilingual(
    "{survey} : {employed} des personnes en emploi au suivi ont répondu, {other} de celles sans emploi.",
    "{survey}: {employed} of those employed at follow-up answered, and {other} of those not employed.",
)
_EVENED = Bilingual(
    "Si toutes avaient répondu autant, la part satisfaite serait de {evened} au lieu de {raw}.",
    "Had everyone answered as often, the satisfied share would be {evened} instead of {raw}.",
)
_NO_RESPONSE = Bilingual("Qui a répondu selon la situation d'emploi n'est pas montré.", "Who answered by employment status is not shown.")


def satisfaction_response(table: ReleasedTable, *, survey: str | None = None, language: Language) -> TextDisplay:
    """Return how many answered by employment status, and the share of a survey (or of each) with response evened out beside the raw one."""
    said = []
    surveys = dict.fromkeys(row.where["survey"] for row in results(table))
    for name in surveys if survey is None else [survey]:
        response = {row.where["outcome"]: row for row in of_survey(table, name, "response_share")}
        employed, other = response.get("employed"), response.get("not_employed")
        raw = next((row for row in of_survey(table, name, "satisfied_share") if row.where["outcome"] == "total"), None)
        evened = next(iter(of_survey(table, name, "reweighted_share")), None)
        if employed is not None and employed.value is not None and other is not None and other.value is not None:
            label = label_of(table, "survey", name, language)
            said.append(say(_RESPONSE, language, survey=label, employed=_share(employed, language), other=_share(other, language)))
            if evened is not None and evened.value is not None and raw is not None and raw.value is not None:
                said.append(
                    say(_EVENED, language, evened=format_share(evened.value, language, 1), raw=format_share(raw.value, language, 1))
                )
    return paragraph(said or [say(_NO_RESPONSE, language)])


_ALPHA = Bilingual(
    "Les questions mesurent une même chose avec un alpha de Cronbach de {alpha} (intervalle de {low} à {high}, {n} réponses complètes).",
    "The questions measure one thing with a Cronbach's alpha of {alpha} (interval {low} to {high}, {n} complete answers).",
)
_NO_ALPHA = Bilingual(
    "La cohérence des questions n'est pas montrée : trop peu de réponses complètes, ou aucune.",
    "How well the questions hold together is not shown: too few complete answers, or none.",
)


def satisfaction_questions(table: ReleasedTable, *, survey: str | None = None, language: Language) -> TextDisplay:
    """Return Cronbach's alpha of a survey (the first) with its interval and number of complete answers."""
    chosen = survey or next((row.where["survey"] for row in results(table)), "")
    row = next(iter(of_survey(table, chosen, "alpha")), None)
    if row is None or row.value is None or row.low is None or row.high is None:
        return paragraph([say(_NO_ALPHA, language)])
    numbers = {name: format_number(value, language, 2) for name, value in (("alpha", row.value), ("low", row.low), ("high", row.high))}
    return paragraph([say(_ALPHA, language, n=format_number(row.denominator or 0.0, language), **numbers)])


_EXAMINED = Counted(
    Bilingual("Les réponses de {n} fournisseur ont été examinées.", "The answers of {n} provider were examined."),
    Bilingual("Les réponses de {n} fournisseurs ont été examinées.", "The answers of {n} providers were examined."),
)
_TOO_FEW = Counted(
    Bilingual("{n} autre en a trop peu pour l'être.", "{n} other has too few for that."),
    Bilingual("{n} autres en ont trop peu pour l'être.", "{n} others have too few for that."),
)
_POINTED = Counted(
    Bilingual(
        "Celles de {n} sortent de l'ordinaire, ce qui appelle une question et non une conclusion.",
        "Those of {n} are unusual, which calls for a question and not a conclusion.",
    ),
    Bilingual(
        "Celles de {n} sortent de l'ordinaire, ce qui appelle une question et non une conclusion.",
        "Those of {n} are unusual, which calls for a question and not a conclusion.",
    ),
)
_NONE_POINTED = Bilingual("Celles d'aucun ne sortent de l'ordinaire.", "Those of none are unusual.")
_NONE_EXAMINED = Bilingual("Aucun fournisseur n'a assez de réponses pour être examiné.", "No provider has enough answers to be examined.")


def unusual_answers(summary: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return how many providers were examined, how many had too few answers and how many were pointed out."""
    counts = {row.indicator: row.value or 0.0 for row in results(summary)}
    if not counts.get("providers_tested"):
        return paragraph([say(_NONE_EXAMINED, language)])
    said = [_EXAMINED.say(counts["providers_tested"], language)]
    if counts.get("providers_too_few"):
        said.append(_TOO_FEW.say(counts["providers_too_few"], language))
    pointed = counts.get("providers_pointed_out", 0.0)
    said.append(_POINTED.say(pointed, language) if pointed else say(_NONE_POINTED, language))
    return paragraph(said)


def _share(row: Result, language: Language) -> str:
    return format_share(row.value or 0.0, language, decimals_by_unit([row])[row.unit])
