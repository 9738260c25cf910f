"""What must be known of official series before anything is added or compared: units, parts that add up, breaks, what should agree.

All of it is data, in one file (`params/series/official.yaml`): which categories of a scheme make a whole, which overlap, from which day
a series means something else. Nothing here touches figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field

from analysis.core.definition_part import Part
from analysis.core.errors import DefinitionError, Problem, ProblemList
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.located_tree import LocatedTree
from analysis.core.strict_yaml import load_located
from analysis.core.territories import QUEBEC, REGIONS
from analysis.frameworks.numbers import Unit
from analysis.frameworks.sources import Confidence

TOTAL_SCHEME = "total"
"""The scheme of the rows that are not broken down; its only category has the same name."""


class Series(Part):
    """One series: what its figures are and how twelve months make a year."""

    name: str
    label: Bilingual
    unit: Unit
    quantity: Literal["count", "amount", "published_share"]
    """The column that holds the figure. A rate is published only: its population is in no table, so it cannot be recomputed."""
    yearly: Literal["mean", "sum"]
    note: Bilingual | None = None
    composed_of: tuple[str, ...] = ()
    """Series whose sum this one is, where the publisher prints the parts and not the whole."""
    total_from: str | None = None
    """The scheme whose parts make the total, where the publisher prints no total row."""
    weighted_by: str | None = None
    """For a published mean: the series that counts those it is the mean of."""


class Category(Part):
    """One part of a scheme, or a subtotal of some of its parts."""

    name: str
    label: Bilingual
    subtotal_of: tuple[str, ...] = ()


class Scheme(Part):
    """One way of breaking a total down.

    Each partition lists categories that add up to the total without overlapping; a scheme may have several (nine age groups, or two)
    or none (sources of income: one household may have many).
    """

    name: str
    label: Bilingual
    categories: tuple[Category, ...]
    partitions: tuple[tuple[str, ...], ...] = ()
    base: str = TOTAL_SCHEME
    """The category on which published shares are taken: the total, or one of the scheme's own categories."""


class Remainder(Part):
    """Where the cases go that belong to no region: the code of their row, published or computed."""

    name: str
    label: Bilingual


class Ratio(Part):
    """A published mean that can be recomputed: an amount over a count, to so many decimals."""

    name: str
    label: Bilingual
    numerator: str
    denominator: str
    unit: Unit
    decimals: int = Field(ge=0, le=4)


class Identity(Part):
    """A series that must equal the sum of others, row by row."""

    name: str
    label: Bilingual
    whole: str
    parts: tuple[str, ...]
    since: date | None = Field(default=None, alias="from")
    until: date | None = None
    scheme: str | None = None
    """Only on the rows of this scheme; all of them when absent."""
    territory: str | None = None
    confidence: Confidence
    source: str


class Break(Part):
    """A day from which a series means something else: a change across it is not a change in the world."""

    name: str
    label: Bilingual
    series: tuple[str, ...]
    first_day: date
    confidence: Confidence
    source: str


class HighlightPopulation(Part):
    """A population that highlights speak of, and the series row that holds the same figure where there is one."""

    name: str
    label: Bilingual
    series: str | None = None
    scheme: str = TOTAL_SCHEME
    category: str = TOTAL_SCHEME


_Named = TypeVar("_Named", Series, Scheme, Ratio)


class SeriesDefinitions(Part):
    """The whole file."""

    name: str
    remainder: Remainder
    series: tuple[Series, ...]
    schemes: tuple[Scheme, ...]
    ratios: tuple[Ratio, ...] = ()
    identities: tuple[Identity, ...] = ()
    breaks: tuple[Break, ...] = ()
    highlight_populations: tuple[HighlightPopulation, ...] = ()

    def series_named(self, name: str) -> Series:
        """Return one series; `DefinitionError` with the near matches if there is none of that name."""
        return _named(self.series, name, self.name, Bilingual("série inconnue", "unknown series"))

    def scheme_named(self, name: str) -> Scheme:
        """Return one scheme; `DefinitionError` with the near matches if there is none of that name."""
        return _named(self.schemes, name, self.name, Bilingual("ventilation inconnue", "unknown scheme"))

    def scheme_of(self, category: str) -> str:
        """Return the scheme that a category belongs to; `DefinitionError` with the near matches if there is none."""
        if category == TOTAL_SCHEME:
            return TOTAL_SCHEME
        owners = {item.name: scheme.name for scheme in reversed(self.schemes) for item in scheme.categories}
        if category not in owners:
            raise _unknown(category, owners, self.name, Bilingual("catégorie inconnue", "unknown category"))
        return owners[category]

    def ratio_named(self, name: str) -> Ratio:
        """Return one ratio; `DefinitionError` with the near matches if there is none of that name."""
        return _named(self.ratios, name, self.name, Bilingual("rapport inconnu", "unknown ratio"))

    def breaks_of(self, series: str) -> tuple[Break, ...]:
        """Return the declared breaks of a series, earliest first."""
        return tuple(sorted((item for item in self.breaks if series in item.series), key=lambda item: item.first_day))

    def break_between(self, series: str, earlier: date, later: date) -> Break | None:
        """Return the break that separates two days of a series (after the earlier, on or before the later), or None."""
        return next((item for item in self.breaks_of(series) if earlier < item.first_day <= later), None)

    def last_break_name(self, series: str, day: date) -> str:
        """Return the name of the last break of a series on or before a day, or an empty text."""
        found = self.last_break(series, day)
        return found.name if found else ""

    def last_break(self, series: str, day: date) -> Break | None:
        """Return the last break of a series on or before a day, or None."""
        return next((item for item in reversed(self.breaks_of(series)) if item.first_day <= day), None)


def load_series_definitions(path: Path) -> SeriesDefinitions:
    """Return the definitions of official series held by a file, every name in it checked against the others.

    Raises
    ------
    DefinitionError
        With every problem of the file at once, each with its line.
    """
    located = load_located(path, SeriesDefinitions)
    problems = ProblemList(DefinitionError)
    _NameCheck(located.tree, problems).check(located.model)
    problems.raise_if_any()
    return located.model


def _named(items: Sequence[_Named], name: str, where: str, what: Bilingual) -> _Named:
    for item in items:
        if item.name == name:
            return item
    raise _unknown(name, [item.name for item in items], where, what)


def _unknown(name: str, known: Iterable[str], where: str, what: Bilingual) -> DefinitionError:
    message = Bilingual(f"{what.fr}\u00a0: {name}", f"{what.en}: {name}")
    return DefinitionError(Problem(where, message, todo=did_you_mean(name, known)))


@dataclass(frozen=True, slots=True)
class _NameCheck:
    """Holds every name of the file against what the file defines."""

    tree: LocatedTree
    problems: ProblemList

    def check(self, definitions: SeriesDefinitions) -> None:
        series = [item.name for item in definitions.series]
        schemes = [TOTAL_SCHEME, *(item.name for item in definitions.schemes)]
        territories = [QUEBEC, *REGIONS, definitions.remainder.name]
        self._repeats("series", series)
        self._repeats("schemes", schemes[1:])
        for place, one in enumerate(definitions.series):
            self._known(("series", place), series, (*one.composed_of, one.weighted_by))
            self._known(("series", place), schemes, [one.total_from])
        for place, scheme in enumerate(definitions.schemes):
            categories = [category.name for category in scheme.categories]
            used = [name for partition in scheme.partitions for name in partition]
            used += [name for category in scheme.categories for name in category.subtotal_of]
            self._known(("schemes", place), [TOTAL_SCHEME, *categories], [*used, scheme.base])
        for place, ratio in enumerate(definitions.ratios):
            self._known(("ratios", place), series, (ratio.numerator, ratio.denominator))
        for place, identity in enumerate(definitions.identities):
            self._known(("identities", place), series, (identity.whole, *identity.parts))
            self._known(("identities", place), schemes, [identity.scheme])
            self._known(("identities", place), territories, [identity.territory])
        for place, item in enumerate(definitions.breaks):
            self._known(("breaks", place), series, item.series)
        for place, population in enumerate(definitions.highlight_populations):
            self._known(("highlight_populations", place), series, [population.series])
            self._known(("highlight_populations", place), schemes, [population.scheme])

    def _known(self, steps: tuple[str, int], known: Sequence[str], names: Iterable[str | None]) -> None:
        for name in names:
            if name is not None and name not in known:
                what = Bilingual(f"{name} est nommé ici et n'est défini nulle part", f"{name} is named here and defined nowhere")
                self.problems.add(self.tree.where(*steps), what, todo=did_you_mean(name, known))

    def _repeats(self, kind: str, names: Sequence[str]) -> None:
        for place, name in enumerate(names):
            if name in names[:place]:
                self.problems.add(
                    self.tree.where(kind, place),
                    Bilingual(f"{name} est défini deux fois", f"{name} is defined twice"),
                    todo=Bilingual("Gardez une seule définition.", "Keep one of the two."),
                )
