"""What one indicator says over the groups of a dimension: its range and the whole, never a ranking."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.marks import Absence
from analysis.presentation.released import results
from analysis.presentation.wording.results import value_in_words
from analysis.presentation.wording.sentences import Counted, paragraph, say

_PARTS = Bilingual(
    "{name} : de {low} ({low_name}) à {high} ({high_name}) selon {by}; {whole}.",
    "{name}: from {low} ({low_name}) to {high} ({high_name}) by {by}; {whole}.",
)
_WHOLE = Bilingual("{value} pour l'ensemble", "{value} overall")
_WHOLE_HIDDEN = Bilingual("le résultat d'ensemble n'est pas montré", "the overall result is not shown")
_PARTS_HIDDEN = Counted(
    Bilingual("{n} résultat est masqué.", "{n} result is hidden."), Bilingual("{n} résultats sont masqués.", "{n} results are hidden.")
)
_NO_PART = Bilingual("{name} : aucun résultat n'est montré selon {by}.", "{name}: no result is shown by {by}.")
_OVERLAP = Bilingual(
    "Là où deux intervalles se recouvrent, l'ordre des deux résultats peut tenir au hasard.",
    "Where two intervals overlap, the order of the two results may be chance.",
)


def by_group(table: ReleasedTable, *, indicator: str, dimension: str, language: Language) -> TextDisplay:
    """Return one paragraph on one indicator over one dimension: its range, the whole, what is hidden; never a ranking.

    Raises
    ------
    ValueError
        When the table has no such rows.
    """
    others = [name for name in table.dimensions if name != dimension]
    rows = [row for row in results(table) if row.indicator == indicator and all(row.where[name] == TOTAL for name in others)]
    if dimension not in table.dimensions or not rows:
        raise ValueError(f"the table holds no row of the indicator {indicator!r} by {dimension!r}")
    everyone = next((row for row in rows if row.where[dimension] == TOTAL), None)
    parts = [row for row in rows if row.where[dimension] != TOTAL]
    shown = [row for row in parts if row.value is not None]
    name = label_of(table, "indicator", indicator, language)
    by = _BY.get(dimension, _BY_GROUP)[language]
    hidden = sum(row.absence is Absence.HIDDEN for row in parts)
    if not shown:
        return paragraph([say(_NO_PART, language, name=name, by=by), _PARTS_HIDDEN.say(hidden, language) if hidden else ""])
    low, high = (pick(shown, key=lambda row: (row.value, row.where[dimension])) for pick in (min, max))
    if everyone is not None and everyone.value is not None:
        whole = say(_WHOLE, language, value=value_in_words(everyone, language))
    else:
        whole = say(_WHOLE_HIDDEN, language)
    said = [
        say(
            _PARTS,
            language,
            name=name,
            low=value_in_words(low, language, [high]),
            low_name=label_of(table, dimension, low.where[dimension], language),
            high=value_in_words(high, language, [low]),
            high_name=label_of(table, dimension, high.where[dimension], language),
            by=by,
            whole=whole,
        )
    ]
    if any(row.low is not None for row in shown):
        said.append(say(_OVERLAP, language))
    return paragraph([*said, _PARTS_HIDDEN.say(hidden, language) if hidden else ""])


_BY_GROUP = Bilingual("le groupe", "group")
_BY = {
    "region": Bilingual("la région", "region"),
    "territory": Bilingual("la région", "region"),
    "provider_id": Bilingual("le fournisseur", "provider"),
    "office": Bilingual("le bureau local", "local office"),
    "sex": Bilingual("le sexe", "sex"),
    "month": Bilingual("le mois", "month"),
    "quarter": Bilingual("le trimestre", "quarter"),
}
