"""The true answers of the made-up agency, counted on its complete data: before anybody was lost, whatever the files say.

Sums are kept in integers (chances in millionths), so that the truth does not depend on how the agency was cut into blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.core.languages import Bilingual
from analysis.synthetic.agency import Agency, day_number
from analysis.synthetic.block import Block
from analysis.synthetic.contacts import QUESTIONS, REACHED
from analysis.synthetic.draws import Flags, Integers
from analysis.synthetic.official import BREAK_RATIO, ESTIMATE_SLIP, SHOWN_SHARE, draw_series
from analysis.synthetic.parameters import GROUPS, PROGRAMS, WAVES
from analysis.synthetic.people import NO_DAY, group_flags
from analysis.synthetic.record_truth import record_truth
from analysis.synthetic.source_truth import SourceCounter

SOURCE = Bilingual("Agence inventée (données fictives)", "Made-up agency (invented data)")
NOTE = {
    "fr": "Données inventées : aucune personne, aucun organisme ni aucun résultat de ces fichiers n'existe.",
    "en": "Made-up data: no person, organisation or result in these files exists.",
}
MILLION = 1_000_000

# What is counted at a wave, for each of program × fiscal year × region × provider.
_AT_WAVE = (
    "n", "employed", "employed_20h", "in_training", "due",
    "employed_due", "employed_20h_due", "reached_due", "reached_employed_due", "reached_employed_20h_due",
    "chance_if_employed", "chance_if_not_employed", "chance_without_provider",
)  # fmt: skip
_AT_ENTRY = ("n", "placed", "suitability", "has_suitability", "case_mix", "referred", "wait_days", "last_resort", "services", "half_hours")


class TruthCounter:
    """Adds up the truth block by block."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self._shape = (len(PROGRAMS), agency.n_fiscal_years, len(agency.regions), agency.n_providers)
        self._waves = {name: np.zeros((len(WAVES), *self._shape), dtype=np.int64) for name in _AT_WAVE}
        self._entry = {name: np.zeros(self._shape, dtype=np.int64) for name in _AT_ENTRY}
        # For supported employment: members, those employed, those at 20 hours or more; by wave.
        self._group_waves = {name: np.zeros((3, len(WAVES)), dtype=np.int64) for name in GROUPS}
        self._groups = {name: np.zeros(self._shape[:2], dtype=np.int64) for name in GROUPS}
        self._answers = {
            question: {
                name: np.zeros(self._shape[:2], dtype=np.int64)
                for name in ("concerns", "satisfied", "asked", "answered", "satisfied_answered")
            }
            for question in QUESTIONS
        }
        self._sources = SourceCounter(agency)
        self._months = np.zeros(12, dtype=np.int64)
        self._persons = np.zeros(2, dtype=np.int64)

    def add(self, block: Block) -> None:
        """Count one block."""
        self._sources.add(block)
        entries, course, follow = block.entries, block.course, block.follow_up
        last = day_number(self.agency.observation_date)
        cell = np.ravel_multi_index((entries.program, entries.year, entries.region, entries.provider), self._shape)
        n_cells = int(np.prod(self._shape))

        def put(into: Integers, values: NDArray[Any]) -> None:
            into += np.rint(np.bincount(cell, weights=values, minlength=n_cells)).astype(np.int64).reshape(self._shape)

        ones = np.ones(entries.size, dtype=np.int64)
        for row in range(len(WAVES)):
            employed: Flags = course.employed[row]
            enough: Flags = employed & (course.weekly_hours[row] >= 20)
            # Reached by the wave's own contact and known on the day of observation, among those due by then.
            due: Flags = np.asarray(course.due[row] <= last)
            reached: Flags = due & (follow.result[row] == REACHED) & (follow.day[row] <= last)
            chance = np.rint(MILLION * follow.response_chance[row]).astype(np.int64)
            values: tuple[Any, ...] = (
                ones, employed, enough, course.in_training[row], due,
                employed & due, enough & due, reached, reached & employed, reached & enough,
                chance * employed, chance * ~employed, np.rint(MILLION * course.chance_without_provider[row]).astype(np.int64),
            )  # fmt: skip
            for name, counted in zip(_AT_WAVE, values, strict=True):
                put(self._waves[name][row], np.asarray(counted))
        has_suitability = course.suitability >= 0
        entry: tuple[Any, ...] = (
            ones,
            course.is_placed,
            np.where(has_suitability, course.suitability, 0),
            has_suitability,
            np.rint(MILLION * course.case_mix).astype(np.int64),
            block.referrals.happens.any(axis=0),
            entries.start - course.request,
            course.receives_last_resort,
            block.services.present.sum(axis=0),
            np.rint(2 * (block.services.hours * block.services.present).sum(axis=0)),
        )
        for name, counted in zip(_AT_ENTRY, entry, strict=True):
            put(self._entry[name], counted)
        small = entries.program * self.agency.n_fiscal_years + entries.year

        def put_small(into: Integers, applies: Flags) -> None:
            into += np.bincount(small[applies], minlength=into.size).reshape(into.shape)

        for name, is_member in group_flags(block.people, entries.start).items():
            put_small(self._groups[name], is_member)
            who = is_member & (entries.program == 0)
            employed_members = course.employed & who
            enough_hours = employed_members & (course.weekly_hours >= 20)
            self._group_waves[name] += [[int(who.sum())] * len(WAVES), employed_members.sum(axis=1), enough_hours.sum(axis=1)]
        for question, answer in block.answers.items():
            satisfied = answer.score >= 4
            counts = self._answers[question]
            put_small(counts["concerns"], answer.concerns)
            put_small(counts["satisfied"], answer.concerns & satisfied)
            put_small(counts["asked"], answer.asked)
            put_small(counts["answered"], answer.answered)
            put_small(counts["satisfied_answered"], answer.answered & satisfied)
        month = entries.start.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
        self._months += np.bincount(month, minlength=12)
        self._persons += (int(entries.is_first_slot.sum()), int((entries.next_start != NO_DAY).sum()))

    def result(self, bad_rows: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
        """Return the truth as `truth.json` holds it.

        Shares are 0–1 and null where nobody is concerned; `n` always counts participations.
        """
        agency = self.agency
        years = [str(year.start_year) for year in agency.fiscal_years]
        supported, regions = 0, list(agency.regions)
        return {
            "about": NOTE,
            "source": {"fr": SOURCE.fr, "en": SOURCE.en},
            "agency": description(agency),
            "n_participations": int(self._entry["n"].sum()),
            "n_persons": int(self._persons[0]),
            "n_returns": int(self._persons[1]),
            "bad_rows": {table: dict(counts) for table, counts in bad_rows.items()},
            "employment": {
                program: {
                    "all_years": self._by_wave(np.s_[:, index]),
                    **{year: self._by_wave(np.s_[:, index, position]) for position, year in enumerate(years)},
                }
                for index, program in enumerate(PROGRAMS)
            },
            "employment_by_region": {code: self._by_wave(np.s_[:, supported, :, position]) for position, code in enumerate(regions)},
            "employment_by_group": {
                name: {
                    str(months): {"n": int(n), "employed": _share(employed, n), "employed_20h": _share(enough, n)}
                    for months, n, employed, enough in zip(WAVES, *counts.tolist(), strict=True)
                }
                for name, counts in self._group_waves.items()
            },
            "providers": self._provider_truth(),
            "entries": {
                program: {
                    "all_years": self._entry_truth(np.s_[index]),
                    **{year: self._entry_truth(np.s_[index, position]) for position, year in enumerate(years)},
                }
                for index, program in enumerate(PROGRAMS)
            },
            "groups": {
                program: {
                    year: {
                        name: _share(counts[index, position], self._entry["n"][index, position].sum())
                        for name, counts in self._groups.items()
                    }
                    for position, year in enumerate(years)
                }
                for index, program in enumerate(PROGRAMS)
            },
            "satisfaction": {
                question: {
                    "all_years": _satisfaction({name: int(count[supported].sum()) for name, count in counts.items()}),
                    **{
                        year: _satisfaction({name: int(count[supported, position]) for name, count in counts.items()})
                        for position, year in enumerate(years)
                    },
                }
                for question, counts in self._answers.items()
            },
            "intake": self._intake_truth(years),
            "starts_by_month": {f"{month:02d}": int(count) for month, count in enumerate(self._months, start=1)},
            "records": record_truth(agency),
            **self._sources.result(),
            "series": _series_truth(agency),
        }

    def _by_wave(self, cut: Any) -> dict[str, Any]:
        """Return the truth of each wave for some cells."""
        found = {}
        for row, months in enumerate(WAVES):
            counts = {name: int(values[cut][row].sum()) for name, values in self._waves.items()}
            n, due, reached = counts["n"], counts["due"], counts["reached_due"]
            employed = counts["employed"]
            found[str(months)] = {
                "n": n,
                "employed": _share(employed, n),
                "employed_20h": _share(counts["employed_20h"], n),
                "in_training": _share(counts["in_training"], n),
                "n_due": due,
                "employed_due": _share(counts["employed_due"], due),
                "employed_20h_due": _share(counts["employed_20h_due"], due),
                "n_reached": reached,
                "response": _share(reached, due),
                "reached_only_employed": _share(counts["reached_employed_due"], reached),
                "reached_only_employed_20h": _share(counts["reached_employed_20h_due"], reached),
                "known_employed_of_due": _share(counts["reached_employed_due"], due),
                "response_if_employed": _share(counts["chance_if_employed"], employed * MILLION),
                "response_if_not_employed": _share(counts["chance_if_not_employed"], (n - employed) * MILLION),
            }
        return found

    def _entry_truth(self, cut: Any) -> dict[str, Any]:
        counts = {name: int(values[cut].sum()) for name, values in self._entry.items()}
        n = counts["n"]
        return {
            "n": n,
            "placed": _share(counts["placed"], n),
            "mean_suitability": _share(counts["suitability"], counts["has_suitability"]),
            "referred": _share(counts["referred"], n),
            "mean_wait_days": _share(counts["wait_days"], n),
            "receives_last_resort_assistance": _share(counts["last_resort"], n),
            "mean_services": _share(counts["services"], n),
            "mean_service_hours": _share(counts["half_hours"], 2 * n),
        }

    def _provider_truth(self) -> dict[str, Any]:
        """Return, for supported employment, what each provider adds and what it owes to the people it serves."""
        whole = int(self._entry["n"][0].sum())
        mean_mix = self._entry["case_mix"][0].sum() / MILLION / whole if whole else 0.0
        found = {}
        for position, provider in enumerate(self.agency.providers):
            n = int(self._entry["n"][0, :, :, position].sum())
            expected = {
                str(months): _share(int(self._waves["chance_without_provider"][row, 0, :, :, position].sum()), n * MILLION)
                for row, months in enumerate(WAVES)
            }
            mix = _share(int(self._entry["case_mix"][0, :, :, position].sum()), n * MILLION)
            found[provider.provider_id] = {
                "region": provider.region,
                "creams": provider.creams,
                "real_effect": round(provider.real_effect, 6),
                "case_mix_effect": None if mix is None else round(mix - mean_mix, 6),
                "satisfaction_effect": round(provider.satisfaction_effect, 6),
                "response_effect": round(provider.response_effect, 6),
                "referral_effect": round(provider.referral_effect, 6),
                "mean_suitability": _share(
                    int(self._entry["suitability"][0, :, :, position].sum()), int(self._entry["has_suitability"][0, :, :, position].sum())
                ),
                "employed_without_its_effect": expected,
                "by_wave": self._by_wave(np.s_[:, 0, :, :, position]),
            }
        return found

    def _intake_truth(self, years: list[str]) -> dict[str, Any]:
        contracted: dict[str, int] = dict.fromkeys(years, 0)
        for agreement in self.agency.agreements:
            contracted[str(agreement.fiscal_year.start_year)] += agreement.contracted_intake
        started = {year: int(self._entry["n"][0, position].sum()) for position, year in enumerate(years)}
        return {
            year: {"started": started[year], "contracted": contracted[year], "attainment": _share(started[year], contracted[year])}
            for year in years
        }


def description(agency: Agency) -> dict[str, Any]:
    """Return what an agency was made from: its numbers and every parameter of its model."""
    model = {
        name: dict(value) if isinstance(value, Mapping) else value
        for name, value in ((field, getattr(agency.model, field)) for field in agency.model.__dataclass_fields__)
    }
    return {
        "participations": agency.participations,
        "seed": agency.seed,
        "first_fiscal_year": agency.first_fiscal_year,
        "n_fiscal_years": agency.n_fiscal_years,
        "providers": agency.n_providers,
        "observation_date": agency.observation_date.isoformat(),
        "model": model,
    }


def _series_truth(agency: Agency) -> dict[str, Any]:
    series = draw_series(agency)
    return {
        "months": [series.months[0].isoformat(), series.months[-1].isoformat()],
        "publications": [day.isoformat() for day in series.publications],
        "breaks": [{"series": "new_admissions", "month": series.break_month.isoformat(), "ratio": BREAK_RATIO}],
        "share_in_regions": SHOWN_SHARE,
        "largest_estimate_slip": ESTIMATE_SLIP,
    }


def _satisfaction(counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "n": counts["concerns"],
        "satisfied": _share(counts["satisfied"], counts["concerns"]),
        "n_asked": counts["asked"],
        "n_answered": counts["answered"],
        "answered_only_satisfied": _share(counts["satisfied_answered"], counts["answered"]),
    }


def _share(part: int | np.int64, whole: int | np.int64) -> float | None:
    """Return a share to six decimals, or None if nobody is concerned."""
    return round(int(part) / int(whole), 6) if whole else None
