"""What ranks are worth: one line a provider in the order of codes, from the first to the last place that it may take."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import FigureDisplay
from analysis.presentation.figures.inks import BLUE, FAINT, SMALL, SOFT, TEXT
from analysis.presentation.figures.letters import cut
from analysis.presentation.figures.paper import Sheet, Words, figure, without_cases
from analysis.presentation.figures.scales import Scale, round_ticks
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.numbers import format_number
from analysis.presentation.released import Result, results, source_line
from analysis.presentation.tables.cells import in_words

_LINE = 22.0
_SURE = 0.975
_MESSAGE = Bilingual(
    "{name} : {k} des {n} fournisseurs classés sont à coup presque sûr d'un côté du milieu; les autres peuvent être de l'un ou de l'autre",
    "{name}: {k} of the {n} ranked providers are almost surely on one side of the middle; the others may be on either",
)
_NEUTRAL = Bilingual("{name} : aucun fournisseur n'est classé", "{name}: no provider is ranked")
_SUBTITLE = Bilingual(
    "Intervalle de rang à 95 % de chaque fournisseur jugé (1 : le plus favorable), dans l'ordre des codes, {year}",
    "95% interval of rank of each judged provider (1: the most favourable), in the order of codes, {year}",
)
_ALT = Bilingual(
    "Une ligne par fournisseur, de la première à la dernière place qu'il peut occuper. {message}. Les nombres sont au tableau des rangs.",
    "One line for each provider, from the first to the last place it may take. {message}. The numbers are in the table of ranks.",
)


def rank_intervals(
    table: ReleasedTable, *, language: Language, fiscal_year: FiscalYear, label: str = "fig-ranks", caption: str | None = None
) -> FigureDisplay:
    """Return the interval of the rank of each judged provider, in the order of codes; those not judged are not drawn."""
    every = [row for row in results(table) if row.where.get("provider_id") != TOTAL]
    drawn = sorted((row for row in every if row.number("rank_low") is not None), key=lambda row: row.where["provider_id"])
    name = label_of(table, "indicator", every[0].indicator, language) if every else ""
    sure = [row for row in drawn if not 1 - _SURE <= (row.number("upper_half") or 0.0) <= _SURE]
    numbers = {"k": format_number(len(sure), language), "n": format_number(len(drawn), language)}
    message = in_words(_MESSAGE if drawn else _NEUTRAL, language, name=name, **numbers)
    subtitle = in_words(_SUBTITLE, language, year=fiscal_year.label(language))
    words = Words(caption or message, subtitle, source_line(table, language), in_words(_ALT, language, message=message))
    if not drawn:
        return without_cases(label, words, language)
    return figure(label, words, lambda _: len(drawn) * _LINE + 44, lambda sheet: _paint(sheet, table, drawn, language))


def _paint(sheet: Sheet, table: ReleasedTable, drawn: Sequence[Result], language: Language) -> None:
    drawing = sheet.drawing
    n = len(drawn)
    left = 120.0 if sheet.is_narrow else 250.0
    x = Scale(1, max(n, 2), left + 10, sheet.width - 16)
    bottom = sheet.top + n * _LINE + 12
    for tick in [1.0, *round_ticks(1, max(n, 2), 5)]:
        if tick != int(tick):
            continue
        drawing.line([(x(tick), sheet.top + 6), (x(tick), bottom)], opacity=FAINT)
        drawing.text(x(tick), bottom + 16, format_number(tick, language), size=SMALL, anchor="middle", opacity=SOFT)
    drawing.text(
        (left + sheet.width) / 2, bottom + 32, in_words(Bilingual("rang", "rank"), language), size=SMALL, anchor="middle", opacity=SOFT
    )
    middle = x((n + 1) / 2)
    drawing.line([(middle, sheet.top + 6), (middle, bottom)], opacity=0.6, dashes=(4, 3))
    for at, row in enumerate(drawn):
        y = sheet.top + (at + 0.5) * _LINE + 8
        name = label_of(table, "provider_id", row.where["provider_id"], language)
        drawing.text(0, y + 4, cut(name, TEXT, left - 6), size=TEXT)
        low, high, median = (row.number(key) or 1.0 for key in ("rank_low", "rank_high", "rank_median"))
        drawing.line([(x(low), y), (x(high), y)], width=3.0, colour=BLUE, opacity=0.55)
        drawing.circle(x(median), y, 4.0, colour=BLUE)
