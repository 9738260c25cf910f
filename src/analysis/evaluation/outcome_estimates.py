"""How many have the outcome at each wave, estimated in every way when people were not reached, and what the weights are worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.core.periods import FiscalYear
from analysis.core.provenance import Provenance
from analysis.evaluation.due_people import DuePeople, due_people
from analysis.evaluation.estimate_choices import EstimateChoices, followed
from analysis.evaluation.estimating import METHODS, MODELLED, NOTHING, Found, WaveModels
from analysis.frameworks.measures import Share
from analysis.frameworks.model import Framework
from analysis.frameworks.numbers import Unit
from analysis.frameworks.vocabulary import FIELDS
from analysis.frameworks.wording import ESTIMATE_METHODS
from analysis.indicators.grouping import labels_for
from analysis.indicators.table import TOTAL, VALUE_COLUMNS, IndicatorTable, Note, Subject
from analysis.indicators.value_rows import methods_in
from analysis.statistics.answers import Answers

if TYPE_CHECKING:
    from analysis.extracts.store import Store

OUTCOME = "outcome"
METHOD_LABELS: dict[str, Bilingual] = {
    **{name: label for name, label in ESTIMATE_METHODS.items() if name != "bounds"},
    "worst_case": Bilingual("borne inférieure : aucune des personnes non jointes", "lower bound: none of those not reached"),
    "best_case": Bilingual("borne supérieure : toutes les personnes non jointes", "upper bound: all of those not reached"),
}
_INDICATORS: dict[str, Bilingual] = {
    OUTCOME: Bilingual("part qui a le résultat, de toutes les personnes échues", "share with the outcome, of everyone due"),
    "reached": Bilingual("part jointe", "share reached"),
    "effective_share": Bilingual("taille effective, en part des personnes jointes", "effective size, as a share of those reached"),
    "largest_weight": Bilingual("plus grand poids, en fois le poids moyen", "largest weight, in times the mean weight"),
    "trimmed": Bilingual("part dont le poids est limité", "share whose weight is limited"),
    "not_represented": Bilingual("part sans semblable parmi les personnes jointes", "share with nobody alike among those reached"),
    "difference_before": Bilingual("plus grand écart avant pondération", "largest difference before weighting"),
    "difference_after": Bilingual("plus grand écart après pondération", "largest difference after weighting"),
}
_DENOMINATORS: dict[str, Bilingual] = {
    "answered": Bilingual("participations jointes dont le résultat est connu", "participations reached whose outcome is known"),
    "due": Bilingual("participations dont le suivi est échu", "participations whose follow-up is due"),
}


@dataclass
class OutcomeEstimates:
    """An outcome of the people of a cohort at each wave: its tables, not released."""

    people: DuePeople
    choices: EstimateChoices
    standards: dict[int, float]
    cohort_label: Bilingual
    provenance: Provenance
    store: Store
    fiscal_year: FiscalYear
    _models: dict[int, WaveModels] = field(default_factory=dict)

    def models(self, months: int) -> WaveModels:
        """Return the models of one wave, fitted when they are first asked for."""
        if months not in self._models:
            self._models[months] = WaveModels(self.people, months, self.choices)
        return self._models[months]

    def estimates(self) -> IndicatorTable:
        """Return the share who have the outcome at each wave by each method: dimensions `wave` and `method`.

        `numerator` and `denominator` are, in every row, those reached who have the outcome and those reached whose outcome is known: what
        every estimate of a wave rests on, so that disclosure control judges all of them alike. `n_missing` are the others who are
        due; `n_due` is everyone. `value` is about everyone due, except in `reached_only`. `published` is `yes` in the rows of the
        declared estimate; `standard` is that of the indicator which the framework measures at the wave.

        A wave with nobody due has the note `no_cases`, and so have all but the bounds where nobody was reached; where too few were reached
        to say something of the others, what would be modelled is `not_applicable`.
        """
        rows = []
        for months, answers in self.people.answers.items():
            found = self.models(months).everyone
            rows += [
                _row(answers, found[method], method)
                | {"wave": str(months), "method": method, "published": self._published(method), "standard": self._standard(months)}
                for method in METHODS
            ]
        derived = ("n_due", "published", "standard")
        return self._table(rows, ("wave", "method"), {"method": METHOD_LABELS}, derived=derived, revealing=("n_due",))

    def by(self, dimension: str, *, wave: int | None = None) -> IndicatorTable:
        """Return the published estimate by group, and what was counted: the grouping is the dimension, after `wave` when no wave is given.

        Derived `reached_only`, `worst_case` and `best_case` are shares of the group. Weights and models are those of everyone; a group in
        which nobody was reached has its bounds, from 0 to 1, and no estimate.

        Raises
        ------
        DefinitionError
            When the grouping is not one of the characteristics.
        """
        known = [one.name for one in self.people.characteristics]
        if dimension not in known:
            raise DefinitionError(_not_a_grouping(dimension, known))
        waves = list(self.people.answers)
        if wave is not None and wave not in waves:
            raise DefinitionError(_not_a_wave(wave, waves))
        method = "worst_case" if self.choices.published == "bounds" else self.choices.published
        modelled = (method,) if method in MODELLED else ()
        rows = []
        for months in waves if wave is None else [wave]:
            models = self.models(months)
            codes, levels = models.codes(dimension), self.people.levels(dimension)
            groups = {TOTAL: np.ones(models.design.n_rows, dtype=bool)}
            groups |= {level: codes == code for code, level in enumerate(levels)}
            for level, found in zip(groups, models.of_groups(list(groups.values()), modelled), strict=True):
                counted = {name: found[name].value for name in ("reached_only", "worst_case", "best_case")}
                part = models.answers.rows(np.flatnonzero(groups[level]))
                rows.append(_row(part, found[method], method) | {"wave": str(months), dimension: level} | counted)
        dimensions = (dimension,) if wave is not None else ("wave", dimension)
        derived = ("n_due", "reached_only", "worst_case", "best_case")
        labels = _level_labels(self.store, dimension, self.people.levels(dimension), self.fiscal_year)
        table = self._table(rows, dimensions, {dimension: labels}, derived=derived, revealing=derived, additive=(dimension,))
        if wave is None:
            return table
        label = _INDICATORS[OUTCOME]
        named = Bilingual(f"{label.fr}, à {wave} mois", f"{label.en}, at {wave} months")
        return table.with_frame(table.frame, labels=dict(table.labels) | {"indicator": {OUTCOME: named}})

    def weighting(self) -> IndicatorTable:
        """Return what the weights of each wave are worth: dimension `wave`.

        `reached` is the share reached of everyone due; the others rest on those reached: Kish's effective size, the largest weight over
        the mean, the share of weights that were limited, the share of everyone due who have some characteristic that nobody reached has,
        and the largest difference on any characteristic before and after weighting, in standard deviations.
        """
        rows = []
        for months, answers in self.people.answers.items():
            models, due = self.models(months), float(answers.due.sum())
            answered, place = float(answers.answered.sum()), {"wave": str(months)}
            share = Found(answered / due, np.nan, np.nan, "none_complete_count") if due else NOTHING
            rows.append(_counts("reached", answered, due, "due", share) | place)
            weights, balance = models.weights, models.balance()
            values = dict.fromkeys(_QUALITIES, np.nan)
            if weights is not None:
                values = {
                    "effective_share": weights.n_effective / answered,
                    "largest_weight": weights.largest,
                    "trimmed": weights.n_trimmed / answered,
                    "not_represented": models.n_without_anyone_alike / due,
                    "difference_before": max((before for before, _ in balance.values()), default=0.0),
                    "difference_after": max((after for _, after in balance.values()), default=0.0),
                }
            rows += [_quality(name, value, answered, due) | place for name, value in values.items()]
        rows.sort(key=lambda row: list(_INDICATORS).index(row["indicator"]))
        return self._table(rows, ("wave",), {})

    def balance(self) -> IndicatorTable:
        """Return how far those reached are from everyone due on each characteristic: dimensions `wave` and `characteristic`.

        `difference_before` and `difference_after` weighting: the largest over its levels, in standard deviations.
        """
        rows = []
        for indicator, place in (("difference_before", 0), ("difference_after", 1)):
            for months, answers in self.people.answers.items():
                balance = self.models(months).balance()
                answered, due = float(answers.answered.sum()), float(answers.due.sum())
                for one in self.people.characteristics:
                    value = balance[one.name][place] if balance else np.nan
                    rows.append(_quality(indicator, value, answered, due) | {"wave": str(months), "characteristic": one.name})
        labels = {one.name: one.label for one in self.people.characteristics}
        return self._table(rows, ("wave", "characteristic"), {"characteristic": labels})

    def _published(self, method: str) -> str:
        wanted = ("worst_case", "best_case") if self.choices.published == "bounds" else (self.choices.published,)
        return "yes" if method in wanted else "no"

    def _standard(self, months: int) -> float:
        return self.standards.get(months, np.nan)

    def _table(
        self,
        rows: Sequence[dict[str, Any]],
        dimensions: tuple[str, ...],
        labels: dict[str, dict[str, Bilingual]],
        *,
        derived: tuple[str, ...] = (),
        revealing: tuple[str, ...] = (),
        additive: tuple[str, ...] = (),
    ) -> IndicatorTable:
        frame = pd.DataFrame(rows, columns=["indicator", *dimensions, *VALUE_COLUMNS, *derived])
        waves = {str(months): Bilingual(f"{months} mois", f"{months} months") for months in self.people.answers}
        described = {
            "indicator": {name: _INDICATORS[name] for name in dict.fromkeys(frame["indicator"])},
            "wave": waves,
            "denominator_name": _DENOMINATORS,
            "interval_method": methods_in(frame),
            "cohort": {"cohort": self.cohort_label},
            "outcome": {OUTCOME: self.choices.definition},
            "published": {"method": ESTIMATE_METHODS[self.choices.published]},
        }
        return IndicatorTable(
            frame=frame,
            subject=Subject.PERSONS,
            provenance=self.provenance,
            dimensions=dimensions,
            additive=additive,
            derived=derived,
            revealing=revealing,
            labels=described | labels,
        )


def estimate_outcome(
    store: Store, framework: Framework, fiscal_year: FiscalYear, as_of: date, choices: EstimateChoices
) -> OutcomeEstimates:
    """Return the estimates of an outcome of everyone due, read from a store in one pass; models are fitted when a table is asked for."""
    calendar, cohort = framework.follow_up, framework.cohort(choices.cohort)
    assert calendar is not None  # noqa: S101 - `choose` has refused a framework without one
    people = due_people(store, cohort, calendar, fiscal_year, as_of, outcome=choices.outcome, characteristics=choices.characteristics)
    standards = {}
    for item in followed(framework):
        standard = framework.standard_on(item.name, fiscal_year.last_day)
        if standard is not None and isinstance(item.measure, Share) and item.measure.numerator == choices.outcome and item.wave is not None:
            standards[item.wave] = float(standard.number.value)
    step = f"outcome estimates {framework.name} {fiscal_year.start_year} as of {as_of.isoformat()}, cohort {cohort.name}"
    return OutcomeEstimates(people, choices, standards, cohort.label, store.provenance.after(step), store, fiscal_year)


def _row(answers: Answers, found: Found, method: str) -> dict[str, Any]:
    yes, answered, due = (float(values.sum()) for values in (answers.yes, answers.answered, answers.due))
    row = _counts(OUTCOME, yes, answered, "answered", found, n_missing=due - answered)
    if answered and np.isnan(found.value) and method in MODELLED:
        row["note"] = Note.NOT_APPLICABLE.value
    return row | {"n_due": due}


def _counts(indicator: str, numerator: float, denominator: float, name: str, found: Found, *, n_missing: float = 0.0) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "numerator": numerator,
        "denominator": denominator,
        "denominator_name": name,
        "n_missing": n_missing,
        "value": found.value,
        "interval_low": found.low,
        "interval_high": found.high,
        "interval_method": found.interval_method,
        "unit": Unit.SHARE.value,
        "source": "",
        "note": Note.NO_CASES.value if np.isnan(found.value) else Note.COMPUTED.value,
    }


_QUALITIES = ("effective_share", "largest_weight", "trimmed", "not_represented", "difference_before", "difference_after")
_UNITS = {"largest_weight": Unit.RATIO, "difference_before": Unit.RATIO, "difference_after": Unit.RATIO}


def _quality(indicator: str, value: float, answered: float, due: float) -> dict[str, Any]:
    """Return a row about weights: it counts nobody, and rests on those reached."""
    row = _counts(indicator, np.nan, answered, "answered", Found(value, np.nan, np.nan, "none_quality"), n_missing=due - answered)
    if np.isnan(value):
        row |= {"note": (Note.NOT_APPLICABLE if due else Note.NO_CASES).value, "interval_method": "none"}
    return row | {"unit": _UNITS.get(indicator, Unit.SHARE).value}


def _level_labels(store: Store, dimension: str, levels: Sequence[str], fiscal_year: FiscalYear) -> dict[str, Bilingual]:
    if dimension == "age_at_start":
        return _AGES
    return labels_for(store, [dimension], {dimension: [TOTAL, *levels]}, fiscal_year)[dimension]


_AGES: dict[str, Bilingual] = {
    TOTAL: Bilingual("Ensemble", "All"),
    "under_25": Bilingual("Moins de 25 ans", "Under 25"),
    "25_34": Bilingual("25 à 34 ans", "25 to 34"),
    "35_44": Bilingual("35 à 44 ans", "35 to 44"),
    "45_54": Bilingual("45 à 54 ans", "45 to 54"),
    "55_and_over": Bilingual("55 ans et plus", "55 and over"),
    "not_stated": Bilingual("Non précisé", "Not stated"),
}


def _not_a_grouping(dimension: str, known: Sequence[str]) -> Problem:
    return Problem(
        dimension,
        Bilingual(
            f"on ne peut pas estimer par {dimension}, qui n'est pas une des caractéristiques",
            f"nothing can be estimated by {dimension}, which is not one of the characteristics",
        ),
        Bilingual("Les poids ne représentent que ce dont ils tiennent compte.", "Weights represent only what they take into account."),
        did_you_mean(dimension, list(known))
        if dimension not in FIELDS
        else Bilingual("Ajoutez-la aux caractéristiques (characteristics).", "Add it to the characteristics."),
    )


def _not_a_wave(wave: int, waves: Sequence[int]) -> Problem:
    known = ", ".join(str(months) for months in waves)
    return Problem(
        str(wave),
        Bilingual(f"le calendrier n'a pas de suivi à {wave} mois", f"the calendar has no follow-up at {wave} months"),
        todo=Bilingual(f"Choisissez parmi : {known}.", f"Choose among: {known}."),
    )
