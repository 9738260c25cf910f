"""The closed vocabulary of records: tables whose rows are not participations, what a condition may ask of them and whom they are about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analysis.core.languages import Bilingual
from analysis.core.territories import REGIONS
from analysis.frameworks.vocabulary import Code, Field, FieldKind


class RecordsAbout(StrEnum):
    """Whom the rows of a table are about, which decides how a count of them is released."""

    PERSONS = "persons"
    """People (a complaint, a request): a small count may give one away."""
    FIRMS = "firms"
    """Firms: protected as people are."""
    ACCOUNTS = "accounts"
    """The agency's own accounts."""
    POSTINGS = "postings"
    """What the agency itself posts for everyone to read."""


@dataclass(frozen=True, slots=True)
class RecordTable:
    """One table of records.

    `unit` is what one row is called; `dates` are the columns by which a row can be dated.
    """

    name: str
    key: str
    about: RecordsAbout
    unit: Bilingual
    fields: dict[str, Field]

    @property
    def dates(self) -> tuple[str, ...]:
        """The columns that hold a day."""
        return tuple(field.name for field in self.fields.values() if field.kind is FieldKind.DATE)

    @property
    def is_public(self) -> bool:
        """Whether a figure made of these rows alone is about no person and no firm that could be recognised."""
        return self.about in (RecordsAbout.ACCOUNTS, RecordsAbout.POSTINGS)


_REGION = Field(
    "region",
    FieldKind.CODE,
    Bilingual("région administrative", "administrative region"),
    codes=tuple(Code(region.code, region.name) for region in REGIONS.values()),
)
_OFFICE = Field("office", FieldKind.CODE, Bilingual("bureau local", "local office"))


def _codes(*triples: tuple[str, str, str]) -> tuple[Code, ...]:
    return tuple(Code(value, Bilingual(fr, en)) for value, fr, en in triples)


def _day(name: str, fr: str, en: str) -> Field:
    return Field(name, FieldKind.DATE, Bilingual(fr, en))


def _table(name: str, key: str, about: RecordsAbout, unit: Bilingual, *fields: Field) -> RecordTable:
    return RecordTable(name, key, about, unit, {field.name: field for field in fields})


def _tables() -> tuple[RecordTable, ...]:
    boolean, code, number = FieldKind.BOOLEAN, FieldKind.CODE, FieldKind.NUMBER
    return (
        _table(
            "complaints", "complaint_id", RecordsAbout.PERSONS, Bilingual("plainte", "complaint"), _REGION,
            Field("service", code, Bilingual("service visé", "service concerned"),
                  codes=_codes(("employment", "services d'emploi", "employment services"),
                               ("solidarity", "solidarité sociale", "social solidarity"))),
            _day("received_date", "réception de la plainte", "complaint received"),
            _day("closed_date", "fermeture de la plainte", "complaint closed"),
            Field("is_justified", boolean, Bilingual("plainte fondée", "justified complaint")),
        ),
        _table(
            "review_requests", "review_id", RecordsAbout.PERSONS, Bilingual("demande de révision", "request for review"), _REGION,
            _day("received_date", "dépôt de la demande de révision", "request for review filed"),
            _day("decided_date", "décision de révision", "decision of the review"),
            Field("outcome", code, Bilingual("issue de la révision", "outcome of the review"),
                  codes=_codes(("granted", "accueillie", "granted"), ("partly_granted", "accueillie en partie", "partly granted"),
                               ("refused", "refusée", "refused"), ("withdrawn", "désistement", "withdrawn"))),
        ),
        _table(
            "assistance_requests", "request_id", RecordsAbout.PERSONS, Bilingual("demande d'aide", "request for assistance"), _REGION,
            Field("kind", code, Bilingual("genre de demande", "kind of request"),
                  codes=_codes(("new_request", "nouvelle demande", "new request"),
                               ("medical_assessment", "évaluation médicale et socioprofessionnelle",
                                "medical and socio-professional assessment"))),
            _day("received_date", "dépôt de la demande", "request filed"),
            _day("decided_date", "décision", "decision"),
        ),
        _table(
            "vacancies", "vacancy_id", RecordsAbout.POSTINGS, Bilingual("avis de postes vacants", "notice of vacancies"), _REGION, _OFFICE,
            _day("reported_date", "signalement", "day reported"),
            Field("n_positions", number, Bilingual("postes vacants", "vacant positions")),
        ),
        _table(
            "assisted_firms", "intervention_id", RecordsAbout.FIRMS, Bilingual("intervention en entreprise", "intervention in a firm"),
            _REGION, _OFFICE,
            Field("firm_id", code, Bilingual("entreprise", "firm")),
            _day("start_date", "début de l'intervention", "start of the intervention"),
            Field("is_first", boolean, Bilingual("première aide à l'entreprise", "first help to the firm")),
        ),
        _table(
            "qualification_agreements", "qualification_agreement_id", RecordsAbout.PERSONS,
            Bilingual("entente de qualification", "qualification agreement"), _REGION, _OFFICE,
            _day("signed_date", "signature", "signature"),
        ),
        _table(
            "costs", "cost_id", RecordsAbout.ACCOUNTS, Bilingual("écriture de coût", "cost entry"), _REGION, _OFFICE,
            _day("month", "mois", "month"),
            Field("measure", code, Bilingual("mesure", "measure")),
            Field("nature", code, Bilingual("nature de la dépense", "nature of the expense"),
                  codes=_codes(("salaries", "salaires", "salaries"), ("purchases", "achats de services", "purchased services"),
                               ("allowances", "allocations", "allowances"), ("wage_subsidies", "subventions salariales", "wage subsidies"),
                               ("administration", "administration", "administration"))),
            Field("amount", number, Bilingual("montant", "amount")),
        ),
    )  # fmt: skip


RECORD_TABLES: dict[str, RecordTable] = {table.name: table for table in _tables()}
"""The tables of records by name."""
