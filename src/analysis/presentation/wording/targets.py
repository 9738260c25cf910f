"""What results say beside their targets: how many are met, how far from them, and what people wrote to explain each gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.accountability.commentary import Explanation, Gap
from analysis.accountability.targets import POSITION_LABELS, Position
from analysis.core.languages import Bilingual, Language
from analysis.core.prose import Block, blocks_of
from analysis.core.territories import REGIONS
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.escaping import for_markdown
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence, Verdict, verdict_of
from analysis.presentation.numbers import format_as_written, format_interval, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.tables.cells import decimals_by_unit
from analysis.presentation.typography import typeset
from analysis.presentation.wording.performance import performance
from analysis.presentation.wording.results import gap_in_words, value_in_words
from analysis.presentation.wording.sentences import Counted, names, paragraph, say

_MET = Counted(
    Bilingual("{n} indicateur ciblé sur {of} atteint sa cible.", "{n} of {of} targeted indicators meets its target."),
    Bilingual("{n} indicateurs ciblés sur {of} atteignent leur cible.", "{n} of {of} targeted indicators meet their targets."),
)
_WITHIN = Counted(
    Bilingual("{n} écart tient dans sa marge.", "{n} gap is within its tolerance."),
    Bilingual("{n} écarts tiennent dans leur marge.", "{n} gaps are within their tolerance."),
)
_UP = Counted(
    Bilingual("{n} résultat dépasse sa marge vers le haut : {names}.", "{n} result is above its tolerance: {names}."),
    Bilingual("{n} résultats dépassent leur marge vers le haut : {names}.", "{n} results are above their tolerance: {names}."),
)
_DOWN = Counted(
    Bilingual("{n} résultat est sous sa marge : {names}.", "{n} result is below its tolerance: {names}."),
    Bilingual("{n} résultats sont sous leur marge : {names}.", "{n} results are below their tolerance: {names}."),
)
_NOT_JUDGED = Counted(
    Bilingual("{n} indicateur ciblé n'est pas jugé : {names}.", "{n} targeted indicator is not judged: {names}."),
    Bilingual("{n} indicateurs ciblés ne sont pas jugés : {names}.", "{n} targeted indicators are not judged: {names}."),
)
_MANY_NOT_JUDGED = Counted(
    Bilingual("{n} indicateur ciblé n'est pas jugé.", "{n} targeted indicator is not judged."),
    Bilingual(
        "{n} indicateurs ciblés ne sont pas jugés, faute de résultat ou de cible.",
        "{n} targeted indicators are not judged, for want of a result or of a target.",
    ),
)
_MOST_NAMES = 3
"""A sentence that names more things than this is a list: the table is one already."""
_NONE = Bilingual(
    "Aucun indicateur ciblé n'a de résultat à comparer à sa cible.", "No targeted indicator has a result to hold to its target."
)
_RESULT = Bilingual("Résultat : {value}{interval}.", "Result: {value}{interval}.")
_INTERVAL = Bilingual(" (intervalle à 95 % : {interval})", " (95% interval: {interval})")
_TARGET = Bilingual("Cible : {target}.", "Target: {target}.")
_REVISED = Bilingual("Cible : {target}, révisée (cible initiale : {initial}).", "Target: {target}, revised (initial target: {initial}).")
_ATTAINMENT = Bilingual("Taux d'atteinte : {attainment}; écart : {gap}.", "Attainment: {attainment}; gap: {gap}.")
_GAP = Bilingual("Écart : {gap}.", "Gap: {gap}.")
_BAND = Bilingual("Marge : de {low} à {high}; l'écart est {position}.", "Tolerance: {low} to {high}; the gap is {position}.")
_TO_WRITE = Bilingual("Explication à fournir avant la version finale.", "Explanation to be provided before the final version.")
_STALE = Bilingual(
    "Cette explication a été écrite devant des chiffres qui ont changé depuis.",
    "This explanation was written beside figures that have changed since.",
)
_NO_GAP = Bilingual(
    "Aucun écart ne dépasse sa marge : aucun n'a à être expliqué.", "No gap is beyond its tolerance: none has to be explained."
)
_HEAD = Bilingual("{name} – {place}", "{name} – {place}")
_QUEBEC = Bilingual("ensemble", "overall")


def targets(table: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return one paragraph on the targeted indicators: how many meet their target, the gaps beyond tolerance, those not judged.

    Of a table that is held to no target, what `performance` says.
    """
    if "position" not in table.derived:
        return performance(table, language=language)
    rows = [row for row in results(table) if row.is_total and row.standard is not None]
    judged = [row for row in rows if verdict_of(row.derived.get("verdict"), row.absence) in (Verdict.MET, Verdict.NOT_MET)]
    if not judged:
        return paragraph([say(_NONE, language)])
    met = sum(row.derived.get("verdict") == Verdict.MET for row in judged)
    said = [_MET.say(met, language, of=len(judged))]
    within = sum(row.derived.get("position") == Position.WITHIN for row in judged)
    if within:
        said.append(_WITHIN.say(within, language))
    for position, template in ((Position.BEYOND_UPWARD, _UP), (Position.BEYOND_DOWNWARD, _DOWN)):
        beyond = [row for row in judged if row.derived.get("position") == position]
        if beyond:
            said.append(template.say(len(beyond), language, names=_names(table, beyond, language)))
    known = {row.indicator for row in judged}
    others = [row for row in results(table) if row.is_total and row.indicator not in known]
    if len(others) > _MOST_NAMES:
        said.append(_MANY_NOT_JUDGED.say(len(others), language))
    elif others:
        said.append(_NOT_JUDGED.say(len(others), language, names=_names(table, others, language)))
    return paragraph(said)


def gap_facts(row: Result, language: Language) -> list[str]:
    """Return what is known of a released result beside its target, one sentence a fact: what a person explains a gap in front of."""
    if row.value is None or row.standard is None:
        return []
    decimals = decimals_by_unit([row])
    interval = ""
    if row.low is not None and row.high is not None:
        interval = say(_INTERVAL, language, interval=format_interval(row.low, row.high, row.unit, language, decimals[row.unit]))
    said = [say(_RESULT, language, value=value_in_words(row, language), interval=interval)]
    target, revised = format_as_written(row.standard, row.unit, language), row.number("revised_target")
    initial = row.number("initial_target")
    if revised is None or initial is None:
        said.append(say(_TARGET, language, target=target))
    else:
        said.append(say(_REVISED, language, target=target, initial=format_as_written(initial, row.unit, language)))
    attainment = row.number("attainment")
    if attainment is None:
        said.append(say(_GAP, language, gap=gap_in_words(row, language)))
    else:
        said.append(say(_ATTAINMENT, language, attainment=format_share(attainment, language), gap=gap_in_words(row, language)))
    low, high = row.number("tolerance_low"), row.number("tolerance_high")
    if low is not None and high is not None:
        ends = [format_as_written(round(end, 6), row.unit, language) for end in (low, high)]
        word = POSITION_LABELS[Position(str(row.derived["position"]))][language]
        said.append(say(_BAND, language, low=ends[0], high=ends[1], position=word))
    return said


def gap_name(table: ReleasedTable, gap: Gap, language: Language) -> str:
    """Return what a gap is called: its indicator and its place."""
    name = label_of(table, "indicator", gap.indicator, language)
    place = REGIONS[gap.code].name[language] if gap.code in REGIONS else gap.code or _QUEBEC[language]
    return say(_HEAD, language, name=name, place=place)


def row_of(table: ReleasedTable, gap: Gap) -> Result | None:
    """Return the released row of a gap."""
    for row in results(table):
        codes = [code for code in row.where.values() if code != TOTAL]
        if row.indicator == gap.indicator and codes == ([gap.code] if gap.code else []):
            return row
    return None


def explained_gaps(
    table: ReleasedTable, explanations: Mapping[Gap, Explanation | None], stale: Sequence[Gap] = (), *, language: Language
) -> TextDisplay:
    """Return each gap beyond its tolerance with its facts and the explanation people wrote, or that it has yet to be written.

    Every character of an explanation is shown as it was written; only paragraphs, lists and emphasis are laid out.
    """
    markdown: list[str] = []
    plain: list[str] = []
    for gap, explanation in explanations.items():
        row = row_of(table, gap)
        if row is None or row.absence is Absence.HIDDEN:
            continue
        head, facts = gap_name(table, gap, language), " ".join(gap_facts(row, language))
        parts = [f"**{for_markdown(head)}** {for_markdown(facts)}"]
        if explanation is None or not explanation.is_written:
            parts.append(f"> **{for_markdown('▲ ' + say(_TO_WRITE, language))}**")
            plain.append(f"{head}. {facts} {say(_TO_WRITE, language)}")
        else:
            parts += [_quoted(block, language) for block in blocks_of(explanation.text)]
            plain.append(f"{head}. {facts} {' '.join(explanation.text.split())}")
            if gap in stale:
                parts.append(f"> *{for_markdown(say(_STALE, language))}*")
        markdown.append("\n\n".join(_joined(parts)))
    if not markdown:
        return paragraph([say(_NO_GAP, language)])
    return TextDisplay(markdown="\n\n".join(markdown) + "\n", text="\n\n".join(plain))


def quoted(text: str, language: Language) -> str:
    """Return an explanation as a quotation in Markdown: every character as it was written; only paragraphs, lists and emphasis laid out."""
    return "\n>\n".join(_quoted(block, language) for block in blocks_of(text))


def _joined(parts: Sequence[str]) -> list[str]:
    """Return the head, then all quoted blocks as one quotation."""
    return [parts[0], "\n>\n".join(parts[1:])]


def _quoted(block: Block, language: Language) -> str:
    lines = []
    for runs in block.lines:
        pieces = []
        for run in runs:
            mark = {"plain": "", "emphasis": "*", "strong": "**"}[run.weight]
            pieces.append(f"{mark}{_escaped(run.text, language)}{mark}")
        lines.append("".join(pieces))
    if block.kind == "list":
        return "\n".join(f"> - {line}" for line in lines)
    return f"> {lines[0]}"


def _escaped(text: str, language: Language) -> str:
    """Return a stretch of prose escaped, with the spaces around it kept."""
    before, after = (" " if text[:1].isspace() else ""), (" " if text[-1:].isspace() else "")
    return f"{before}{for_markdown(typeset(text, language))}{after}"


def _names(table: ReleasedTable, rows: Sequence[Result], language: Language) -> str:
    return names([label_of(table, "indicator", row.indicator, language, inside=True) for row in rows], language)
