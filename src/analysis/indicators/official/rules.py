"""The rules of published figures: one small function each, from every printed row to its comparisons.

A rule only compares what one publication printed together, except for changes (the month of the year before may only be in an earlier
publication) and repetitions. What cannot be compared is left out, never counted as holding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from math import fsum, isnan

from analysis.core.territories import QUEBEC, REGIONS
from analysis.frameworks.numbers import Unit
from analysis.indicators.official.definitions import TOTAL_SCHEME, Identity, Scheme, Series
from analysis.indicators.official.frames import year_before
from analysis.indicators.official.months import relative_change
from analysis.indicators.official.observations import Figure
from analysis.indicators.official.publications import Comparison, Outcome, Publications, Rule, comparison, counted, is_known
from analysis.indicators.official.rounding import Agreement, agreement, as_share, exactly, ratio

_OUTCOMES = {Agreement.AGREES: Outcome.HOLDS, Agreement.EXACT_TIE: Outcome.EXACT_TIE, Agreement.DEPARTS: Outcome.DEPARTS}

REGION_SHARES = "region"
"""What shares of regions in Québec are about, beside the shares of schemes."""


def identities(publications: Publications) -> Iterator[Comparison]:
    """Compare each total with the sum of its components in the same row (recipients = adults + children).

    A component whose row is printed without a number counts nothing: households of one person have no children.
    """
    for identity in publications.definitions.identities:
        for figure in publications.figures:
            if figure.series == identity.whole and _applies(identity, figure) and is_known(figure.count):
                parts = [
                    publications.by_cell.get((name, figure.period, figure.published, figure.territory, figure.scheme, figure.category))
                    for name in identity.parts
                ]
                found = [part for part in parts if part is not None]
                if len(found) == len(parts) and any(is_known(part.count) for part in found):
                    expected = fsum(part.count for part in found if is_known(part.count))
                    yield _compared(Rule.PARTS_OF_RECIPIENTS, identity.name, figure, publications.series[figure.series], expected)


def _applies(identity: Identity, figure: Figure) -> bool:
    return (
        (identity.since is None or identity.since <= figure.period)
        and (identity.until is None or figure.period <= identity.until)
        and identity.scheme in (None, figure.scheme)
        and identity.territory in (None, figure.territory)
    )


def parts_add_up(publications: Publications) -> Iterator[Comparison]:
    """Compare the sum of the parts of each breakdown with its total, and each subtotal with its own parts."""
    schemes = {scheme.name: scheme for scheme in publications.definitions.schemes}
    for (name, period, published, territory, scheme_name), printed in publications.by_breakdown.items():
        series, scheme = publications.series.get(name), schemes.get(scheme_name)
        if series is None or scheme is None or series.weighted_by:
            continue
        known = {category: figure for category, figure in printed.items() if is_known(counted(figure, series))}
        total = _total_of(publications, series, (period, published, territory), schemes)
        for partition in _largest_printed(scheme, set(known)):
            if total is not None:
                yield _sum_compared(scheme.name, total, series, [known[part] for part in partition], scheme_name)
        for category in scheme.categories:
            if category.subtotal_of and category.name in known and set(category.subtotal_of) <= set(known):
                parts = [known[part] for part in category.subtotal_of]
                yield _sum_compared(scheme.name, known[category.name], series, parts, scheme_name)


def _largest_printed(scheme: Scheme, printed: set[str]) -> list[tuple[str, ...]]:
    """Return the partitions that are fully printed, without those contained in another: severe constraints may have one more part."""
    complete = [partition for partition in scheme.partitions if set(partition) <= printed]
    return [partition for partition in complete if not any(set(partition) < set(other) for other in complete)]


def _total_of(publications: Publications, series: Series, place: tuple[date, date, str], schemes: dict[str, Scheme]) -> Figure | None:
    """Return the printed total, or where none is printed that which another breakdown makes."""
    period, published, territory = place
    total = publications.by_cell.get((series.name, period, published, territory, TOTAL_SCHEME, TOTAL_SCHEME))
    if total is not None and is_known(counted(total, series)):
        return total
    if series.total_from is None:
        return None
    parts = publications.by_breakdown.get((series.name, period, published, territory, series.total_from), {})
    partition = schemes[series.total_from].partitions[0]
    if not set(partition) <= set(parts):
        return None
    first = parts[partition[0]]
    count = fsum(parts[part].count for part in partition)
    return Figure(
        series.name, period, territory, TOTAL_SCHEME, TOTAL_SCHEME, published, first.status,
        count=count, amount=float("nan"), published_share=float("nan"), published_change=float("nan"),
        published_mean_amount=float("nan"), n_publications=1, was_revised=False, value=count,
    )  # fmt: skip


def _sum_compared(about: str, total: Figure, series: Series, parts: list[Figure], scheme: str) -> Comparison:
    expected = sum((exactly(counted(part, series)) for part in parts), start=Fraction(0))
    found = exactly(counted(total, series))
    # Each amount is printed to the nearest cent, so a sum of n of them may differ from their total by n + 1 half cents.
    tolerance = Fraction(len(parts) + 1, 200) if series.quantity == "amount" else Fraction(0)
    outcome = Outcome.HOLDS if abs(found - expected) <= tolerance else Outcome.DEPARTS
    unit = str(Unit.PERSONS if series.unit == Unit.SHARE else series.unit)
    made = comparison(Rule.PARTS, about, total, found=float(found), expected=float(expected), unit=unit, outcome=outcome)
    return replace(made, scheme=scheme)


def regions_add_up(publications: Publications) -> Iterator[Comparison]:
    """Compare Québec with its regions and the remainder row, where regions are printed.

    Without a remainder row, regions may only leave cases out: the comparison is then explained by those who belong to none.
    """
    remainder = publications.definitions.remainder.name
    for (name, *_), printed in publications.by_territories.items():
        series = publications.series.get(name)
        whole = printed.get(QUEBEC)
        if series is None or whole is None or series.weighted_by or not is_known(counted(whole, series)):
            continue
        parts = [printed[code] for code in (*REGIONS, remainder) if code in printed and is_known(counted(printed[code], series))]
        if sum(part.territory in REGIONS for part in parts) < len(REGIONS):
            continue
        expected = sum((exactly(counted(part, series)) for part in parts), start=Fraction(0))
        left_out = exactly(counted(whole, series)) - expected
        tolerance = Fraction(len(parts) + 1, 200) if series.quantity == "amount" else Fraction(0)
        if abs(left_out) <= tolerance:
            outcome = Outcome.HOLDS
        else:
            outcome = Outcome.EXPLAINED if left_out > 0 and remainder not in printed else Outcome.DEPARTS
        unit = str(Unit.PERSONS if series.unit == Unit.SHARE else series.unit)
        yield comparison(Rule.REGIONS, name, whole, found=counted(whole, series), expected=float(expected), unit=unit, outcome=outcome)


def shares_reproduce(publications: Publications) -> Iterator[Comparison]:
    """Compare each published proportion with the part over its base, rounded to nearest at one decimal of a percent."""
    bases = {scheme.name: scheme.base for scheme in publications.definitions.schemes}
    for figure, series in publications.defined():
        if series.quantity == "published_share" or not is_known(figure.published_share):
            continue
        is_region = figure.scheme == TOTAL_SCHEME and figure.territory != QUEBEC
        own_base = bases.get(figure.scheme, TOTAL_SCHEME)
        territory = QUEBEC if is_region else figure.territory
        scheme = figure.scheme if own_base != TOTAL_SCHEME else TOTAL_SCHEME
        base = publications.by_cell.get((series.name, figure.period, figure.published, territory, scheme, own_base))
        exact = None if base is None else ratio(counted(figure, series), counted(base, series), 100)
        about = REGION_SHARES if is_region else QUEBEC if figure.scheme == TOTAL_SCHEME else figure.scheme
        if made := _rounded(Rule.SHARE, about, figure, figure.published_share, exact):
            yield made


def changes_reproduce(publications: Publications) -> Iterator[Comparison]:
    """Compare each published yearly change with the month of the year before: of the same publication, otherwise the figure kept."""
    for figure, series in publications.defined():
        if not is_known(figure.published_change):
            continue
        earlier = year_before(figure.period)
        before = publications.by_cell.get(
            (figure.series, earlier, figure.published, figure.territory, figure.scheme, figure.category)
        ) or publications.best(figure.series, earlier, figure.territory, figure.scheme, figure.category)
        exact = None if before is None else relative_change(counted(figure, series), counted(before, series))
        if made := _rounded(Rule.CHANGE, figure.series, figure, figure.published_change, exact):
            yield made


def means_reproduce(publications: Publications) -> Iterator[Comparison]:
    """Compare each published mean with its amount over its count, rounded to nearest at the ratio's decimals."""
    for ratio_definition in publications.definitions.ratios:
        for figure in publications.figures:
            if figure.series != ratio_definition.numerator or not is_known(figure.published_mean_amount):
                continue
            place = (figure.period, figure.published, figure.territory, figure.scheme, figure.category)
            below = publications.by_cell.get((ratio_definition.denominator, *place))
            exact = None if below is None else ratio(figure.amount, below.count)
            outcome = _OUTCOMES.get(agreement(figure.published_mean_amount, exact, ratio_definition.decimals))
            if exact is not None and outcome is not None:
                yield comparison(
                    Rule.MEAN,
                    ratio_definition.name,
                    figure,
                    found=figure.published_mean_amount,
                    expected=float(exact),
                    unit=str(ratio_definition.unit),
                    outcome=outcome,
                )


def repetitions_agree(publications: Publications) -> Iterator[Comparison]:
    """Compare what the first and the other publications printed officially of one figure; one comparison a figure that is repeated."""
    for printed in publications.by_figure.values():
        series = publications.series.get(printed[0].series)
        official = [figure for figure in printed if not figure.is_estimate]
        if series is None or len(official) < 2:
            continue
        counts = [counted(figure, series) for figure in official]
        if is_known(*counts):
            unit = str(Unit.PERSONS if series.unit == Unit.SHARE else series.unit)
            yield _repeated(Rule.REPEATED, official, counts, unit)
        rates = [as_share(figure.published_share) for figure in official]
        if series.quantity == "published_share" and is_known(*rates):
            yield _repeated(Rule.REPEATED_RATE, official, rates, str(Unit.SHARE))


def _repeated(rule: Rule, official: list[Figure], numbers: list[float], unit: str) -> Comparison:
    outcome = Outcome.HOLDS if len(set(numbers)) == 1 else Outcome.DEPARTS
    last = official[-1]
    return comparison(rule, last.series, last, found=numbers[-1], expected=numbers[0], unit=unit, outcome=outcome)


def estimates_replaced(publications: Publications) -> Iterator[Comparison]:
    """Compare each figure once printed as an estimate with the official one of a later publication; it departs when there is none.

    The estimates of the last publication cannot have been replaced yet: they are not compared.
    """
    last_published: dict[str, date] = {}
    for figure in publications.figures:
        last_published[figure.series] = max(last_published.get(figure.series, figure.published), figure.published)
    for printed in publications.by_figure.values():
        series = publications.series.get(printed[0].series)
        estimates = [figure for figure in printed if figure.is_estimate]
        if series is None or not estimates:
            continue
        last = estimates[-1]
        official = [figure for figure in printed if not figure.is_estimate and figure.published > last.published]
        if not official and last.published == last_published[series.name]:
            continue
        yield comparison(
            Rule.ESTIMATE,
            last.series,
            last,
            found=counted(last, series),
            expected=counted(official[-1], series) if official else float("nan"),
            unit=str(series.unit),
            outcome=Outcome.HOLDS if official else Outcome.DEPARTS,
        )


def _compared(rule: Rule, about: str, figure: Figure, series: Series, expected: float) -> Comparison:
    unit = str(Unit.PERSONS if series.unit == Unit.SHARE else series.unit)
    outcome = Outcome.HOLDS if figure.count == expected else Outcome.DEPARTS
    return comparison(rule, about, figure, found=figure.count, expected=expected, unit=unit, outcome=outcome)


def _rounded(rule: Rule, about: str, figure: Figure, printed: float, exact: Fraction | None) -> Comparison | None:
    """Return the comparison of a printed percentage, in shares; None when nothing can be compared."""
    outcome = _OUTCOMES.get(agreement(printed, exact, 1))
    if exact is None or outcome is None or isnan(printed):
        return None
    return comparison(rule, about, figure, found=as_share(printed), expected=float(exact / 100), unit=str(Unit.SHARE), outcome=outcome)
