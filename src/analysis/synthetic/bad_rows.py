"""Deliberately bad rows: each has exactly one thing wrong, so that a reader's ledger can be held against the truth, reason by reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.synthetic.agency import Agency
from analysis.synthetic.block import make_block
from analysis.synthetic.opinions import whole_answer_rows
from analysis.synthetic.records import MODELS, n_events

LEAST_PARTICIPATIONS = 500
"""Smaller agencies have no bad rows: they would be a third of their files."""

# What the reader of extracts calls each kind of badness in its ledger.
REPEATED = "repeated_row"
CONFLICTING = "conflicting_key"
REQUIRED = "required_missing"
WRONG_DATE = "not_a_date"
WRONG_INTEGER = "not_an_integer"
WRONG_DECIMAL = "not_a_decimal"
WRONG_BOOLEAN = "not_a_boolean"
UNKNOWN_CODE = "unknown_code"
OUT_OF_BOUNDS = "out_of_bounds"
OUT_OF_RANGE = "date_out_of_range"
FUTURE = "date_in_the_future"
REVERSED = "dates_reversed"
UNKNOWN_REFERENCE = "unknown_reference"
REFUSED_REFERENCE = "refused_reference"
FIELDS = "wrong_number_of_fields"
ENCODING = "wrong_encoding"
CONTROL = "control_character"
QUOTE = "misplaced_quote"


@dataclass(frozen=True, slots=True)
class BadRow:
    """One bad row of a raw file: what it says, what is wrong with it, and after how many good rows it stands."""

    table: str
    reason: str
    text: str | None
    """The line; None repeats the line before it."""
    place: int = 0

    def line(self, before: bytes) -> bytes:
        """Return the bytes of the row, given those of the row before."""
        if self.text is None:
            return before
        # The one wrongly encoded row is what a Windows program would have written.
        return self.text.encode("windows-1252" if self.reason == ENCODING else "utf-8")


def bad_rows(agency: Agency) -> tuple[BadRow, ...]:
    """Return the bad rows of an agency, each at its place; none in a very small agency."""
    if agency.participations < LEAST_PARTICIPATIONS:
        return ()
    found: list[BadRow] = []
    for table, rows in _by_table(agency).items():
        fixed = {"providers": agency.n_providers, "agreements": len(agency.agreements), "series": 5_000, "costs": 2_000}
        # Half of the events may come after the day of observation in an agency of one year; every other table has at least half as
        # many rows as there are participations.
        fixed |= {name: max(2, n_events(agency, name) // 2) for name in MODELS}
        fixed["benefits"] = max(2, agency.participations // 4)
        fixed |= dict.fromkeys(("agreement_targets", "agreement_reports", "agreement_expenses"), 50) | {"consortium_members": 5}
        most = fixed.get(table, agency.participations // 2)
        chances = agency.draws.uniform(f"bad rows {table}", 0, len(rows))
        for (reason, text), chance in zip(rows, chances.tolist(), strict=True):
            found.append(BadRow(table, reason, text, 1 + int(chance * (most - 1))))
    return tuple(found)


def counts_by_reason(rows: Iterable[BadRow]) -> dict[str, dict[str, int]]:
    """Return how many bad rows each table holds, by reason."""
    counts: dict[str, dict[str, int]] = {}
    for row in rows:
        by_reason = counts.setdefault(row.table, {})
        by_reason[row.reason] = by_reason.get(row.reason, 0) + 1
    return {table: dict(sorted(by_reason.items())) for table, by_reason in sorted(counts.items())}


def _by_table(agency: Agency) -> dict[str, tuple[tuple[str, str | None], ...]]:
    """Return reasons and lines by table; days are those of the agency's second year, so that nothing else is wrong with them."""
    year = agency.fiscal_years[min(1, agency.n_fiscal_years - 1)].start_year
    future = f"15/05/{agency.observation_date.year + 40}"
    # The first participation and the first person exist in every agency.
    person, participation, provider, agreement = "U0000001", "P0000001", "F001", f"E001-{year}"
    cycle = f"SE;S.O.;FORFAIT;8600;172000;17200;01/11/{year - 1};15/12/{year - 1};20/01/{year};FAIBLE;S.O.;N"
    answer = _first_answer(agency)

    def entry(number: int, **changes: str) -> str:
        fields = {
            "id": f"P990{number:04d}", "person": person, "provider": provider, "program": "SE", "stream": "RECH", "region": "01",
            "office": "B01-1", "request": f"01/06/{year}", "start": f"15/06/{year}", "end": f"15/10/{year}", "reason": "EMPL",
            "placement": f"15/07/{year}", "suitability": "4", "insurance": "AUC", "assistance": "O", "segment": "A", "measure": "AIDE",
            "long": "N", "risk": "N", "hours": "110", "agreement": "S.O.",
        } | changes  # fmt: skip
        return ";".join(fields.values())

    def someone(number: int, birth: str = "14/02/1987", sex: str = "F", disabled: str = "N") -> str:
        return f"U990{number:04d};{birth};{sex};N;{disabled};N;N;N;N;N"

    def follow_up(number: int, **changes: str) -> str:
        fields = {
            "id": f"V990{number:05d}", "participation": participation, "day": f"20/09/{year}", "result": "JOINT",
            "employed": "O", "hours": "35", "self": "N", "training": "N",
        } | changes  # fmt: skip
        return ";".join(fields.values())

    return {
        "persons": (
            (REPEATED, None),
            (REPEATED, None),
            (WRONG_DATE, someone(1, birth="31/02/1990")),
            (WRONG_DATE, someone(2, birth="1985-07-12")),
            (UNKNOWN_CODE, someone(3, sex="Z")),
            (UNKNOWN_CODE, someone(4, sex="H")),
            (WRONG_BOOLEAN, someone(5, disabled="peut-être")),
            (REQUIRED, ";14/02/1987;F;N;N;N;N;N;N;N"),
            (FUTURE, someone(6, birth=future)),
            (FIELDS, "U9900007;14/02/1987;F;N;N"),
            (FIELDS, someone(8) + ";N;N"),
            (ENCODING, someone(9, disabled="refusé")),
            # Two different persons under one number: neither can be kept.
            (CONFLICTING, someone(10, birth="03/09/1979")),
            (CONFLICTING, someone(10, birth="09/03/1979")),
            (OUT_OF_RANGE, someone(11, birth="14/07/1789")),
        ),
        "satisfaction_items": (
            (OUT_OF_BOUNDS, f"{answer};q1;7"),
            (UNKNOWN_CODE, f"{answer};q9;4"),
            (UNKNOWN_REFERENCE, "A99999999;q1;4"),
        ),
        "employment_spells": (
            (REVERSED, f"E99000001;{participation};15/09/{year};01/09/{year};30"),
            (UNKNOWN_REFERENCE, f"E99000002;P9999999;15/09/{year};20/09/{year};30"),
        ),
        "administrative_matches": ((UNKNOWN_REFERENCE, "P9999999;O;31/03/2025"),),
        "agreement_targets": ((UNKNOWN_REFERENCE, "E999-1999;INSCR;20;S.O.;S.O.;S.O."),),
        "agreement_reports": ((REVERSED, f"T990001;{agreement};TRIM;30/06/{year};01/04/{year};15/07/{year}"),),
        "agreement_expenses": ((WRONG_DECIMAL, f"X9900001;{agreement};{year}-06;LOYER;mille;O"),),
        "consortium_members": ((OUT_OF_BOUNDS, f"{agreement};{provider};1,2;0,5;O"),),
        "providers": (
            (REPEATED, None),
            (UNKNOWN_CODE, "F901;Fiction Sansregion;99"),
            (REQUIRED, "F902;;06"),
        ),
        "agreements": (
            (REVERSED, f"E901-{year};{provider};31/03/{year + 1};01/04/{year};20;112000;60000;{cycle}"),
            (UNKNOWN_REFERENCE, f"E902-{year};F999;01/04/{year};31/03/{year + 1};20;112000;60000;{cycle}"),
            (OUT_OF_BOUNDS, f"E903-{year};{provider};01/04/{year};31/03/{year + 1};-5;112000;60000;{cycle}"),
            (WRONG_INTEGER, f"E904-{year};{provider};01/04/{year};31/03/{year + 1};vingt;112000;60000;{cycle}"),
        ),
        "participations": (
            (REPEATED, None),
            (REPEATED, None),
            (REVERSED, entry(1, end=f"01/06/{year}", placement="S.O.")),
            (REVERSED, entry(2, placement=f"01/06/{year}")),
            (REVERSED, entry(3, request=f"30/06/{year}")),
            (UNKNOWN_REFERENCE, entry(4, person="U0000000")),
            (UNKNOWN_REFERENCE, entry(5, person="U9999999")),
            (UNKNOWN_REFERENCE, entry(6, provider="F000")),
            (OUT_OF_BOUNDS, entry(7, suitability="12")),
            (OUT_OF_BOUNDS, entry(8, suitability="-1")),
            (UNKNOWN_CODE, entry(9, program="SZ")),
            (UNKNOWN_CODE, entry(10, region="18")),
            (UNKNOWN_CODE, entry(11, reason="FINI")),
            (FUTURE, entry(12, end="", reason="S.O.", placement="", start=future)),
            (REQUIRED, entry(13, start="")),
            (WRONG_DATE, entry(14, end="30/02/2024")),
            (FIELDS, entry(15).rsplit(";", 4)[0]),
        ),
        "services": (
            (REPEATED, None),
            (REVERSED, f"S99000001;{participation};RECH;15/09/{year};01/09/{year};12"),
            (UNKNOWN_REFERENCE, f"S99000002;P0000000;RECH;01/09/{year};15/09/{year};12"),
            (UNKNOWN_REFERENCE, f"S99000003;P9999999;RECH;01/09/{year};15/09/{year};12"),
            (WRONG_DECIMAL, f"S99000004;{participation};RECH;01/09/{year};15/09/{year};douze"),
            (OUT_OF_BOUNDS, f"S99000005;{participation};RECH;01/09/{year};15/09/{year};-4"),
            (UNKNOWN_CODE, f"S99000006;{participation};DANSE;01/09/{year};15/09/{year};12"),
            (REFUSED_REFERENCE, f"S99000007;P9900007;RECH;01/09/{year};15/09/{year};12"),
            (CONTROL, f"S99000008;{participation};RECH\0;01/09/{year};15/09/{year};12"),
        ),
        "follow_ups": (
            (REPEATED, None),
            (REPEATED, None),
            (UNKNOWN_REFERENCE, follow_up(1, participation="P0000000")),
            (UNKNOWN_REFERENCE, follow_up(2, participation="P9999999")),
            (FUTURE, follow_up(3, day=future)),
            (OUT_OF_BOUNDS, follow_up(4, hours="200")),
            (UNKNOWN_CODE, follow_up(5, result="PEUTETRE")),
            (WRONG_DATE, follow_up(6, day="20-09-2023")),
            (WRONG_BOOLEAN, follow_up(7, employed="1,5")),
            (REFUSED_REFERENCE, follow_up(8, participation="P9900008")),
        ),
        "satisfaction_answers": (
            (OUT_OF_BOUNDS, f"A99000001;{participation};P;DEBUT;20/09/{year};0;S.O.;S.O."),
            (OUT_OF_BOUNDS, f"A99000002;{participation};P;DEBUT;20/09/{year};6;S.O.;S.O."),
            (FUTURE, f"A99000003;{participation};P;12MOIS;{future};4;S.O.;S.O."),
            (UNKNOWN_CODE, f"A99000004;{participation};V;DEBUT;20/09/{year};4;S.O.;S.O."),
            (UNKNOWN_REFERENCE, f"A99000005;P9999999;P;DEBUT;20/09/{year};4;S.O.;S.O."),
        ),
        "referrals": (
            (UNKNOWN_CODE, f"R99000001;{participation};SORT;XYZ;20/09/{year}"),
            (UNKNOWN_REFERENCE, f"R99000002;P9999999;SORT;ETU;20/09/{year}"),
            (FIELDS, f"R99000003;{participation};SORT;ETU"),
            (REQUIRED, f"R99000004;{participation};;ETU;20/09/{year}"),
            (QUOTE, f'R99000005;{participation};"SORT"IE;ETU;20/09/{year}'),
        ),
        "benefits": ((UNKNOWN_REFERENCE, "P9999999;AE;13520;6000"), (OUT_OF_BOUNDS, f"{participation};AFDR;-1;0")),
        "complaints": (
            (REVERSED, f"K9900001;EMPLOI;01;15/09/{year};01/09/{year};N"),
            (UNKNOWN_CODE, f"K9900002;AUTRE;01;15/09/{year};20/09/{year};N"),
        ),
        "review_requests": ((UNKNOWN_CODE, f"W9900001;01;15/09/{year};20/10/{year};PEUTETRE"),),
        "assistance_requests": ((FUTURE, f"D9900001;01;NOUV;{future};"),),
        "vacancies": ((WRONG_INTEGER, f"N9900001;01;B01-1;15/09/{year};deux"),),
        "assisted_firms": ((REQUIRED, f"I9900001;;01;B01-1;15/09/{year};O"),),
        "costs": ((OUT_OF_BOUNDS, f"C9900001;{year}-06;01;B01-1;S.O.;SALAIRES;-100"),),
        "series": (
            (REPEATED, None),
            (WRONG_DATE, f"{year}-13;quebec;new_admissions;total;5000;S.O.;officiel;{year + 1}-01"),
            (UNKNOWN_CODE, f"{year}-06;quebec;new_admissions;total;5000;S.O.;provisoire;{year + 1}-02"),
        ),
    }


def _first_answer(agency: Agency) -> str:
    """Return the number of the first answer of the files."""
    rows = whole_answer_rows(agency, make_block(agency, 0, min(40, agency.participations)))
    return str(rows["answer_id"].values[0])
