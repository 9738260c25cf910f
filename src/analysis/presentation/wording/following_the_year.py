"""What following the year says: signals, where the year would end, and how far such projections can be trusted."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.periods import FiscalYear
from analysis.disclosure.table import ReleasedTable
from analysis.presentation.display import TextDisplay
from analysis.presentation.labels import TOTAL, label_of
from analysis.presentation.months import month_label
from analysis.presentation.numbers import format_month, format_number, format_share
from analysis.presentation.released import Result, results
from analysis.presentation.wording.sentences import Counted, names, paragraph, say

_FOLLOWED = Counted(
    Bilingual("{n} indicateur ciblé est suivi mois par mois.", "{n} targeted indicator is followed month by month."),
    Bilingual("{n} indicateurs ciblés sont suivis mois par mois.", "{n} targeted indicators are followed month by month."),
)
_NONE_FOLLOWED = Bilingual(
    "Aucun indicateur ciblé n'a assez de mois publiés pour être suivi.", "No targeted indicator has enough published months to be followed."
)
_QUIET = Bilingual("Aucun de leurs mois publiés n'est sous un signal.", "Not one of their published months is under a signal.")
_CALLED = Bilingual("Des mois sont sous un signal : {which}.", "Some months are under a signal: {which}.")
_ONE = Counted(
    Bilingual("{name} ({n} mois, le dernier en {month})", "{name} ({n} month, in {month})"),
    Bilingual("{name} ({n} mois, le dernier en {month})", "{name} ({n} months, the last in {month})"),
)
_LIKELY = Bilingual(
    "À la fin de {month}, {n} des {of} indicateurs projetés avaient plus d'une chance sur deux d'atteindre leur cible.",
    "At the end of {month}, {n} of the {of} indicators projected had more than one chance in two of reaching their targets.",
)
_UNCERTAIN = Counted(
    Bilingual(
        "Pour {n} d'entre eux, la probabilité était entre 20 et 80 % : rien n'était joué.",
        "For {n} of them the probability lay between 20 and 80%: nothing was settled.",
    ),
    Bilingual(
        "Pour {n} d'entre eux, la probabilité était entre 20 et 80 % : rien n'était joué.",
        "For {n} of them the probability lay between 20 and 80%: nothing was settled.",
    ),
)
_OPEN = (0.2, 0.8)
_TRIED = Counted(
    Bilingual(
        "Éprouvée sur {n} projection des exercices passés, la méthode s'est trompée de {error} en moyenne.",
        "Tried on {n} projection of past years, the method was off by {error} on average.",
    ),
    Bilingual(
        "Éprouvée sur {n} projections des exercices passés, la méthode s'est trompée de {error} en moyenne{early}.",
        "Tried on {n} projections of past years, the method was off by {error} on average{early}.",
    ),
)
_EARLY = Bilingual(" ({first} après 3 mois, {last} après 9)", " ({first} after 3 months, {last} after 9)")
_HELD = Bilingual(
    "L'intervalle à 80 % a contenu le résultat {share_80} du temps ({n_80} sur {n}), celui à 95 %, {share_95} du temps ({n_95} sur {n}).",
    "The 80% interval held the result {share_80} of the time ({n_80} of {n}), the 95% interval {share_95} of the time ({n_95} of {n}).",
)
_WIDE = Bilingual(
    "Pris ensemble, ces intervalles sont plutôt larges : le résultat y tombe plus souvent qu'annoncé.",
    "Taken together, these intervals are rather wide: the result falls inside more often than said.",
)
_NARROW = Bilingual(
    "Pris ensemble, ces intervalles sont trop étroits : le résultat en sort plus souvent qu'annoncé.",
    "Taken together, these intervals are too narrow: the result falls outside more often than said.",
)
_FAIR = Bilingual(
    "Pris ensemble, ces intervalles tiennent à peu près ce qu'ils annoncent.", "Taken together, these intervals hold about what they say."
)
_SAME_YEARS = Bilingual(
    "Ces projections portent sur peu d'exercices et se ressemblent d'un mois à l'autre : c'est un constat, pas une garantie.",
    "These projections are about few years and resemble each other from month to month: this is a finding, not a warrant.",
)
_UNTRIED = Bilingual(
    "Aucun exercice passé ne permet d'éprouver la méthode : ses intervalles sont à prendre avec réserve.",
    "No past year lets the method be tried: its intervals are to be taken with reserve.",
)
_SLACK = 0.05


def following_the_year(signals: ReleasedTable, projections: ReleasedTable, *, language: Language, fiscal_year: FiscalYear) -> TextDisplay:
    """Return one paragraph: how many indicators are followed, the months under a signal, how many were likely to reach their target."""
    followed = [row for row in results(signals) if row.value is not None and row.denominator]
    if not followed:
        return paragraph([say(_NONE_FOLLOWED, language)])
    said = [_FOLLOWED.say(len(followed), language)]
    called = [row for row in followed if row.value]
    if called:
        said.append(say(_CALLED, language, which=names([_one(signals, row, language) for row in called], language)))
    else:
        said.append(say(_QUIET, language))
    made = [row for row in results(projections) if row.value is not None and row.number("probability") is not None]
    n_months = int(max((row.number("n_months") or 0.0 for row in made), default=0.0))
    if made and 0 < n_months < len(fiscal_year.months):
        chances = [row.number("probability") or 0.0 for row in made]
        month = format_month(fiscal_year.months[n_months - 1], language)
        n = sum(chance > 0.5 for chance in chances)
        said.append(say(_LIKELY, language, month=month, n=format_number(n, language), of=format_number(len(made), language)))
        n_open = sum(_OPEN[0] <= chance <= _OPEN[1] for chance in chances)
        if n_open:
            said.append(_UNCERTAIN.say(n_open, language))
    return paragraph(said)


def _one(table: ReleasedTable, row: Result, language: Language) -> str:
    name = label_of(table, "indicator", row.indicator, language, inside=True)
    return _ONE.say(row.value or 0.0, language, name=name, month=month_label(str(row.derived["last_signal"]), language))


def calibration(back_test: ReleasedTable, *, language: Language) -> TextDisplay:
    """Return what the back-test says: mean error, how often each interval held the result, and whether that is what it announced."""
    by_part = {(row.indicator, row.where["n_months"]): row for row in results(back_test)}
    narrow, wide = by_part.get(("coverage_80", TOTAL)), by_part.get(("coverage_95", TOTAL))
    error = by_part.get(("mean_absolute_percentage_error", TOTAL))
    if narrow is None or wide is None or error is None or not narrow.denominator:
        return paragraph([say(_UNTRIED, language)])
    first, last = (by_part.get(("mean_absolute_percentage_error", code)) for code in ("03", "09"))
    early = ""
    if first is not None and last is not None and first.value is not None and last.value is not None:
        early = say(_EARLY, language, first=format_share(first.value, language), last=format_share(last.value, language))
    n = narrow.denominator
    share_80, share_95 = narrow.value or 0.0, wide.value or 0.0
    said = [_TRIED.say(n, language, error=format_share(error.value or 0.0, language), early=early)]
    counts = {"n": format_number(n, language), "n_80": format_number(narrow.numerator or 0, language)}
    counts["n_95"] = format_number(wide.numerator or 0, language)
    said.append(say(_HELD, language, share_80=format_share(share_80, language, 0), share_95=format_share(share_95, language, 0), **counts))
    if share_80 < 0.80 - _SLACK or share_95 < 0.95 - _SLACK:
        said.append(say(_NARROW, language))
    else:
        said.append(say(_WIDE if share_80 > 0.80 + _SLACK else _FAIR, language))
    said.append(say(_SAME_YEARS, language))
    return paragraph(said)
