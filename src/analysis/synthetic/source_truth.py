"""The true answers about the second source on employment, about opinions, and about the rules that agreements break on purpose."""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.synthetic.agency import Agency, day_number
from analysis.synthetic.agreement_cycle import (
    EXPENSE_LINES,
    FINANCINGS,
    INELIGIBLE_LINES,
    LEAST_CONSULTATION_DAYS,
    REPORT_DAYS,
    RISK_LEVELS,
    draw_cycle,
    expense_rows,
    generations,
    report_rows,
    target_rows,
)
from analysis.synthetic.block import Block
from analysis.synthetic.draws import Flags, Integers
from analysis.synthetic.opinions import ITEMS, LOADING, draw_opinions, suspicious_cluster
from analysis.synthetic.parameters import PROGRAMS, WAVES
from analysis.synthetic.spells import UNDECLARED_SHARE, draw_spells

_AT_WAVE = ("n", "employed", "n_matched", "matched_employed", "n_known", "known_employed", "administrative_employed", "n_disagree")


class SourceCounter:
    """Adds up, block by block and in integers, what the administrative files and the six questions say."""

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self._waves = {name: np.zeros((len(PROGRAMS), len(WAVES)), dtype=np.int64) for name in _AT_WAVE}
        self._retained = np.zeros((len(PROGRAMS), len(WAVES), 2), dtype=np.int64)
        self._items = np.zeros((len(ITEMS) + 1, 2), dtype=np.int64)
        self._complete = 0
        self._suspicious = 0

    def add(self, block: Block) -> None:
        """Count one block."""
        spells, course, program = draw_spells(self.agency, block), block.course, block.entries.program
        for row in range(len(WAVES)):
            due, employed = course.due[row], course.employed[row]
            known: Flags = np.asarray(spells.matched & (due <= spells.known_until))
            found = np.asarray((spells.begins & spells.declared & (spells.start <= due) & (spells.end >= due)).any(axis=0))
            everyone = np.ones(len(due), dtype=bool)
            counted = (
                everyone, employed, spells.matched, spells.matched & employed, known, known & employed, known & found,
                known & (found != employed),
            )  # fmt: skip
            for name, applies in zip(_AT_WAVE, counted, strict=True):
                self._waves[name][:, row] += np.bincount(program[applies], minlength=len(PROGRAMS))
            # Retention: of those employed at 3 months, who is employed at this wave too.
            for place, applies in enumerate((course.employed[0], course.employed[0] & employed)):
                self._retained[:, row, place] += np.bincount(program[applies], minlength=len(PROGRAMS))
        opinions = draw_opinions(self.agency, block)
        whole: Flags = np.asarray(~opinions.blank.any(axis=0))
        items: Integers = opinions.items[:, whole]
        values = np.concatenate([items, items.sum(axis=0, keepdims=True)])
        self._items += np.stack([values.sum(axis=1), (values**2).sum(axis=1)], axis=1)
        self._complete += int(whole.sum())
        self._suspicious += int(opinions.suspicious.sum())

    def result(self) -> dict[str, Any]:
        """Return the truth of these tables, and of the agreements."""
        provider, day = suspicious_cluster(self.agency)
        return {
            "administrative": {
                "undeclared_share": UNDECLARED_SHARE,
                "known_until": self.agency.last_day.isoformat(),
                **{
                    program: {str(months): self._wave(index, row) for row, months in enumerate(WAVES)}
                    for index, program in enumerate(PROGRAMS)
                },
            },
            "retention_of_employed_at_3_months": {
                program: {str(months): _share(*self._retained[index, row, ::-1].tolist()) for row, months in enumerate(WAVES)}
                for index, program in enumerate(PROGRAMS)
            },
            "satisfaction_items": {
                "n_complete": self._complete,
                "loading": LOADING,
                "cronbach_alpha": self._alpha(),
                "suspicious": {
                    "provider": self.agency.providers[provider].provider_id,
                    "day": day.isoformat(),
                    "n_answers": self._suspicious,
                },
            },
            "agreements": agreement_truth(self.agency),
        }

    def _wave(self, program: int, row: int) -> dict[str, Any]:
        counts = {name: int(values[program, row]) for name, values in self._waves.items()}
        return {
            "n": counts["n"],
            "matched": _share(counts["n_matched"], counts["n"]),
            "matched_if_employed": _share(counts["matched_employed"], counts["employed"]),
            "matched_if_not_employed": _share(counts["n_matched"] - counts["matched_employed"], counts["n"] - counts["employed"]),
            "n_known": counts["n_known"],
            "employed_of_known": _share(counts["known_employed"], counts["n_known"]),
            "administrative_employed_of_known": _share(counts["administrative_employed"], counts["n_known"]),
            "disagree_of_known": _share(counts["n_disagree"], counts["n_known"]),
        }

    def _alpha(self) -> float | None:
        """Cronbach's alpha of the complete answers (Cronbach, 1951), from exact sums."""
        n, k = self._complete, len(ITEMS)
        # n² times each variance: integers, so that blocks cannot change them.
        spread = [n * int(squares) - int(total) ** 2 for total, squares in self._items.tolist()]
        return round(k / (k - 1) * (1 - sum(spread[:-1]) / spread[-1]), 6) if n and spread[-1] else None


def agreement_truth(agency: Agency) -> dict[str, Any]:
    """Return what is true of the agreements and of what hangs on them, as counted on their rows."""
    cycle = draw_cycle(agency)
    services = cycle.service >= 0
    ids = np.array(cycle.ids)
    begin = np.array([day_number(day) for day in cycle.start], dtype=np.int64)
    reports, expenses, targets = report_rows(agency), expense_rows(agency), target_rows(agency)
    kinds, received = reports["kind"].values.to_pylist(), reports["received_date"].values.to_pylist()
    ends = reports["period_end"].values.to_pylist()
    lines, amounts = expenses["line"].values.to_pylist(), expenses["amount"].values.to_numpy()
    ineligible = np.isin(lines, INELIGIBLE_LINES)
    no_voucher = ~expenses["has_voucher"].values.to_numpy(zero_copy_only=False).astype(bool)
    revised = targets["revised_target"].missing
    assert revised is not None  # noqa: S101
    return {
        "n": {program: int((cycle.program == index).sum()) for index, program in enumerate(PROGRAMS)},
        "n_generations": {PROGRAMS[0]: agency.n_fiscal_years, PROGRAMS[1]: len(generations(agency))},
        "started_before_signature": sorted(ids[cycle.signed > begin].tolist()),
        "signed_too_soon": sorted(ids[cycle.signed - cycle.consulted_from < LEAST_CONSULTATION_DAYS].tolist()),
        "least_consultation_days": LEAST_CONSULTATION_DAYS,
        "financing": {name: int((services & (cycle.financing == index)).sum()) for index, name in enumerate(FINANCINGS)},
        "risk": {name: int((cycle.risk == index).sum()) for index, name in enumerate(RISK_LEVELS)},
        "n_revised_targets": int((revised == 0).sum()),
        "reports": {
            kind: {
                "n": kinds.count(kind),
                "late": sum(
                    day is not None and (day - end).days > allowed
                    for name, day, end in zip(kinds, received, ends, strict=True)
                    if name == kind
                ),
                "not_received": sum(day is None for name, day in zip(kinds, received, strict=True) if name == kind),
                "days_allowed": allowed,
            }
            for kind, allowed in REPORT_DAYS.items()
        },
        "expenses": {
            "n": len(lines),
            "amount": round(float(amounts.sum()), 2),
            "eligible_lines": list(EXPENSE_LINES),
            "n_ineligible": int(ineligible.sum()),
            "ineligible_amount": round(float(amounts[ineligible].sum()), 2),
            "n_without_voucher": int(no_voucher.sum()),
            "eligible_with_voucher_amount": round(float(amounts[~ineligible & ~no_voucher].sum()), 2),
        },
        "n_consortia": int(cycle.is_consortium.sum()),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 6) if whole else None
