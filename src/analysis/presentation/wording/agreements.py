"""What agreements say together: what is late, what was obtained, which rules are broken; never why."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.accountability.agreements.accountability_report import Direction
from analysis.accountability.commentary import Explanation
from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.escaping import for_markdown
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence
from analysis.presentation.numbers import ENOUGH_FOR_A_DECIMAL, format_number, format_share, is_share
from analysis.presentation.released import Result, results
from analysis.presentation.wording.sentences import paragraph, say
from analysis.presentation.wording.targets import quoted

_STEPS = Bilingual(
    "Étapes prévues : {n}; faites en retard : {late}; en retard et attendues : {overdue}; rapports attendus sans échéance : {awaited}.",
    "Steps planned: {n}; done late: {late}; overdue: {overdue}; reports awaited without a deadline: {awaited}.",
)
_NOTHING = Bilingual("Aucune étape d'entente n'est à suivre : il n'y a pas d'entente.", "No step is to be followed: there is no agreement.")
_OBTAINED = Bilingual(
    "{name} depuis le début des ententes de l'année : {obtained} pour {expected} attendues ({share}).",
    "{name} since the agreements of the year began: {obtained} of {expected} expected ({share}).",
)
_RULES = Bilingual(
    "Règles vérifiées : {n}; enfreintes au moins une fois : {broken}{hidden}; qu'aucun fichier ne permet de vérifier : {untold}.",
    "Rules checked: {n}; broken at least once: {broken}{hidden}; that no file allows to check: {untold}.",
)
_HIDDEN = Bilingual(" (compte masqué : {n})", " (count hidden: {n})")


def agreements(late: ReleasedTable, progress: ReleasedTable, checks: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph: steps late and awaited, participations obtained of those expected so far, rules checked and broken."""
    said = [_of_steps(late, language), *_of_progress(progress, language), _of_rules(checks, language)]
    return paragraph(said)


def _of_steps(table: ReleasedTable, language: Language) -> str:
    found = {row.indicator: row.value or 0.0 for row in results(table) if row.where["step"] == TOTAL}
    if not found.get("owed"):
        return say(_NOTHING, language)
    counts = {name: format_number(found.get(name, 0.0), language) for name in ("late", "overdue", "awaited")}
    return say(_STEPS, language, n=format_number(found["owed"], language), **counts)


def _of_progress(table: ReleasedTable, language: Language) -> list[str]:
    totals = [row for row in results(table) if row.where["agreement_id"] == TOTAL and row.number("attainment") is not None]
    last = {row.indicator: row for row in totals}
    said = []
    for name, row in last.items():
        decimals = 1 if (row.standard or 0) >= ENOUGH_FOR_A_DECIMAL else 0
        said.append(
            say(
                _OBTAINED,
                language,
                name=label_of(table, "indicator", name, language),
                obtained=format_number(row.value or 0.0, language),
                expected=format_number(row.standard or 0.0, language),
                share=format_share(row.number("attainment") or 0.0, language, decimals),
            )
        )
    return said


def _of_rules(table: ReleasedTable, language: Language) -> str:
    rows = results(table)
    untold = sum(row.absence is Absence.NO_EXTRACT for row in rows)
    hidden = sum(row.absence is Absence.HIDDEN for row in rows)
    judged = [row for row in rows if row.value is not None]
    return say(
        _RULES,
        language,
        n=len(judged) + hidden,
        broken=sum((row.value or 0.0) > 0 for row in judged),
        hidden=say(_HIDDEN, language, n=hidden) if hidden else "",
        untold=untold,
    )


_GAP = Bilingual("{name} : {obtained} pour une cible de {target} ({share}).", "{name}: {obtained} for a target of {target} ({share}).")
_TO_WRITE = Bilingual("Explication à écrire.", "Explanation to be written.")
_NO_GAP = Bilingual("Aucun écart montré n'est à expliquer.", "No gap shown is to be explained.")


def agreement_gap_facts(table: ReleasedTable, row: Result, language: Language) -> str:
    """Return the facts of one gap of an agreement: indicator, result, target and attainment."""

    def written(value: float) -> str:
        return format_share(value, language, 0) if is_share(row.unit) else format_number(value, language)

    return say(
        _GAP,
        language,
        name=label_of(table, "indicator", row.indicator, language),
        obtained=written(row.value or 0.0),
        target=written(row.standard or 0.0),
        share=format_share(row.number("attainment") or 0.0, language, 0),
    )


def gaps_to_explain(table: ReleasedTable) -> tuple[Result, ...]:
    """Return the rows of an accountability report whose gap is shown and owes an explanation: a hidden one would be told by asking."""
    shown = [row for row in results(table) if row.value is not None and row.derived.get("direction")]
    return tuple(row for row in shown if Direction(str(row.derived["direction"])).must_be_explained)


def agreement_gaps(accountability: ReleasedTable, explanations: Mapping[str, Explanation | None], *, language: Language) -> TextDisplay:
    """Return each gap of one agreement with its facts and the explanation people wrote, or that it has yet to be written.

    Parameters
    ----------
    explanations
        By indicator; None, or nothing, where nobody has written.
    """
    markdown, plain = [], []
    for row in gaps_to_explain(accountability):
        facts, explanation = agreement_gap_facts(accountability, row, language), explanations.get(row.indicator)
        is_written = explanation is not None and explanation.is_written
        said = quoted(explanation.text, language) if explanation is not None and is_written else f"> **{say(_TO_WRITE, language)}**"
        markdown.append(f"{for_markdown(facts)}\n\n{said}")
        words = " ".join(explanation.text.split()) if explanation is not None and is_written else say(_TO_WRITE, language)
        plain.append(f"{facts} {words}")
    if not markdown:
        return paragraph([say(_NO_GAP, language)])
    return TextDisplay(markdown="\n\n".join(markdown) + "\n", text="\n\n".join(plain))
