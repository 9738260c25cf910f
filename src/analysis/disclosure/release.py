"""From an indicator table and a policy to the only kind of table that a page may show."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.core.errors import DisclosureError, Problem
from analysis.disclosure import refusal
from analysis.disclosure.audit import exposed_targets
from analysis.disclosure.counts import PLACES, Counts, Quantity, RowKind, counts_of, kind_of_rows
from analysis.disclosure.groups import Key, Shape, shown_code
from analysis.disclosure.policy import DisclosurePolicy, Protected, Suppression
from analysis.disclosure.rounding import round_counts
from analysis.disclosure.suppression import Suppressed, cells_to_hide
from analysis.disclosure.table import _KEY, CellStatus, ReleasedTable, ReleaseRecord
from analysis.disclosure.unknowns import Target, Unknowns, build_unknowns
from analysis.frameworks.numbers import Unit
from analysis.indicators.table import SMALLEST, IndicatorTable, Note, Subject

MOST_ADDITIVE_DIMENSIONS = 3
MOST_CELLS = 20_000
_EMPTIED = ("numerator", "denominator", "n_missing", "value", "interval_low", "interval_high")
_STATUS_OF_NOTE = {
    Note.NO_CASES: CellStatus.NO_CASES,
    Note.NOT_APPLICABLE: CellStatus.NOT_APPLICABLE,
    Note.NO_EXTRACT: CellStatus.NOT_APPLICABLE,
    Note.IN_DEVELOPMENT: CellStatus.IN_DEVELOPMENT,
    Note.HIDDEN: CellStatus.HIDDEN_TO_PROTECT_OTHERS,
}


def release(table: IndicatorTable, policy: DisclosurePolicy, others: Mapping[str, DisclosurePolicy] | None = None) -> ReleasedTable:
    """Return the table as it may be shown under a policy.

    Rows with a small count are hidden, then the rows without which a published total would give the first ones back; the result is
    attacked by linear programming before it is returned. A hidden row holds no number at all. Rows keep their order.

    Parameters
    ----------
    others
        The policies of the run by subject. A table of persons may hold rows of official figures or of accounts, which are published as
        they are under their own policy; without one, the policy of the table must cover them.

    Raises
    ------
    DisclosureError
        When the policy is not for such tables, when the table has a shape that cannot be protected, or when the attack succeeds.
    """
    if table.subject not in policy.subjects:
        raise DisclosureError(refusal.subject_not_covered(table.provenance.source.en, table.subject, policy.name, policy.subjects))
    for subject in sorted(set(table.subjects.values())):
        other = (others or {}).get(subject, policy)
        if subject not in other.subjects:
            raise DisclosureError(refusal.subject_not_covered(table.provenance.source.en, subject, other.name, other.subjects))
    statuses = _statuses_before_protection(table)
    if table.subject is not Subject.PERSONS or policy.suppression is None:
        return _released(table, policy, statuses, audited=False, method=f"published as it is: subject {table.subject.value}")
    unknowns = _system(table, policy.suppression, statuses)
    suppressed = cells_to_hide(unknowns, policy.suppression)
    if suppressed.exposed:
        raise _not_protected(table, unknowns, suppressed.exposed, policy.suppression)
    for cells, status in ((suppressed.small, CellStatus.HIDDEN_SMALL), (suppressed.others, CellStatus.HIDDEN_TO_PROTECT_OTHERS)):
        for cell in cells:
            row = unknowns.cells[cell].row
            if row is not None:
                statuses[row] = status
    _hide_combinations(unknowns, statuses)
    _hide_costs(unknowns, statuses)
    released = _released(table, policy, statuses, audited=True, method="cell suppression, linear programming audit")
    _attack(table, policy.suppression, unknowns, suppressed, released)
    return released


def _hide_combinations(unknowns: Unknowns, statuses: list[CellStatus]) -> None:
    """Hide the values made from several rows of a group when one of these rows is hidden: the others would give it back."""
    rows = [cell for cell in unknowns.cells if cell.row is not None]
    partly_hidden = {cell.key[1:] for cell in rows if cell.row is not None and statuses[cell.row].is_hidden}
    for row, kind, codes in [(cell.row, cell.counts.kind, cell.key[1:]) for cell in rows]:
        if row is not None and kind is RowKind.COMBINED and codes in partly_hidden and statuses[row] is CellStatus.PUBLISHED:
            statuses[row] = CellStatus.HIDDEN_TO_PROTECT_OTHERS


def _hide_costs(unknowns: Unknowns, statuses: list[CellStatus]) -> None:
    """Hide a cost over a count when the row of that count is hidden or not in the table: spending is public, so it would give it back."""
    counts = {cell.key: statuses[cell.row] for cell in unknowns.cells if cell.row is not None and cell.counts.kind is not RowKind.COST}
    for cell in unknowns.cells:
        if cell.row is None or cell.counts.kind is not RowKind.COST or statuses[cell.row] is not CellStatus.PUBLISHED:
            continue
        counted = counts.get((unknowns.over.get(cell.key[0], ""), *cell.key[1:]))
        if counted is None or counted.is_hidden:
            statuses[cell.row] = CellStatus.HIDDEN_TO_PROTECT_OTHERS


def _statuses_before_protection(table: IndicatorTable) -> list[CellStatus]:
    statuses: list[CellStatus] = []
    problems: list[Problem] = []
    for indicator, note in zip(table.frame["indicator"], table.frame["note"], strict=True):
        if note not in set(Note):
            problems.append(refusal.unknown_note(table.provenance.source.en, str(indicator), str(note), [known.value for known in Note]))
            continue
        statuses.append(_STATUS_OF_NOTE.get(Note(note), CellStatus.PUBLISHED))
    if problems:
        raise DisclosureError(dict.fromkeys(problems))
    return statuses


@dataclass(slots=True)
class _Rows:
    """The columns of a table that protection looks at."""

    keys: list[Key]
    statuses: Sequence[CellStatus]
    numerator: list[float]
    denominator: list[float]
    n_missing: list[float]
    value: list[float]
    denominator_name: list[str]
    unit: list[str]
    interval_method: list[str]
    of_indicator: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def read(cls, table: IndicatorTable, statuses: Sequence[CellStatus]) -> _Rows:
        frame = table.frame
        columns = ["indicator", *table.dimensions]
        keys = [tuple(map(str, key)) for key in zip(*(frame[column] for column in columns), strict=True)]

        def numbers(name: str) -> list[float]:
            return [float(value) for value in pd.to_numeric(frame[name]).astype(float)]

        rows = cls(
            keys, statuses,
            numbers("numerator"), numbers("denominator"), numbers("n_missing"), numbers("value"),
            [str(text) for text in frame["denominator_name"]], [str(text) for text in frame["unit"]],
            [str(text) for text in frame["interval_method"]],
        )  # fmt: skip
        for row, key in enumerate(keys):
            rows.of_indicator[key[0]].append(row)
        return rows


def _system(table: IndicatorTable, rules: Suppression, statuses: Sequence[CellStatus]) -> Unknowns:
    """Return the attacker's system of a table, or raise what makes the table impossible to protect."""
    source = table.provenance.source.en
    problems: list[Problem] = []
    rows = _Rows.read(table, statuses)
    if len(table.additive) > MOST_ADDITIVE_DIMENSIONS:
        problems.append(refusal.too_many_dimensions(source, table.additive, MOST_ADDITIVE_DIMENSIONS))
    if len(rows.keys) > MOST_CELLS:
        problems.append(refusal.too_many_cells(source, len(rows.keys), MOST_CELLS))
    judged = _Judged([], {}, {}, Protected.MISSING in rules.protects)
    for indicator, own in sorted(rows.of_indicator.items()):
        n_repeated = len(own) - len({rows.keys[row] for row in own})
        if n_repeated:
            problems.append(refusal.repeated_rows(source, indicator, n_repeated))
        if table.is_public(indicator):
            continue
        kept = [row for row in own if statuses[row] in (CellStatus.PUBLISHED, CellStatus.NO_CASES)]
        if kept:
            problems += _judge(source, indicator, kept, rows, judged)
    if problems:
        raise DisclosureError(problems)
    unknowns = build_unknowns(judged.rows, Shape(table.dimensions, table.additive), rules, judged.denominator_names)
    unknowns.over.update(judged.over)
    if unknowns.contradictions:
        places = dict.fromkeys(_place_of(table, key) for key in unknowns.contradictions)
        raise DisclosureError(refusal.parts_do_not_add_up(source, list(places)))
    return unknowns


@dataclass(slots=True)
class _Judged:
    """The rows that have counts, and the denominators that count persons, by indicator."""

    rows: list[tuple[Key, int, Counts]]
    denominator_names: dict[str, str]
    over: dict[str, str]
    """For each cost over a count, the indicator whose count it is."""
    with_missing: bool


def _judge(source: str, indicator: str, kept: list[int], rows: _Rows, judged: _Judged) -> list[Problem]:
    """Add the counts of the rows of one indicator to those judged; return what prevents it."""
    nobody = {row for row in kept if rows.statuses[row] is CellStatus.NO_CASES}
    unit, name = rows.unit[kept[0]], rows.denominator_name[kept[0]]
    if unit not in set(Unit) or {rows.unit[row] for row in kept} != {unit}:
        return [refusal.unknown_unit(source, indicator, unit, [known.value for known in Unit])]
    pairs = [(rows.numerator[row], rows.denominator[row]) for row in kept if row not in nobody]
    methods = [rows.interval_method[row] for row in kept if row not in nobody]
    kind = kind_of_rows(Unit(unit), name, methods[0] if methods else "", pairs)
    if kind is None:
        return [refusal.not_judged(source, indicator, len(kept))]
    if kind is RowKind.COST:
        judged.over[indicator] = name
    elif name not in (PLACES, SMALLEST):
        judged.denominator_names[indicator] = name
    n_without = n_impossible = 0
    for row in kept:
        counts = counts_of(
            kind, rows.numerator[row], rows.denominator[row], rows.n_missing[row] if judged.with_missing else math.nan, nobody=row in nobody
        )
        if counts is None:
            n_without += not math.isnan(rows.value[row])
        elif any(math.isinf(value) or (value < 0 and quantity is not Quantity.SUM) for quantity, value in counts.quantities.items()):
            n_impossible += 1
        else:
            judged.rows.append((rows.keys[row], row, counts))
    problems = []
    if n_without:
        problems.append(refusal.not_judged(source, indicator, n_without))
    if n_impossible:
        problems.append(refusal.not_counts(source, indicator, n_impossible))
    return problems


def _released(
    table: IndicatorTable, policy: DisclosurePolicy, statuses: Sequence[CellStatus], *, audited: bool, method: str
) -> ReleasedTable:
    frame = table.frame.copy()
    judged = (CellStatus.PUBLISHED, CellStatus.NO_CASES)
    # What is not judged is not shown either: a row that is not applicable has no number to keep.
    emptied = np.array([status not in judged for status in statuses], dtype=bool)
    for column in (*_EMPTIED, *table.revealing):
        frame[column] = _emptied(frame[column], emptied)
    final = list(statuses)
    if policy.rounding is not None and table.subject is Subject.PERSONS:
        base = policy.rounding.base
        public = np.array([table.is_public(str(name)) for name in frame["indicator"]], dtype=bool)
        frame = (
            round_counts(frame, base, table.revealing).where(~public, frame) if public.any() else round_counts(frame, base, table.revealing)
        )
        final = [
            CellStatus.ROUNDED if status is CellStatus.PUBLISHED and not is_public else status
            for status, is_public in zip(statuses, public, strict=True)
        ]
        method = f"{method}; each count rounded to the nearest {base} on its own, rounded parts need not add up"
    frame["status"] = [status.value for status in final]
    return ReleasedTable(
        frame=frame,
        subject=table.subject.value,
        provenance=table.provenance.after(f"released under policy {policy.name}"),
        record=ReleaseRecord(
            policy=policy.name,
            policy_digest=policy.digest,
            n_cells=len(frame),
            n_hidden_small=sum(status is CellStatus.HIDDEN_SMALL for status in final),
            n_hidden_to_protect_others=sum(status is CellStatus.HIDDEN_TO_PROTECT_OTHERS for status in final),
            audited=audited,
            method=method,
        ),
        dimensions=table.dimensions,
        derived=table.derived,
        labels=table.labels,
        subjects={name: subject.value for name, subject in table.subjects.items()},
        _made_by_release=_KEY,
    )


def _emptied(column: pd.Series, where: np.ndarray) -> pd.Series:
    """Return a column with nothing left where asked: NaN among numbers, an empty text among texts."""
    if not where.any():
        return column
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.astype(float).mask(where)
    return column.mask(where, "")


def _attack(table: IndicatorTable, rules: Suppression, unknowns: Unknowns, suppressed: Suppressed, released: ReleasedTable) -> None:
    """Raise if a small count can be worked out from the numbers that stand in the released rows."""
    shown = ~released.frame["status"].isin([status.value for status in CellStatus if status.is_hidden]).to_numpy()
    published = np.full(len(unknowns.values), np.nan)
    for index, cell in enumerate(unknowns.cells):
        if cell.row is not None and shown[cell.row]:
            numbers = list(unknowns.of_cell[index])
            published[numbers] = unknowns.values[numbers]
    exposed = exposed_targets(unknowns, published, suppressed.proofs)
    if exposed:
        raise _not_protected(table, unknowns, exposed, rules)


def _not_protected(table: IndicatorTable, unknowns: Unknowns, exposed: Sequence[Target], rules: Suppression) -> DisclosureError:
    places = dict.fromkeys(_place_of(table, unknowns.cells[target.cell].key) for target in exposed)
    return DisclosureError(refusal.not_protected(table.provenance.source.en, list(places), rules.protection_width))


def _place_of(table: IndicatorTable, key: Key) -> refusal.Place:
    return key[0], tuple(zip(table.dimensions, map(shown_code, key[1:]), strict=True))


def suppression_log(tables: Sequence[ReleasedTable]) -> pd.DataFrame:
    """Return one row a released table: what was decided, and how many cells are hidden and why, never which value.

    Columns `source`, `made_up`, `subject`, `dimensions`, `policy`, `policy_digest`, `n_cells`, `n_hidden_small`,
    `n_hidden_to_protect_others`, `share_hidden` (0–1), `audited`, `method`.
    """
    columns: dict[str, list[object]] = {
        "source": [table.provenance.source.en for table in tables],
        "made_up": [table.provenance.made_up for table in tables],
        "subject": [table.subject for table in tables],
        "dimensions": [" × ".join(table.dimensions) for table in tables],
    }
    names = ("policy", "policy_digest", "n_cells", "n_hidden_small", "n_hidden_to_protect_others")
    for name in names:
        columns[name] = [getattr(table.record, name) for table in tables]
    n_hidden = [table.record.n_hidden_small + table.record.n_hidden_to_protect_others for table in tables]
    columns["share_hidden"] = [n / max(table.record.n_cells, 1) for n, table in zip(n_hidden, tables, strict=True)]
    columns["audited"] = [table.record.audited for table in tables]
    columns["method"] = [table.record.method for table in tables]
    return pd.DataFrame(columns)
