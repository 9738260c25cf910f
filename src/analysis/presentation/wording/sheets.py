"""The captions of a sheet: what a table or figure shows, and of whom, so that each reads without the page."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language, filled
from analysis.core.periods import FiscalYear
from analysis.presentation.typography import typeset

_CAPTIONS = {
    "attainment": Bilingual(
        "{name} : chaque résultat devant sa cible ou sa norme, {year}", "{name}: each result beside its target or standard, {year}"
    ),
    "results": Bilingual("{name} : résultats et cibles, {year}", "{name}: results and targets, {year}"),
    "beside": Bilingual("{name} : cet exercice, les précédents, et l'ensemble", "{name}: this fiscal year, those before, and everyone"),
}


def sheet_caption(what: str, name: Bilingual, fiscal_year: FiscalYear, language: Language) -> str:
    """Return the caption of a sheet's `attainment` figure, of its `results` or of what stands `beside` them."""
    return typeset(filled(_CAPTIONS[what][language], name=name[language], year=fiscal_year.label(language)), language)
