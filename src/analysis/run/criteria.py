"""The criteria of a good annual report, each held against what this report contains: counted, never asserted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from analysis.core.languages import LANGUAGES, Bilingual, filled
from analysis.frameworks.indicators import Availability
from analysis.frameworks.numbers import Unit
from analysis.frameworks.report_criteria import Check, Criterion, ReportCriteria, load_criteria
from analysis.presentation.numbers import format_number
from analysis.presentation.released import results

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.run.opening import Run


@dataclass(frozen=True, slots=True)
class Answer:
    """What looking up one check gave: how many of how many things, in words, and in which chapter."""

    check: Check
    found: int
    wanted: int
    evidence: Bilingual
    chapter: str
    """The notebook where it stands; empty when the run does not publish it."""

    @property
    def holds(self) -> bool:
        """Whether everything looked for is there, on a page that is published."""
        return bool(self.chapter) and 0 < self.wanted <= self.found


@dataclass(frozen=True, slots=True)
class Judged:
    """One criterion with what was looked up for it."""

    criterion: Criterion
    answers: tuple[Answer, ...]

    @property
    def n_holding(self) -> int:
        """How many of its checks hold."""
        return sum(answer.holds for answer in self.answers)


class ReportChecklist:
    """The answers to every check, each computed once from the run, its plan, its targets and its released tables."""

    def __init__(self, run: Run) -> None:
        self._run = run

    @cached_property
    def criteria(self) -> ReportCriteria:
        """The criteria, as their file says them."""
        return load_criteria(self._run.project.report_criteria)

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """Every criterion with its answers, in the order of the file."""
        answers = {check: self._answer(check) for check in Check}
        return tuple(Judged(item, tuple(answers[check] for check in item.checks)) for item in self.criteria.criteria)

    def _answer(self, check: Check) -> Answer:
        look_up: Callable[[], tuple[int, int, Bilingual]] = getattr(self, f"_{check.value}")
        published = {chapter.notebook for chapter in self._run.definition.chapters}
        chapter = self.criteria.chapters.get(check, "")
        has_plan, has_targets = self._run.definition.plan is not None, self._run.definition.targets is not None
        if (check in _OF_PLAN and not has_plan) or (check in _OF_TARGETS and not has_targets):
            nothing = Bilingual("rien de tel dans cette publication", "nothing of the kind in this run")
            return Answer(check, 0, 1, nothing, "")
        found, wanted, evidence = look_up()
        return Answer(check, found, wanted, evidence, chapter if chapter in published else "")

    def _mission_and_services(self) -> tuple[int, int, Bilingual]:
        n = len(self._run.plan.services)
        return (
            n,
            1,
            _counted(
                n,
                Bilingual("la mission et {n} service", "the mission and {n} service"),
                Bilingual("la mission et {n} services", "the mission and {n} services"),
            ),
        )

    def _targeted_indicators_shown(self) -> tuple[int, int, Bilingual]:
        rows = [row for table in self._tables for row in results(table)]
        shown = sum(row.value is not None for row in rows)
        # What its source says is in development has no result to show.
        wanted = sum(
            item.availability is not Availability.IN_DEVELOPMENT
            for name in self._run.targets.frameworks
            for item in self._run.framework(name).indicators
            if item.is_targeted
        )
        return (
            shown,
            wanted,
            Bilingual(f"{shown} indicateurs ciblés sur {wanted} ont un résultat", f"{shown} of {wanted} targeted indicators have a result"),
        )

    def _targets_set(self) -> tuple[int, int, Bilingual]:
        rows = [row for table in self._tables for row in results(table) if row.value is not None]
        held = sum(row.number("initial_target") is not None for row in rows)
        return held, len(rows), Bilingual(f"{held} résultats sur {len(rows)} ont une cible", f"{held} of {len(rows)} results have a target")

    def _gaps_explained(self) -> tuple[int, int, Bilingual]:
        gaps = len(self._run.explanations.gaps) * len(self._run.definition.languages)
        done = gaps - len(self._run.explanations.missing())
        if not gaps:
            return 1, 1, Bilingual("aucun écart ne dépasse sa marge", "no gap is beyond its tolerance")
        return done, gaps, Bilingual(f"{done} explications sur {gaps} sont écrites", f"{done} of {gaps} explanations are written")

    def _external_context(self) -> tuple[int, int, Bilingual]:
        return 1, 1, Bilingual("le contexte externe est dit", "the external context is said")

    def _internal_context(self) -> tuple[int, int, Bilingual]:
        return 1, 1, Bilingual("le contexte interne est dit", "the internal context is said")

    def _risks_and_responses(self) -> tuple[int, int, Bilingual]:
        n = len(self._run.plan.context.risks)
        return (
            n,
            1,
            _counted(
                n,
                Bilingual("{n} risque, avec sa réponse", "{n} risk, with its response"),
                Bilingual("{n} risques, chacun avec sa réponse", "{n} risks, each with its response"),
            ),
        )

    def _capacity(self) -> tuple[int, int, Bilingual]:
        return 1, 1, Bilingual("la capacité est décrite", "capacity is described")

    def _outlook(self) -> tuple[int, int, Bilingual]:
        return 1, 1, Bilingual("l'année qui vient est annoncée", "the year to come is announced")

    def _costs(self) -> tuple[int, int, Bilingual]:
        costs = {
            (name, item.name)
            for name in self._run.frameworks
            for item in self._run.framework(name).indicators
            if item.unit is Unit.DOLLARS and item.availability is Availability.COMPUTED
        }
        n = len(costs)
        return (
            n,
            1,
            _counted(
                n,
                Bilingual("{n} indicateur en dollars", "{n} indicator in dollars"),
                Bilingual("{n} indicateurs en dollars", "{n} indicators in dollars"),
            ),
        )

    def _earlier_years(self) -> tuple[int, int, Bilingual]:
        earlier = self._run.earlier_headline()
        n = sum(any(row.value is not None for row in results(table)) for table in earlier.values())
        return (
            n,
            1,
            _counted(
                n,
                Bilingual("{n} exercice précédent", "{n} earlier fiscal year"),
                Bilingual("{n} exercices précédents", "{n} earlier fiscal years"),
            ),
        )

    def _regions_compared(self) -> tuple[int, int, Bilingual]:
        name = self._run.targets.frameworks[0]
        table = self._run.targets.results(by=("region",), framework=name)
        n = len({row.where["region"] for row in results(table) if not row.is_total and row.value is not None})
        return (
            n,
            1,
            _counted(
                n,
                Bilingual("{n} région a au moins un résultat montré", "{n} region has at least one result shown"),
                Bilingual("{n} régions ont au moins un résultat montré", "{n} regions have at least one result shown"),
            ),
        )

    def _reliability_statement(self) -> tuple[int, int, Bilingual]:
        signed = self._run.plan.reliability.signed is not None
        words = (
            Bilingual("une déclaration signée", "a signed statement")
            if signed
            else Bilingual("une déclaration non signée", "a statement not signed")
        )
        return int(signed), 1, words

    def _data_controls(self) -> tuple[int, int, Bilingual]:
        every = {row.indicator: row for row in results(self._run.quality()) if row.is_total}
        read, refused = (int(every[name].value or 0) for name in ("rows_read", "rows_refused"))
        numbers = {language: [format_number(number, language) for number in (read, refused)] for language in LANGUAGES}
        words = Bilingual("{0} lignes contrôlées, {1} refusées", "{0} rows checked, {1} refused")
        return read, 1, Bilingual(filled(words.fr, *numbers["fr"]), filled(words.en, *numbers["en"]))

    def _sources_and_methods(self) -> tuple[int, int, Bilingual]:
        n = sum(len(self._run.framework(name).indicators) for name in self._run.frameworks)
        return (
            n,
            1,
            _counted(
                n,
                Bilingual("{n} indicateur défini, avec sa source", "{n} indicator defined, with its source"),
                Bilingual("{n} indicateurs définis, chacun avec sa source", "{n} indicators defined, each with its source"),
            ),
        )

    def _strategies_followed(self) -> tuple[int, int, Bilingual]:
        items = self._run.plan.strategies
        n = sum(item.status_on(self._run.plan.year.last_day) is not None for item in items)
        return (
            n,
            len(items),
            Bilingual(f"{n} stratégies sur {len(items)} ont un état daté", f"{n} of {len(items)} strategies have a dated status"),
        )

    def _evaluations_reported(self) -> tuple[int, int, Bilingual]:
        n = sum(item.main_results is not None for item in self._run.plan.evaluations)
        return (
            n,
            1,
            _counted(
                n,
                Bilingual("{n} évaluation terminée, avec ses limites", "{n} evaluation completed, with its limits"),
                Bilingual("{n} évaluations terminées, avec leurs limites", "{n} evaluations completed, with their limits"),
            ),
        )

    def _service_commitments(self) -> tuple[int, int, Bilingual]:
        # An agency that gives no dates of requests cannot show that it kept its promises.
        rows = results(self._run.service_quality.commitments()) if self._run.has_table("assistance_requests") else ()
        n = sum(row.value is not None for row in rows)
        return (
            n,
            len(self._run.plan.commitments),
            _counted(
                n,
                Bilingual("{n} engagement mesuré", "{n} commitment measured"),
                Bilingual("{n} engagements mesurés", "{n} commitments measured"),
            ),
        )

    def _filed_in_time(self) -> tuple[int, int, Bilingual]:
        filing = self._run.plan.filing
        in_time = filing.filed is not None and filing.filed <= filing.due
        if filing.filed is None:
            return 0, 1, Bilingual("la date de remise n'est pas donnée", "the day of filing is not given")
        words = (
            Bilingual("remis dans le délai", "filed in time")
            if in_time
            else Bilingual("remis après le délai", "filed after the time limit")
        )
        return int(in_time), 1, words

    @cached_property
    def _tables(self) -> tuple[ReleasedTable, ...]:
        return tuple(self._run.targets.results(framework=name) for name in self._run.targets.frameworks)


def _counted(n: int, one: Bilingual, several: Bilingual) -> Bilingual:
    return Bilingual(filled((one if n < 2 else several).fr, n=n), filled((one if n == 1 else several).en, n=n))


_OF_TARGETS = frozenset({Check.TARGETED_INDICATORS_SHOWN, Check.TARGETS_SET, Check.GAPS_EXPLAINED, Check.REGIONS_COMPARED})
_OF_PLAN = frozenset(
    {
        Check.MISSION_AND_SERVICES, Check.EXTERNAL_CONTEXT, Check.INTERNAL_CONTEXT, Check.RISKS_AND_RESPONSES, Check.CAPACITY,
        Check.OUTLOOK, Check.RELIABILITY_STATEMENT, Check.STRATEGIES_FOLLOWED, Check.EVALUATIONS_REPORTED, Check.SERVICE_COMMITMENTS,
        Check.FILED_IN_TIME,
    }
)  # fmt: skip
