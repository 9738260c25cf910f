"""What certainty says in words: whether two intervals agree, what a score loses most, what a change comes from, what a rank is worth."""

from __future__ import annotations

from math import fsum

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.numbers import Unit
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.numbers import format_gap, format_interval, format_number, format_points, format_share, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.tables.projections import chance_in_words
from analysis.presentation.wording.sentences import Counted, names, paragraph, say

_SCORE = Bilingual(
    "La note globale est de {points} points (intervalle à 95 % : {interval} par linéarisation, {resampled} par rééchantillonnage); "
    "la probabilité d'atteindre les {minimum} points des normes est de {chance}.",
    "The overall score is {points} points (95% interval: {interval} by linearization, {resampled} by resampling); "
    "the probability of reaching the {minimum} points of the standards is {chance}.",
)
_NO_SCORE = Bilingual("La note globale n'est pas montrée.", "The overall score is not shown.")
_OPEN = Counted(
    Bilingual("Pour {n} indicateur, le constat n'est pas certain (probabilité entre 5 et 95 %) : {names}.",
              "For {n} indicator the finding is not certain (probability between 5 and 95%): {names}."),
    Bilingual("Pour {n} indicateurs, le constat n'est pas certain (probabilité entre 5 et 95 %) : {names}.",
              "For {n} indicators the finding is not certain (probability between 5 and 95%): {names}."),
)  # fmt: skip
_LOST = Bilingual(
    "Il manque {total} points à la note pour être parfaite; {names} en font {share}.",
    "The score is {total} points short of perfect; {names} make up {share} of them.",
)
_CHANGE = Bilingual(
    "{name} : {change} depuis l'exercice précédent, dont {mix} de composition (qui est compté où) "
    "et {rate} de taux (les résultats de chaque groupe).",
    "{name}: {change} since the year before, of which {mix} from the mix (who is counted where) "
    "and {rate} from rates (the results of each group).",
)
_NO_CHANGE = Bilingual(
    "Ce changement ne peut pas être décomposé : l'un des deux exercices n'est pas montré ou ne compte personne.",
    "This change cannot be taken apart: one of the two years is not shown or counts nobody.",
)
_RANKED = Counted(
    Bilingual("{n} fournisseur a assez de personnes et un résultat publié pour être jugé.",
              "{n} provider has enough people and a published result to be judged."),
    Bilingual("{n} fournisseurs ont assez de personnes et un résultat publié pour être jugés.",
              "{n} providers have enough people and a published result to be judged."),
)  # fmt: skip
_NOBODY_RANKED = Bilingual(
    "Aucun fournisseur n'a assez de personnes et un résultat publié pour être jugé.",
    "No provider has enough people and a published result to be judged.",
)
_TOO_SMALL = Counted(
    Bilingual("{n} autre, dont le résultat est publié, repose sur trop peu de personnes : il n'est pas jugé.",
              "{n} other, whose result is published, rests on too few people: it is not judged."),
    Bilingual("{n} autres, dont le résultat est publié, reposent sur trop peu de personnes : ils ne sont pas jugés.",
              "{n} others, whose results are published, rest on too few people: they are not judged."),
)  # fmt: skip
_WIDTH = Bilingual(
    "L'intervalle de rang couvre en moyenne {places} des {n} places : le rang d'un fournisseur en dit peu sur lui.",
    "The interval of rank covers {places} of the {n} places on average: the rank of a provider says little about it.",
)
_GAP = Bilingual(
    "{name} : {lowest} de toute la cohorte, {highest} de celles dont la réponse est connue; l'écart vient de celles dont on ne sait rien.",
    "{name}: {lowest} of the whole cohort, {highest} of those whose answer is known; the difference comes from those of whom "
    "nothing is known.",
)
_NO_SHARE = Bilingual("Aucune de ces parts n'est montrée.", "No share of these is shown.")
_CERTAIN = (0.05, 0.95)
_MOST_NAMED = 2


def certainty(score: ReleasedTable, indicators: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph: the overall score with both intervals and its chance, and the indicators whose finding is not certain."""
    said = []
    overall = next((row for row in results(score) if str(row.derived.get("kind")) == "overall"), None)
    low, high = (overall.number("resampled_low"), overall.number("resampled_high")) if overall else (None, None)
    if overall is None or overall.value is None or overall.low is None or overall.high is None or low is None or high is None:
        said.append(say(_NO_SCORE, language))
    else:
        said.append(
            say(
                _SCORE,
                language,
                points=format_number(overall.value, language, 2),
                interval=format_interval(overall.low, overall.high, Unit.POINTS, language, 2),
                resampled=format_interval(low, high, Unit.POINTS, language, 2),
                minimum=format_number(overall.standard or 0.0, language, 2),
                chance=chance_in_words(overall.number("probability"), language),
            )
        )
    rows = [row for row in results(indicators) if row.is_total]
    uncertain = [row for row in rows if _CERTAIN[0] <= (_chance(row)) <= _CERTAIN[1]]
    if uncertain:
        named = names([label_of(indicators, "indicator", row.indicator, language, inside=True) for row in uncertain], language)
        said.append(_OPEN.say(len(uncertain), language, names=named))
    return paragraph(said)


def _chance(row: Result) -> float:
    found = row.number("probability")
    return -1.0 if found is None else found


def points_lost(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return what the score lacks to be perfect and the two indicators that lack the most."""
    rows = results(table)
    overall = next((row for row in rows if str(row.derived.get("kind")) == "overall"), None)
    if overall is None or overall.value is None:
        return paragraph([say(_NO_SCORE, language)])
    lost = sorted((row for row in rows if row is not overall and row.value is not None), key=lambda row: -(row.value or 0.0))[:_MOST_NAMED]
    share = fsum(row.number("share_of_loss") or 0.0 for row in lost)
    named = names([label_of(table, "indicator", row.indicator, language, inside=True) for row in lost], language)
    total = format_number(overall.value, language, 2)
    return paragraph([say(_LOST, language, total=total, names=named, share=format_share(share, language, 0))])


def change(table: ReleasedTable, *, dimension: str = "region", language: Language) -> TextDisplay:
    """Return the change since the year before and its two parts, in words."""
    whole = next((row for row in results(table) if row.where[dimension] == TOTAL), None)
    mix, rate = (whole.number("mix_effect"), whole.number("rate_effect")) if whole else (None, None)
    if whole is None or whole.value is None or mix is None or rate is None:
        return paragraph([say(_NO_CHANGE, language)])

    def written(value: float) -> str:
        return format_points(value, language, 1) if is_share(whole.unit) else format_gap(value, whole.unit, language, 3)

    name = label_of(table, "indicator", whole.indicator, language)
    return paragraph([say(_CHANGE, language, name=name, change=written(whole.value), mix=written(mix), rate=written(rate))])


def provider_ranks(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return how many providers are judged, how many are not, and how wide the intervals of their ranks are."""
    rows = [row for row in results(table) if row.where.get("provider_id") != TOTAL]
    ranked = [row for row in rows if row.number("rank_low") is not None]
    small = sum(str(row.derived.get("judged")) == "too_small" for row in rows if row.value is not None)
    said = [_RANKED.say(len(ranked), language) if ranked else say(_NOBODY_RANKED, language)]
    if small:
        said.append(_TOO_SMALL.say(small, language))
    if len(ranked) > 1:
        widths = [(row.number("rank_high") or 0.0) - (row.number("rank_low") or 0.0) + 1 for row in ranked]
        places = format_number(fsum(widths) / len(widths), language)
        said.append(say(_WIDTH, language, places=places, n=format_number(len(ranked), language)))
    return paragraph(said)


def denominators(*tables: ReleasedTable, language: Language) -> TextDisplay:
    """Return, for each share of a follow-up, its lowest and its highest value over the denominators; the first of each table."""
    said = []
    for table in tables:
        by_indicator: dict[str, dict[str, Result]] = {}
        for row in results(table):
            by_indicator.setdefault(row.indicator, {})[row.where["over"]] = row
        for name, cells in by_indicator.items():
            low, high = cells["everyone"].value, cells["reached"].value
            if low is not None and high is not None:
                words = {"lowest": format_share(low, language, 0), "highest": format_share(high, language, 0)}
                said.append(say(_GAP, language, name=label_of(table, "indicator", name, language), **words))
                break
    return paragraph(said or [say(_NO_SHARE, language)])
