"""Who is counted, who answered, which rows were refused, what was hidden."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.numbers import format_number, format_share
from analysis.presentation.released import results
from analysis.presentation.tables.cohorts import DUE_STATES, REACHED, cohorts_of, steps_of, waves_of
from analysis.presentation.wording.sentences import Counted, paragraph, say

_COUNTED = Counted(
    Bilingual("Cohorte « {cohort} » : {n} participation comptée sur {read}.", "Cohort “{cohort}”: {n} participation counted of {read}."),
    Bilingual(
        "Cohorte « {cohort} » : {n} participations comptées sur {read} lues.",
        "Cohort “{cohort}”: {n} participations counted of {read} read.",
    ),
)
_NONE_READ = Bilingual(
    "Cohorte « {cohort} » : aucune participation n'a été lue, il n'y a personne à compter.",
    "Cohort “{cohort}”: no participation was read, there is nobody to count.",
)
_LARGEST_RULE = Bilingual(
    "La règle qui en retire le plus : {rule} ({removed}).",
    "The rule that removes the most: {rule} ({removed}).",
)
_COHORT_HIDDEN = Bilingual(
    "Cohorte « {cohort} » : le compte est masqué, pour ne révéler la situation de personne.",
    "Cohort “{cohort}”: the count is hidden, so that nobody's situation is revealed.",
)
_NO_COHORT = Bilingual("Aucune participation n'est comptée par ce cadre.", "No participation is counted by this framework.")


def attrition(table: ReleasedTable, *, language: Language, cohorts: Sequence[str] | None = None) -> TextDisplay:
    """Return one paragraph on who is counted: for each cohort, those counted of those read and the rule that removes the most."""
    said = []
    for cohort in cohorts if cohorts is not None else cohorts_of(table):
        steps = [step for step in steps_of(table) if step.cohort == cohort]
        name = label_of(table, "cohort", cohort, language)
        if not steps or steps[0].remaining is None or steps[-1].remaining is None:
            said.append(say(_COHORT_HIDDEN, language, cohort=name))
            continue
        if not steps[0].remaining:
            said.append(say(_NONE_READ, language, cohort=name))
            continue
        said.append(_COUNTED.say(steps[-1].remaining, language, cohort=name, read=format_number(steps[0].remaining, language)))
        removing = [step for step in steps if step.removed]
        if removing:
            step = max(removing, key=lambda step: step.removed or 0.0)
            rule = label_of(table, "rule", step.rule, language, inside=True)
            said.append(say(_LARGEST_RULE, language, rule=rule, removed=format_number(step.removed or 0.0, language)))
    return paragraph(said or [say(_NO_COHORT, language)])


_REACHED = Bilingual(
    "Au suivi de {wave}, {k} personnes sur {n} ont été jointes ({share}).",
    "At the follow-up of {wave}, {k} of {n} people were reached ({share}).",
)
_WAVE_HIDDEN = Bilingual(
    "Au suivi de {wave}, les comptes sont masqués, pour ne révéler la situation de personne.",
    "At the follow-up of {wave}, counts are hidden, so that nobody's situation is revealed.",
)
_NOT_DUE = Bilingual("Le suivi de {wave} n'est encore échu pour personne.", "The follow-up of {wave} is due for nobody yet.")
_NOT_REACHED = Bilingual(
    "Les résultats de suivi ne disent rien de celles qui n'ont pas été jointes.",
    "Follow-up results say nothing of those who were not reached.",
)
_NOBODY = Bilingual("Aucun suivi n'est à faire : il n'y a personne à joindre.", "No follow-up is to be made: there is nobody to reach.")
_NO_WAVE = Bilingual("Aucun suivi n'est prévu ou reçu.", "No follow-up is planned or received.")


def follow_up(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph on the follow-ups: people reached of those due at each wave."""
    said = []
    any_unreached = False
    waves = waves_of(table)
    if waves and all(wave.together(tuple(wave.counts)) == 0 for wave in waves):
        return paragraph([say(_NOBODY, language)])
    for wave in waves:
        name = label_of(table, "wave", wave.wave, language)
        due, reached = wave.together(DUE_STATES), wave.together((REACHED,))
        if due is None or reached is None:
            said.append(say(_WAVE_HIDDEN, language, wave=name))
        elif not due:
            said.append(say(_NOT_DUE, language, wave=name))
        else:
            any_unreached = any_unreached or reached < due
            share = format_share(reached / due, language, 1 if due >= 200 else 0)
            said.append(say(_REACHED, language, wave=name, k=format_number(reached, language), n=format_number(due, language), share=share))
    if any_unreached:
        said.append(say(_NOT_REACHED, language))
    return paragraph(said or [say(_NO_WAVE, language)])


_REFUSED = Counted(
    Bilingual("Lignes lues : {read}, dont {n} refusée ({share}).", "Rows read: {read}, of which {n} refused ({share})."),
    Bilingual("{read} lignes lues; {n} refusées ({share}).", "{read} rows read; {n} refused ({share})."),
)
_NO_ROW = Bilingual("Aucune ligne n'a été lue : les fichiers reçus sont vides.", "No row was read: the files received are empty.")
_NONE_REFUSED = Counted(
    Bilingual("{n} ligne lue; aucune refusée.", "{n} row read; none refused."),
    Bilingual("{n} lignes lues; aucune refusée.", "{n} rows read; none refused."),
)
_BALANCED = Bilingual(
    "Chaque ligne lue est acceptée ou refusée : les comptes s'équilibrent.", "Every row read is accepted or refused: the counts balance."
)
_FREQUENT = Bilingual("Le problème le plus fréquent : {reason} ({k}).", "The most frequent problem: {reason} ({k}).")
_NO_COUNT = Bilingual("Aucun compte de lignes n'est disponible.", "No count of rows is available.")


def quality(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph on the rows read and refused, and the most frequent problem."""
    found = {(row.indicator, row.where["reason"]): row for row in results(table) if row.where["table"] == TOTAL}
    read, refused, accepted = (found.get((name, TOTAL)) for name in ("rows_read", "rows_refused", "rows_accepted"))
    if read is None or refused is None or read.value is None or refused.value is None:
        return paragraph([say(_NO_COUNT, language)])
    if refused.value:
        share = format_share(refused.value / read.value, language, 2)
        said = [_REFUSED.say(refused.value, language, read=format_number(read.value, language), share=share)]
    elif not read.value:
        return paragraph([say(_NO_ROW, language)])
    else:
        said = [_NONE_REFUSED.say(read.value, language)]
    if accepted is not None and accepted.value is not None and accepted.value + refused.value == read.value:
        said.append(say(_BALANCED, language))
    reasons = [row for (name, reason), row in found.items() if name == "refusals" and reason != TOTAL and row.value]
    if reasons:
        row = max(reasons, key=lambda row: (row.value or 0.0, row.where["reason"]))
        reason = label_of(table, "reason", row.where["reason"], language, inside=True)
        said.append(say(_FREQUENT, language, reason=reason, k=format_number(row.value or 0.0, language)))
    return paragraph(said)


_CELLS = Counted(
    Bilingual("{n} cellule a été préparée pour ce chapitre.", "{n} cell was prepared for this chapter."),
    Bilingual("{n} cellules ont été préparées pour ce chapitre.", "{n} cells were prepared for this chapter."),
)
_HIDDEN = Bilingual(
    "{small} sont masquées parmi celles qui portent sur très peu de personnes, et {others} pour que celles-là ne se déduisent pas.",
    "{small} are hidden among those about very few people, and {others} so that those cannot be worked out.",
)
_NONE_HIDDEN = Bilingual("Aucune n'est masquée.", "None is hidden.")
_AUDITED = Bilingual(
    "Une attaque simulée a été tentée sur chaque tableau de personnes; aucune cellule masquée n'a été retrouvée.",
    "A simulated attack was tried on each table about persons; no hidden cell was recovered.",
)


def suppression(tables: Sequence[ReleasedTable], *, language: Language) -> TextDisplay:
    """Return one paragraph on what was hidden in some released tables."""
    n_cells = sum(table.record.n_cells for table in tables)
    small = sum(table.record.n_hidden_small for table in tables)
    others = sum(table.record.n_hidden_to_protect_others for table in tables)
    said = [_CELLS.say(n_cells, language)]
    if small or others:
        said.append(say(_HIDDEN, language, small=format_number(small, language), others=format_number(others, language)))
    else:
        said.append(say(_NONE_HIDDEN, language))
    persons = [table for table in tables if table.subject == "persons"]
    if persons and all(table.record.audited for table in persons):
        said.append(say(_AUDITED, language))
    return paragraph(said)
