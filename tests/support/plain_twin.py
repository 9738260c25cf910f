"""A slow second writing of every measure in plain Python, from the words of the definitions and none of the code under test."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from statistics import mean, median, stdev
from typing import Any

from analysis.core.periods import FiscalYear, add_months
from analysis.frameworks.cohorts import Cohort, Wave
from analysis.frameworks.conditions import AllOf, AnyOf, Condition, Leaf
from analysis.frameworks.indicators import Indicator
from analysis.frameworks.measures import Count, Duration, Rate, Share, Statistic
from analysis.frameworks.model import Framework

Row = Mapping[str, Any]
GROUPS = {
    "is_woman": lambda p, _: None if p.get("sex") is None else p["sex"] == "woman",
    "is_under_30": lambda p, start: None if p.get("birth_date") is None else age(p["birth_date"], start) < 30,
    "is_45_and_over": lambda p, start: None if p.get("birth_date") is None else age(p["birth_date"], start) >= 45,
}
PLAIN_GROUPS = (
    "is_single_parent", "is_disabled", "is_immigrant", "is_newcomer", "is_visible_minority", "is_indigenous", "has_judicial_record",
)  # fmt: skip


def age(born: date, day: date) -> int:
    years = day.year - born.year
    return years - ((day.month, day.day) < (born.month, born.day))


class Twin:
    """The indicators of a framework over rows held in lists."""

    def __init__(self, tables: Mapping[str, Sequence[Row]], framework: Framework, fiscal_year: FiscalYear, as_of: date) -> None:
        self.tables, self.framework, self.fiscal_year, self.as_of = tables, framework, fiscal_year, as_of
        self.persons = {row["person_id"]: row for row in tables.get("persons", [])}

    # One field of one episode

    def field(self, name: str, episode: Row, indicator: Indicator | None) -> Any:  # noqa: PLR0911
        person = self.persons.get(episode["person_id"], {})
        if name in GROUPS:
            return GROUPS[name](person, episode["start_date"])
        if name in PLAIN_GROUPS or name == "sex":
            return person.get(name)
        if name == "age_at_start":
            return None if person.get("birth_date") is None else age(person["birth_date"], episode["start_date"])
        if name == "is_placed":
            if episode.get("placement_date_missing") in ("unknown", "suppressed"):
                return None
            return episode.get("placement_date") is not None and episode["placement_date"] <= self.as_of
        if name == "was_referred":
            return any(
                row["direction"] == "in" or row["referral_date"] >= episode["start_date"]
                for row in self.of("referrals", episode)
                if row["referral_date"] <= self.as_of
            )
        if name in ("was_asked", "satisfaction_score"):
            assert indicator is not None
            return self.answer(name, episode, indicator)
        if name.endswith("_at_wave"):
            assert indicator is not None
            return self.at_wave(name, episode, indicator)
        return episode.get(name)

    def of(self, table: str, episode: Row) -> list[Row]:
        return [row for row in self.tables.get(table, []) if row["participation_id"] == episode["participation_id"]]

    def answer(self, name: str, episode: Row, indicator: Indicator) -> Any:
        occasion = indicator.satisfaction
        assert occasion is not None
        rows = [
            row
            for row in self.of("satisfaction_answers", episode)
            if row["respondent"] == occasion.respondent and row["occasion"] in occasion.occasions and row["asked_date"] <= self.as_of
        ]
        if name == "was_asked":
            return bool(rows)
        scored = sorted(
            (row for row in rows if row.get("score") is not None), key=lambda row: (-row["asked_date"].toordinal(), row["score"])
        )
        return scored[0]["score"] if scored else None

    def wave(self, months: int) -> Wave:
        assert self.framework.follow_up is not None
        return next(wave for wave in self.framework.follow_up.waves if wave.months == months)

    def window(self, episode: Row, wave: Wave) -> tuple[date, date, date] | None:
        assert self.framework.follow_up is not None
        origin = episode.get(self.framework.follow_up.origin)
        if origin is None:
            return None
        due = add_months(origin, wave.months)
        return due - timedelta(days=wave.days_before), due, due + timedelta(days=wave.days_after)

    def kept(self, episode: Row, wave: Wave) -> Row | None:
        window = self.window(episode, wave)
        if window is None:
            return None
        first, due, last = window
        assert self.framework.follow_up is not None
        contacts = [
            row
            for row in self.of("follow_ups", episode)
            if max(first, episode[self.framework.follow_up.origin]) <= row["contact_date"] <= min(last, self.as_of)
        ]

        def last_if_missing(value: Any) -> tuple[bool, Any]:
            return value is None, value or 0

        def order(row: Row) -> tuple[Any, ...]:
            return (
                ["reached", "refused", "not_reached"].index(row["contact_result"]),
                abs((row["contact_date"] - due).days),
                row["contact_date"],
                *(last_if_missing(row.get(name)) for name in ("is_employed", "weekly_hours", "is_self_employed", "is_in_training")),
            )

        return min(contacts, key=order, default=None)

    def at_wave(self, name: str, episode: Row, indicator: Indicator) -> Any:
        assert indicator.wave is not None
        wave = self.wave(indicator.wave)
        if name == "is_due_at_wave":
            window = self.window(episode, wave)
            return window is not None and window[2] <= self.as_of
        contact = self.kept(episode, wave)
        reached = contact is not None and contact["contact_result"] == "reached"
        if name == "is_reached_at_wave":
            return reached
        column = {
            "employed_at_wave": "is_employed",
            "weekly_hours_at_wave": "weekly_hours",
            "self_employed_at_wave": "is_self_employed",
            "in_training_at_wave": "is_in_training",
        }[name]
        return contact.get(column) if reached and contact is not None else None

    def state(self, episode: Row, wave: Wave) -> str:
        window = self.window(episode, wave)
        if window is None:
            return "out_of_scope"
        contact = self.kept(episode, wave)
        if contact is not None and contact["contact_result"] in ("reached", "refused"):
            return str(contact["contact_result"])
        if self.as_of < window[2]:
            return "not_yet_due" if self.as_of < window[0] else "in_window"
        return "due" if contact is None else "lost"

    def states(self, episode: Row) -> list[str]:
        """The state at every wave, stopping rules included: read from the first wave to the last, as a person would."""
        calendar = self.framework.follow_up
        assert calendar is not None
        waves = list(calendar.waves)
        while calendar.then_every and calendar.until and waves[-1].months + calendar.then_every <= calendar.until:
            waves.append(waves[-1].model_copy(update={"months": waves[-1].months + calendar.then_every}))
        found: list[str] = []
        in_a_row = [0] * len(calendar.stops_when)
        has_stopped = False
        for wave in waves:
            plain = self.state(episode, wave)
            may_stop = plain not in ("reached", "refused", "out_of_scope")
            found.append("stopped_early" if has_stopped and may_stop else plain)
            contact = self.kept(episode, wave)
            job = contact.get("is_employed") if contact is not None and plain == "reached" else None
            true_here = {
                "refused": plain == "refused",
                "not_reached": plain == "lost",
                "employed": job is True,
                "not_employed": job is False,
            }
            for place, rule in enumerate(calendar.stops_when):
                in_a_row[place] = in_a_row[place] + 1 if true_here[rule.when] else 0
                has_stopped = has_stopped or in_a_row[place] >= rule.consecutive_waves
        return found

    # Conditions with three values

    def holds(self, condition: Condition | None, episode: Row, indicator: Indicator | None) -> bool | None:
        if condition is None:
            return True
        if isinstance(condition, Leaf):
            return self.leaf(condition, self.field(condition.field, episode, indicator))
        parts = [self.holds(part, episode, indicator) for part in next(iter(condition.__dict__.values()))]
        if isinstance(condition, AllOf):
            return False if False in parts else None if None in parts else True
        found = True if True in parts else None if None in parts else False
        if isinstance(condition, AnyOf) or found is None:
            return found
        return not found

    @staticmethod
    def leaf(leaf: Leaf, value: Any) -> bool | None:  # noqa: PLR0911
        if leaf.is_missing is not None:
            return (value is None) is leaf.is_missing
        if value is None:
            return None
        if leaf.is_ is not None:
            return bool(value == leaf.is_)
        if leaf.is_one_of is not None:
            return value in leaf.is_one_of
        if leaf.at_least is not None:
            return bool(value >= leaf.at_least)
        if leaf.at_most is not None:
            return bool(value <= leaf.at_most)
        assert leaf.between is not None
        return bool(leaf.between[0] <= value <= leaf.between[1])

    # Cohorts and groups

    def episodes(self, cohort: Cohort) -> list[Row]:
        first = add_months(self.fiscal_year.first_day, -cohort.months_before_period)
        last = min(add_months(first, 12) - timedelta(days=1), self.as_of)
        return [
            row
            for row in self.tables["participations"]
            if row.get(cohort.dated_by) is not None
            and first <= row[cohort.dated_by] <= last
            and all(self.holds(rule.where, row, None) is True for rule in cohort.rules)
        ]

    def counted_on(self, episode: Row, cohort: Cohort) -> date:
        return add_months(episode[cohort.dated_by], cohort.months_before_period)

    def codes(self, dimension: str, episode: Row, cohort: Cohort) -> list[str]:
        day = self.counted_on(episode, cohort)
        if dimension == "group":
            names = (*GROUPS, *PLAIN_GROUPS)
            return [name for name in names if self.field(name, episode, None)]
        if dimension == "month":
            return [f"{day:%Y-%m}"]
        if dimension == "quarter":
            return [f"{self.fiscal_year.start_year}-Q{self.fiscal_year.quarter_of(day)}"]
        if dimension == "fiscal_year_to_date":
            return [
                f"{month:%Y-%m}"
                for month in self.fiscal_year.months
                if (month.year, month.month) >= (day.year, day.month) and month <= self.as_of
            ]
        value = self.field(dimension, episode, None)
        if isinstance(value, bool):
            return ["yes" if value else "no"]
        return ["not_stated" if value is None else str(value)]

    def by_group(self, cohort: Cohort, by: Sequence[str]) -> dict[tuple[str, ...], list[Row]]:
        groups: dict[tuple[str, ...], list[Row]] = {("total",) * len(by): []}
        for episode in self.episodes(cohort):
            for key in product(*(("total", *self.codes(name, episode, cohort)) for name in by)):
                groups.setdefault(key, []).append(episode)
        return groups

    # Measures

    def values(self, indicator: Indicator, by: Sequence[str] = ()) -> dict[tuple[str, ...], dict[str, Any]]:
        """Return numerator, denominator, missing and value by group; None where there is none."""
        assert indicator.cohort is not None
        cohort = self.framework.cohort(indicator.cohort)
        found = {}
        for key, episodes in self.by_group(cohort, by).items():
            found[key] = self.measure(indicator, cohort, episodes)
        return found

    def measure(self, indicator: Indicator, cohort: Cohort, episodes: Iterable[Row]) -> dict[str, Any]:
        where = indicator.denominator.where if indicator.denominator else None
        members = [row for row in episodes if self.holds(where, row, indicator) is True]
        measure = indicator.measure
        if isinstance(measure, Share | Rate):
            answers = [self.holds(measure.numerator, row, indicator) for row in members]
            missing = answers.count(None)
            rule = indicator.missing_counts_as
            numerator = answers.count(True) + (missing if rule == "met" else 0)
            denominator = len(members) - (missing if rule == "excluded" else 0)
            per = measure.per if isinstance(measure, Rate) else 1
            value = float(Fraction(numerator * per, denominator)) if denominator else None
            return {"numerator": numerator, "denominator": denominator, "n_missing": missing, "value": value}
        if isinstance(measure, Count):
            return self.count(indicator, cohort, members, measure)
        if isinstance(measure, Statistic):
            given = [self.field(measure.field, row, indicator) for row in members]
            return self.summary(given, measure.kind)
        if isinstance(measure, Duration):
            pairs = [(row.get(measure.start), row.get(measure.end)) for row in members]
            return self.summary([None if None in pair else (pair[1] - pair[0]).days for pair in pairs], measure.statistic)
        raise TypeError(indicator.name)

    def count(self, indicator: Indicator, cohort: Cohort, members: list[Row], measure: Count) -> dict[str, Any]:
        answers = [(row, self.holds(measure.where, row, indicator)) for row in members]
        kinds = [[row for row, answer in answers if answer is wanted] for wanted in (True, None)]
        if measure.of == "persons":
            everyone = [
                row
                for row in self.episodes(cohort)
                if self.holds(indicator.denominator.where if indicator.denominator else None, row, indicator) is True
            ]
            of_all = [(row, self.holds(measure.where, row, indicator)) for row in everyone]
            firsts = [self.firsts(cohort, [row for row, answer in of_all if answer is wanted]) for wanted in (True, None)]
            base = [row for row in members if row["participation_id"] in self.firsts(cohort, everyone)]
            counts = [sum(row["participation_id"] in first for row in kind) for kind, first in zip(kinds, firsts, strict=True)]
            return {"numerator": counts[0], "denominator": len(base), "n_missing": counts[1], "value": counts[0]}
        return {"numerator": len(kinds[0]), "denominator": len(members), "n_missing": len(kinds[1]), "value": len(kinds[0])}

    def firsts(self, cohort: Cohort, rows: Iterable[Row]) -> set[str]:
        first: dict[str, Row] = {}
        for row in sorted(rows, key=lambda row: (self.counted_on(row, cohort), row["participation_id"])):
            first.setdefault(row["person_id"], row)
        return {row["participation_id"] for row in first.values()}

    @staticmethod
    def summary(given: Sequence[Any], kind: str) -> dict[str, Any]:
        values = [value for value in given if value is not None]
        result: dict[str, Any] = {"numerator": sum(values), "denominator": len(values), "n_missing": len(given) - len(values)}
        if kind == "sum":
            return result | {"value": sum(values)}
        if kind == "median":
            return result | {"numerator": None, "value": median(values) if values else None}
        spread = stdev(values) if len(values) > 1 else None
        return result | {"value": mean(values) if values else None, "stdev": spread}
