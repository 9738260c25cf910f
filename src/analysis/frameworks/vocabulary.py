"""The closed vocabulary of a framework file: what a condition may look at, and what it may ask.

A field is a column of an *episode*: one participation with its person, its follow-up at the indicator's wave and its answer on the
indicator's occasion. A name that is not here is refused when a framework is loaded, with the near matches.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analysis.core.languages import Bilingual
from analysis.core.territories import REGIONS


class FieldKind(StrEnum):
    """What the values of a field are, hence which operators make sense."""

    BOOLEAN = "boolean"
    CODE = "code"
    NUMBER = "number"
    DATE = "date"


class FieldNeeds(StrEnum):
    """What an indicator must declare before it can use a field."""

    NOTHING = "nothing"
    WAVE = "wave"
    SATISFACTION = "satisfaction"


@dataclass(frozen=True, slots=True)
class Code:
    """A value that a code field can take, and what it is called."""

    value: str
    label: Bilingual


def _codes(*triples: tuple[str, str, str]) -> tuple[Code, ...]:
    return tuple(Code(value, Bilingual(fr, en)) for value, fr, en in triples)


_SEXES = _codes(("woman", "femmes", "women"), ("man", "hommes", "men"), ("another", "autre", "another"))
_INSURANCE = _codes(
    ("active", "participants actifs de l'assurance-emploi", "active employment insurance claimants"),
    ("former", "anciens participants de l'assurance-emploi", "former employment insurance claimants"),
    ("none", "sans lien avec l'assurance-emploi", "not linked to employment insurance"),
)
_STREAMS = _codes(
    ("job_search", "recherche d'emploi", "job search"),
    ("job_matching", "jumelage travailleur-emploi", "job matching"),
    ("job_coaching", "formation particulière au poste de travail", "job coaching"),
    ("job_retention", "maintien de l'emploi", "job retention"),
    ("training", "formation", "training"),
    ("guidance", "orientation", "guidance"),
)
_SEGMENTS = _codes(
    ("stream_a", "volet A : besoins les plus faibles", "stream A: least needs"),
    ("stream_b", "volet B : besoins moyens", "stream B: medium needs"),
    ("stream_c", "volet C : besoins les plus grands", "stream C: greatest needs"),
)
MEASURES = _codes(
    ("basic_training", "formation de base", "basic training"),
    ("vocational_training", "formation professionnelle et technique", "vocational and technical training"),
    ("other_training", "autre formation", "other training"),
    ("job_club", "club de recherche d'emploi", "job search club"),
    ("structured_job_search", "recherche d'emploi structurée", "structured job search"),
    ("guidance", "orientation", "guidance"),
    ("work_placement", "stage en milieu de travail", "work placement"),
    ("wage_subsidy", "subvention salariale", "wage subsidy"),
    ("self_employment_support", "soutien au travail autonome", "self-employment support"),
    ("job_search_support", "aide à la recherche d'emploi", "job search support"),
)
"""What a person took part in, as the made-up agency calls it."""
_END_REASONS = _codes(
    ("completed", "participation achevée", "completed"),
    ("employed", "en emploi", "employed"),
    ("dropped_out", "abandon", "dropped out"),
    ("interrupted", "interruption", "interrupted"),
    ("transferred", "transfert", "transferred"),
)
_REGIONS = tuple(Code(region.code, region.name) for region in REGIONS.values())


@dataclass(frozen=True, slots=True)
class Field:
    """One column of an episode.

    `codes` closes a code field: a condition that names another value is refused. An empty tuple leaves it open.
    """

    name: str
    kind: FieldKind
    label: Bilingual
    needs: FieldNeeds = FieldNeeds.NOTHING
    codes: tuple[Code, ...] = ()

    def code_label(self, value: str) -> Bilingual | None:
        """Return what a code is called, or None when the field is open or does not have it."""
        return next((code.label for code in self.codes if code.value == value), None)


def _fields() -> tuple[Field, ...]:
    boolean, code, number, day = FieldKind.BOOLEAN, FieldKind.CODE, FieldKind.NUMBER, FieldKind.DATE
    wave, answer = FieldNeeds.WAVE, FieldNeeds.SATISFACTION
    return (
        # The participation
        Field("program", code, Bilingual("programme", "program")),
        Field("service_stream", code, Bilingual("volet de service", "service stream"), codes=_STREAMS),
        Field("region", code, Bilingual("région administrative", "administrative region"), codes=_REGIONS),
        Field("office", code, Bilingual("bureau local", "local office")),
        Field("provider_id", code, Bilingual("fournisseur", "provider")),
        Field("request_date", day, Bilingual("date de la demande", "request date")),
        Field("start_date", day, Bilingual("début de la participation", "start of participation")),
        Field("end_date", day, Bilingual("fin de la participation", "end of participation")),
        Field("end_reason", code, Bilingual("motif de fin", "reason for ending"), codes=_END_REASONS),
        Field("placement_date", day, Bilingual("date de placement en emploi", "job placement date")),
        Field("is_placed", boolean, Bilingual("placement en emploi", "placed in a job")),
        Field("n_suitability_indicators", number, Bilingual("indicateurs de pertinence présents", "suitability indicators present")),
        Field("insurance_status", code, Bilingual("statut d'assurance-emploi", "employment insurance status"), codes=_INSURANCE),
        Field(
            "receives_last_resort_assistance",
            boolean,
            Bilingual("prestataire de l'aide financière de dernier recours", "last-resort assistance recipient"),
        ),
        Field("segment", code, Bilingual("segment de besoins", "segment of needs"), codes=_SEGMENTS),
        Field("measure", code, Bilingual("mesure", "measure"), codes=MEASURES),
        Field("is_long_measure", boolean, Bilingual("mesure de longue durée", "long measure")),
        Field(
            "is_at_risk_of_long_unemployment",
            boolean,
            Bilingual("à risque de chômage de longue durée", "at risk of long unemployment"),
        ),
        Field("n_hours_planned", number, Bilingual("heures prévues", "hours planned")),
        Field(
            "unpaid_last_resort_benefits",
            number,
            Bilingual("prestations d'aide de dernier recours non versées", "unpaid last-resort benefits"),
        ),
        Field("unpaid_insurance_benefits", number, Bilingual("prestations d'assurance-emploi non versées", "unpaid insurance benefits")),
        Field("was_referred", boolean, Bilingual("aiguillage vers ou par un autre service", "referred in or out")),
        # The person
        Field("sex", code, Bilingual("sexe", "sex"), codes=_SEXES),
        Field("age_at_start", number, Bilingual("âge au début", "age at start")),
        Field("is_woman", boolean, Bilingual("femmes", "women")),
        Field("is_single_parent", boolean, Bilingual("responsables de famille monoparentale", "single parents")),
        Field("is_under_30", boolean, Bilingual("moins de 30 ans", "under 30")),
        Field("is_45_and_over", boolean, Bilingual("45 ans et plus", "45 and over")),
        Field("is_disabled", boolean, Bilingual("personnes handicapées", "persons with disabilities")),
        Field("is_immigrant", boolean, Bilingual("personnes immigrantes", "immigrants")),
        Field("is_newcomer", boolean, Bilingual("nouveaux arrivants", "newcomers")),
        Field("is_visible_minority", boolean, Bilingual("minorités visibles", "visible minorities")),
        Field("is_indigenous", boolean, Bilingual("Autochtones", "Indigenous people")),
        Field("has_judicial_record", boolean, Bilingual("adultes judiciarisés", "adults with a judicial record")),
        # The follow-up at the indicator's wave
        Field("is_due_at_wave", boolean, Bilingual("suivi échu", "follow-up due"), wave),
        Field("is_reached_at_wave", boolean, Bilingual("personne jointe", "person reached"), wave),
        Field("employed_at_wave", boolean, Bilingual("en emploi au suivi", "employed at follow-up"), wave),
        Field("weekly_hours_at_wave", number, Bilingual("heures par semaine au suivi", "weekly hours at follow-up"), wave),
        Field("self_employed_at_wave", boolean, Bilingual("travail autonome au suivi", "self-employed at follow-up"), wave),
        Field("in_training_at_wave", boolean, Bilingual("aux études ou en formation au suivi", "in training at follow-up"), wave),
        # The answer on the indicator's occasion
        Field("was_asked", boolean, Bilingual("personne ou employeur sondé", "person or employer asked"), answer),
        Field("satisfaction_score", number, Bilingual("satisfaction de 1 à 5", "satisfaction from 1 to 5"), answer),
    )


FIELDS: dict[str, Field] = {field.name: field for field in _fields()}

DIMENSIONS: tuple[str, ...] = (
    "region", "office", "provider_id", "sex", "program", "service_stream", "segment", "measure", "insurance_status",
    "receives_last_resort_assistance",
    "group", "month", "quarter", "fiscal_year_to_date",
)  # fmt: skip
"""What indicators can be grouped by. `group` is the overlapping set of vulnerable groups: its rows never add up to the total."""

VULNERABLE_GROUPS: tuple[str, ...] = (
    "is_woman", "is_single_parent", "is_under_30", "is_45_and_over", "is_disabled",
    "is_immigrant", "is_newcomer", "is_visible_minority", "is_indigenous", "has_judicial_record",
)  # fmt: skip
"""The ten groups of the 2006 convention."""


class Operator(StrEnum):
    """What a leaf of a condition may ask of a field."""

    IS = "is"
    IS_ONE_OF = "is_one_of"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    IS_MISSING = "is_missing"
