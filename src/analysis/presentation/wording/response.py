"""What the follow-up says: how many answered, who is lost, who comes back, and what a second source says of the same people."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.released import Result
from analysis.presentation.tables.response import by_wave, ordered_differences, patterns_of, share_decimals
from analysis.presentation.wording.sentences import Counted, paragraph, say

_AT = Bilingual(
    "Au suivi de {wave}, {share} des {n} personnes dont le suivi est échu ont été jointes (intervalle à 95 % : {low} à {high}).",
    "At the follow-up of {wave}, {share} of the {n} people whose follow-up is due were reached (95% interval: {low} to {high}).",
)
_ONE_DUE = Bilingual("Au suivi de {wave}, un seul suivi est échu.", "At the follow-up of {wave}, one follow-up is due.")
_COOPERATION = Bilingual(
    "De celles avec qui il y a eu contact, {share} ont répondu : c'est le contact qui manque le plus souvent, non l'accord.",
    "Of those with whom there was contact, {share} answered: contact is what most often lacks, not consent.",
)
_HIDDEN = Bilingual(
    "Au suivi de {wave}, les taux sont masqués, pour ne révéler la situation de personne.",
    "At the follow-up of {wave}, rates are hidden, so that nobody's situation is revealed.",
)
_NOT_DUE = Bilingual("Le suivi de {wave} n'est encore échu pour personne.", "The follow-up of {wave} is due for nobody yet.")
_NO_WAVE = Bilingual("Aucun suivi n'est prévu ou reçu.", "No follow-up is planned or received.")


def response(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph on the response rates: the first and the last wave that is due, and what most often lacks."""
    waves = by_wave(table)
    if not waves:
        return paragraph([say(_NO_WAVE, language)])
    decimals = share_decimals(rows.get("response") for rows in waves.values())
    shown = [wave for wave, rows in waves.items() if rows["response"].value is not None]
    said = [_at(table, wave, waves[wave], language, decimals) for wave in dict.fromkeys([*shown[:1], *shown[-1:]])]
    if shown:
        rows = waves[shown[0]]
        contact, cooperation = rows["contact"].value, rows["cooperation"].value
        # Said only where it is so: fewer than half were contacted, and more than half of these answered.
        if contact is not None and cooperation is not None and contact < 0.5 < cooperation:
            said.append(say(_COOPERATION, language, share=format_share(cooperation, language, 0)))
    for wave, rows in waves.items():
        if rows["response"].value is None:
            hidden = rows["response"].absence is Absence.HIDDEN
            said.append(say(_HIDDEN if hidden else _NOT_DUE, language, wave=label_of(table, "wave", wave, language)))
    return paragraph(said)


def _at(table: ReleasedTable, wave: str, rows: dict[str, Result], language: Language, decimals: int) -> str:
    row, due = rows["response"], rows["n_over"].value or 0.0
    name = label_of(table, "wave", wave, language)
    if due < 2:
        return say(_ONE_DUE, language, wave=name)
    values = {
        key: format_share(value or 0.0, language, decimals) for key, value in (("share", row.value), ("low", row.low), ("high", row.high))
    }
    return say(_AT, language, wave=name, n=format_number(due, language), **values)


_MOST = Bilingual(
    "Ce qui distingue le plus les personnes jointes des autres : {name} ({reached} contre {missed}).",
    "What sets those reached most apart from the others: {name} ({reached} against {missed}).",
)
_BEYOND = Counted(
    Bilingual(
        "Sur les {of} caractéristiques montrées, {n} a une différence dont l'intervalle exclut zéro.",
        "Of the {of} characteristics shown, {n} has a difference whose interval leaves zero out.",
    ),
    Bilingual(
        "Sur les {of} caractéristiques montrées, {n} ont une différence dont l'intervalle exclut zéro.",
        "Of the {of} characteristics shown, {n} have a difference whose interval leaves zero out.",
    ),
)
_SAME = Bilingual(
    "Ce que disent les personnes jointes ne se lit pas comme ce que diraient toutes.",
    "What those reached say is not to be read as what everyone would say.",
)
_NO_LOST = Bilingual(
    "Personnes jointes et non jointes : aucune différence n'est montrée.", "People reached and not reached: no difference is shown."
)


def lost(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph on who is lost: the characteristic that sets apart the most, and how many differences chance hardly makes."""
    rows = [row for row in ordered_differences(table) if row.value is not None]
    if not rows:
        return paragraph([say(_NO_LOST, language)])
    beyond = [row for row in rows if (row.low or 0.0) > 0 or (row.high or 0.0) < 0]
    said = []
    if beyond:
        row = beyond[0]
        shares = {
            key: format_share(row.number(column) or 0.0, language, 0)
            for key, column in (("reached", "share_reached"), ("missed", "share_not_reached"))
        }
        said.append(say(_MOST, language, name=label_of(table, "group", row.where["group"], language, inside=True), **shares))
    said.append(_BEYOND.say(len(beyond), language, of=format_number(len(rows), language)))
    if beyond:
        said.append(say(_SAME, language))
    return paragraph(said)


_MONOTONE = Bilingual(
    "De {n} participations suivies jusqu'au bout, {monotone} ont un profil sans retour : qui n'a pas été joint une fois ne l'a plus été.",
    "Of {n} participations followed to the end, {monotone} have a pattern without a return: missed once, missed from then on.",
)
_BACK = Bilingual(
    "{back} reviennent après une absence : ne pas répondre une fois n'est pas être perdu.",
    "{back} come back after an absence: not answering once is not being lost.",
)
_NO_PATTERN = Bilingual("Aucun profil de réponse n'est montré.", "No pattern of response is shown.")


def response_patterns(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph on the patterns: how many are lost once and for all, and how many come back."""
    found = patterns_of(table)
    everyone = found.get(TOTAL, {}).get(TOTAL)
    if everyone is None or not everyone.value:
        return paragraph([say(_NO_PATTERN, language)])
    shares = {kind: row.number("share") for kind in ("monotone", "intermittent") if (row := found.get(kind, {}).get(TOTAL)) is not None}
    said = []
    for kind, sentence, key in (("monotone", _MONOTONE, "monotone"), ("intermittent", _BACK, "back")):
        share = shares.get(kind)
        if share is not None:
            said.append(say(sentence, language, n=format_number(everyone.value, language), **{key: format_share(share, language, 0)}))
    return paragraph(said or [say(_NO_PATTERN, language)])


_AGREE = Bilingual(
    "Au suivi de {wave}, les deux sources s'accordent pour {share} des {n} personnes qui ont répondu et sont jumelées (kappa {kappa}).",
    "At the follow-up of {wave}, both sources agree for {share} of the {n} people who answered and are matched (kappa {kappa}).",
)
_RATES = Bilingual(
    "Selon les réponses, {by_answer} des personnes jointes sont en emploi; selon le jumelage, {by_match} de toutes les personnes jumelées.",
    "By the answers, {by_answer} of those reached are employed; by the match, {by_match} of everyone matched.",
)
_SAME_PEOPLE = Bilingual(
    "Pour les mêmes personnes, les deux sources donnent {same_by_answer} et {same_by_match}.",
    "For the same people, the two sources give {same_by_answer} and {same_by_match}.",
)
_NO_MATCH = Bilingual("La comparaison des deux sources n'est pas montrée.", "The comparison of the two sources is not shown.")


_NO_FILES = Bilingual(
    "Aucun fichier administratif n'est là pour dire ce qu'il en est des mêmes personnes.",
    "There are no administrative files to say how it is with the same people.",
)


def second_source(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph on the comparison at the first wave where it is shown: agreement, rates by source, and of the same people."""
    waves = by_wave(table)
    if not waves:
        return paragraph([say(_NO_FILES, language)])
    for wave, rows in waves.items():
        numbers = {name: rows[name].value for name in ("agreement", "n_compared", "by_answer", "by_match")}
        if any(value is None for value in numbers.values()):
            continue
        shares = {name: format_share(rows[name].value or 0.0, language, 0) for name in ("by_answer", "by_match")}
        share, n = format_share(numbers["agreement"] or 0.0, language, 0), format_number(numbers["n_compared"] or 0.0, language)
        kappa = rows["kappa"].value
        said = [
            say(_AGREE, language, wave=label_of(table, "wave", wave, language), share=share, n=n, kappa=format_number(kappa, language, 2))
            if kappa is not None
            else "",
            say(_RATES, language, **shares),
        ]
        same = {name: rows[name].value for name in ("same_by_answer", "same_by_match")}
        if all(value is not None for value in same.values()):
            said.append(say(_SAME_PEOPLE, language, **{name: format_share(value or 0.0, language, 0) for name, value in same.items()}))
        return paragraph(said)
    return paragraph([say(_NO_MATCH, language)])
