"""Who stays in employment, released: at each wave, until when, from job to job, group beside group, and what young cohorts may come to."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from analysis.core.errors import DefinitionError, Problem
from analysis.core.languages import Bilingual, did_you_mean
from analysis.evaluation import comparisons, jobs, retention, young_cohorts
from analysis.evaluation.followed_years import entry_years, mature_year
from analysis.evaluation.wave_patterns import Patterns, Source, count_patterns
from analysis.indicators.table import TOTAL

if TYPE_CHECKING:
    from analysis.core.periods import FiscalYear
    from analysis.disclosure.table import ReleasedTable
    from analysis.evaluation.jobs import Durations
    from analysis.extracts.store import Store
    from analysis.frameworks.model import Framework
    from analysis.indicators.table import IndicatorTable
    from analysis.run.opening import Run

_Made = Callable[["Store", Patterns, str], "IndicatorTable"]
SOURCES: tuple[Source, ...] = ("answers", "files")
_FILES = ("employment_spells", "administrative_matches")


class Retention:
    """What became of those who entered from the latest year whose last wave is over to the year of the run.

    `source` is `answers` (what people said at follow-ups) or `files` (spells of employment in administrative files); empty, the files
    where an extract gives them. `framework` is the run's first that counts participations when not given.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._counted: dict[tuple[str, ...], Patterns] = {}

    def source(self, asked: str = "") -> Source:
        """Return where employment is read: as asked, else the administrative files where an extract gives them.

        Raises
        ------
        DefinitionError
            When there is no such source.
        """
        if asked in SOURCES:
            return "files" if asked == "files" else "answers"
        if asked:
            raise DefinitionError(
                Problem(
                    f"source={asked}",
                    Bilingual("source inconnue", "unknown source"),
                    todo=did_you_mean(asked, SOURCES),
                )
            )
        return "files" if self.has_files else "answers"

    @property
    def has_files(self) -> bool:
        """Whether an extract of the run gives spells of employment and says who was looked for in them."""
        return all(self._run.has_table(name) for name in _FILES)

    def years(self, framework: str | Framework | None = None) -> tuple[FiscalYear, ...]:
        """Return the fiscal years of entry that are looked at, oldest first."""
        year, chosen = self._run.fiscal_year(framework), self._run.framework(framework)
        first = mature_year(chosen, year, self._run.definition.as_of)
        entered = entry_years(self._run.store_with("participations"), chosen, self._run.definition.as_of)
        return tuple(one for one in entered if first <= one <= year)

    def employment(self, by: str = "", source: str = "", framework: str | Framework | None = None) -> ReleasedTable:
        """Return the shares employed at each wave, at every wave so far, ever since the first, and again after a loss."""
        return self._released(retention.employment, "employment at waves", by=by, source=source, framework=framework)

    def losses(self, source: str = "", framework: str | Framework | None = None) -> ReleasedTable:
        """Return the share of those employed until then who lost the job between each two waves."""
        return self._released(retention.losses, "losses between waves", source=source, framework=framework)

    def kept(self, by: str = "", source: str = "", framework: str | Framework | None = None) -> ReleasedTable:
        """Return, of those employed at the first wave, the share who still have a job at each later one."""
        return self._released(retention.kept, "still employed", by=by, source=source, framework=framework)

    def months(self, by: str = "", source: str = "", framework: str | Framework | None = None) -> ReleasedTable:
        """Return the mean months in employment from entry to the last wave."""
        return self._released(retention.months, "months in employment", by=by, source=source, framework=framework)

    def states(self, source: str = "answers", framework: str | Framework | None = None) -> ReleasedTable:
        """Return how many participations stand in each state at each wave: five states, or three where a count of the five is hidden.

        Who is employed, who is not and who is not known stand in other tables as well: beside them, a hidden count of the five could be
        worked out.
        """
        store, patterns, step = self._counted_by(source, framework, "states at waves")
        tables = (retention.states(store, patterns, step, merged=merged) for merged in (False, True))
        return self._first_shown(tables, lambda _: True)

    def transitions(self, source: str = "answers", framework: str | Framework | None = None) -> ReleasedTable:
        """Return how many went from each state to each between two waves in a row.

        Between five states, or three where a total of the five is hidden; the totals alone where one of the three is.
        """
        store, patterns, step = self._counted_by(source, framework, "states from wave to wave")
        shapes: tuple[dict[str, bool], ...] = ({}, {"merged": True}, {"merged": True, "margins": True})
        tables = (retention.transitions(store, patterns, step, **shape) for shape in shapes)
        return self._first_shown(tables, lambda row: TOTAL in (row["from"], row["to"]))

    def exits(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return the share of those employed at the first wave who left for studies, and for neither, by each wave, as they said it."""
        return self._released(retention.exits, "exits from employment", source="answers", framework=framework)

    def jobs(self, by: str = "", framework: str | Framework | None = None) -> ReleasedTable:
        """Return the share of first jobs that last longer than each of some months, from administrative files; no case without them."""
        durations = self._durations(by, framework)
        return self._run.release(jobs.job_curve(self._run.store_with("participations"), durations, self._step("first jobs", framework)))

    def job_months(self, by: str = "", framework: str | Framework | None = None) -> ReleasedTable:
        """Return the mean months in the first job, out of 24, from administrative files."""
        durations = self._durations(by, framework)
        return self._run.release(
            jobs.job_months(self._run.store_with("participations"), durations, self._step("months in first jobs", framework))
        )

    def service_exits(self, framework: str | Framework | None = None) -> ReleasedTable:
        """Return the share of participations that a placement, a withdrawal or another end has closed by each of some months."""
        store = self._run.store_with("participations")
        chosen = self._run.framework(framework)
        durations = jobs.service_durations(store, chosen, self.years(framework), self._run.definition.as_of)
        return self._run.release(jobs.service_exits(store, durations, self._step("exits from the service", framework)))

    def compare(
        self, by: str, group: str, against: str | None = None, source: str = "", framework: str | Framework | None = None
    ) -> ReleasedTable:
        """Return who stays, months in employment and in the first job for two groups, and their differences with intervals."""
        store, patterns = self._run.store_with("participations"), self._patterns(by, source, framework)
        durations = self._durations(by, framework) if self.has_files else None
        step = self._step(f"comparison by {by}", framework)
        return self._run.release(comparisons.two_groups(store, patterns, durations, step, group=group, against=against))

    def cohorts(self, last_wave: int = 0, source: str = "", framework: str | Framework | None = None) -> ReleasedTable:
        """Return the share employed at each wave by quarter of entry, and what the young quarters may come to at a wave (0: the last)."""
        store, patterns = self._run.store_with("participations"), self._quarters(source, framework)
        return self._run.release(
            young_cohorts.young_cohorts(store, patterns, self._step("young cohorts", framework), last_wave=last_wave or None)
        )

    def past_predictions(self, last_wave: int = 0, source: str = "", framework: str | Framework | None = None) -> ReleasedTable:
        """Return how right the predictions of the quarters that are mature by now would have been."""
        store, patterns = self._run.store_with("participations"), self._quarters(source, framework)
        step = self._step("past predictions", framework)
        return self._run.release(young_cohorts.past_predictions(store, patterns, step, last_wave=last_wave or None))

    def _quarters(self, source: str, framework: str | Framework | None) -> Patterns:
        """Return the patterns of everyone who ever entered, by quarter."""
        entered = entry_years(self._run.store_with("participations"), self._run.framework(framework), self._run.definition.as_of)
        return self._patterns("quarter", source, framework, entered)

    def _patterns(self, by: str, source: str, framework: str | Framework | None, years: tuple[FiscalYear, ...] | None = None) -> Patterns:
        chosen, read = self._run.framework(framework), self.source(source)
        looked_at = self.years(framework) if years is None else years
        key = (chosen.name, by, read, *(str(year.start_year) for year in looked_at))
        # A copy of a framework in which a researcher changed something has the name of the other: it is counted anew.
        if key not in self._counted or not (framework is None or isinstance(framework, str)):
            store = self._run.store_with("employment_spells" if read == "files" else "participations")
            self._counted[key] = count_patterns(store, chosen, looked_at, self._run.definition.as_of, by=by, source=read)
        return self._counted[key]

    def _durations(self, by: str, framework: str | Framework | None) -> Durations:
        chosen, as_of = self._run.framework(framework), self._run.definition.as_of
        if not self.has_files:
            return jobs.no_durations(by)
        return jobs.job_durations(self._run.store_with(_FILES[0]), chosen, self.years(framework), as_of, by=by)

    def _counted_by(self, source: str, framework: str | Framework | None, what: str) -> tuple[Store, Patterns, str]:
        return self._run.store_with("participations"), self._patterns("", source, framework), self._step(what, framework)

    def _first_shown(self, tables: Iterable[IndicatorTable], is_elsewhere: Callable[[Mapping[Hashable, Any]], bool]) -> ReleasedTable:
        """Release the first table none of whose rows that other tables give as well is hidden, else the last."""
        from analysis.disclosure.release import release  # noqa: PLC0415

        table = None
        for table in tables:
            tried = release(table, self._run.policy).frame
            hidden = tried[tried["status"].str.startswith("hidden")].to_dict("records")
            if not any(is_elsewhere(row) for row in hidden):
                break
        assert table is not None  # noqa: S101 - each caller gives several
        return self._run.release(table)

    def _released(self, made: _Made, what: str, *, by: str = "", source: str, framework: str | Framework | None) -> ReleasedTable:
        patterns = self._patterns(by, source, framework)
        return self._run.release(made(self._run.store_with("participations"), patterns, self._step(what, framework)))

    def _step(self, what: str, framework: str | Framework | None) -> str:
        years = ", ".join(str(year.start_year) for year in self.years(framework))
        return f"{what} {self._run.framework(framework).name} entries {years} as of {self._run.definition.as_of.isoformat()}"
