"""The words of a framework file are those of the tables they are asked of."""

from __future__ import annotations

from analysis.extracts.tables import TABLES
from analysis.frameworks.vocabulary import DIMENSIONS, FIELDS, VULNERABLE_GROUPS, FieldKind
from analysis.frameworks.wording import _BOOLEANS

CLOSED = {"region": "participations", "service_stream": "participations", "end_reason": "participations",
          "insurance_status": "participations", "segment": "participations", "sex": "persons"}  # fmt: skip


def test_closed_codes_are_those_of_the_canonical_tables() -> None:
    for field, table in CLOSED.items():
        assert tuple(code.value for code in FIELDS[field].codes) == TABLES[table].column(field).codes


def test_only_fields_with_closed_columns_have_closed_codes() -> None:
    # A measure is named by the agency's codebook; the vocabulary names those of the made-up agency.
    assert {field.name for field in FIELDS.values() if field.codes} - {"measure"} == set(CLOSED)


def test_the_ten_vulnerable_groups_are_boolean_fields() -> None:
    assert len(VULNERABLE_GROUPS) == 10
    assert all(FIELDS[name].kind is FieldKind.BOOLEAN for name in VULNERABLE_GROUPS)


def test_every_boolean_field_can_be_said_in_words() -> None:
    assert set(_BOOLEANS) == {field.name for field in FIELDS.values() if field.kind is FieldKind.BOOLEAN}


def test_dimensions_are_named_once() -> None:
    assert len(set(DIMENSIONS)) == len(DIMENSIONS)
