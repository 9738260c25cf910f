"""The words of the made-up agency: the codes it writes, and its marks of what is missing.

`params/codebooks/made_up_agency.yaml` says the same for the reader of extracts; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping

AGENCY_CODES: Mapping[str, Mapping[str, str]] = {
    # canonical column, with its table where another table has a column of that name → code → what the agency writes
    "sex": {"woman": "F", "man": "M", "another": "X"},
    "program": {"supported_employment": "SE", "employment_services": "SPE"},
    "service_stream": {
        "job_search": "RECH",
        "job_matching": "JUM",
        "job_coaching": "ACC",
        "job_retention": "MAIN",
        "training": "FORM",
        "guidance": "ORI",
    },
    "end_reason": {"completed": "COMP", "employed": "EMPL", "dropped_out": "ABAN", "interrupted": "INTE", "transferred": "TRAN"},
    "insurance_status": {"active": "ACT", "former": "ADM", "none": "AUC"},
    "contact_result": {"reached": "JOINT", "refused": "REFUS", "not_reached": "NONJOINT"},
    "respondent": {"participant": "P", "employer": "E"},
    "occasion": {"start": "DEBUT", "12_months": "12MOIS", "withdrawal": "RETRAIT"},
    "direction": {"in": "ENT", "out": "SORT"},
    "kind": {
        "education_training": "ETU",
        "employment_program": "PRO",
        "other_support": "AUT",
    },
    "assistance_requests.kind": {"new_request": "NOUV", "medical_assessment": "MED"},
    "segment": {"stream_a": "A", "stream_b": "B", "stream_c": "C"},
    "measure": {
        "basic_training": "FBASE",
        "vocational_training": "FPROF",
        "other_training": "FAUTRE",
        "job_club": "CRE",
        "structured_job_search": "SSRE",
        "guidance": "ORI",
        "work_placement": "STAGE",
        "wage_subsidy": "SUBV",
        "self_employment_support": "STA",
        "job_search_support": "AIDE",
    },
    "scheme": {"employment_insurance": "AE", "last_resort": "AFDR"},
    "service": {"employment": "EMPLOI", "solidarity": "SOLIDARITE"},
    "outcome": {"granted": "ACC", "partly_granted": "PART", "refused": "REF", "withdrawn": "DES"},
    "nature": {
        "salaries": "SALAIRES",
        "purchases": "ACHATS",
        "allowances": "ALLOCATIONS",
        "wage_subsidies": "SUBVENTIONS",
        "administration": "ADMINISTRATION",
    },
    "agreements.service": {
        "basic_support": "BASE",
        "a_la_carte": "CARTE",
        "specialised_services": "SPEC",
        "specialised_services_disabled": "SPECHAND",
        "specialised_assessment_and_guidance": "EVAL",
        "structured_job_search_support": "RECHSTR",
        "job_search_club": "CLUB",
        "specialised_services_youth": "SPECJEU",
    },
    "financing": {
        "lump_sum": "FORFAIT",
        "real_costs": "REELS",
        "results_based": "RESULTATS",
    },
    "risk_level": {
        "low": "FAIBLE",
        "medium": "MOYEN",
        "high": "ELEVE",
    },
    "indicator": {
        "intake": "INSCR",
        "employed_at_6_months": "EMPL6",
    },
    "revision_reason": {
        "fewer_requests": "MOINSDEM",
        "more_requests": "PLUSDEM",
        "staff_shortage": "PERSONNEL",
        "funds_changed": "FONDS",
    },
    "agreement_reports.kind": {
        "quarterly": "TRIM",
        "accountability": "REDD",
        "financial": "FIN",
    },
    "line": {
        "management_pay": "DIRECTION",
        "supervision_pay": "ENCADREMENT",
        "rent": "LOYER",
        "material": "MATERIEL",
        "supervision_travel": "DEPLACEMENTS",
        "professional_fees": "HONORAIRES",
        "fines": "AMENDES",
        "entertainment": "RECEPTION",
        "interest": "INTERETS",
    },
    "administrative_records.source": {"payroll": "PAIE", "tax": "IMPOT", "employment_insurance": "AE"},
    "status": {"official": "officiel", "estimate": "estimation"},
}
MISSING_TOKENS = ("", "", "INC", "S.O.", "CONF")
"""By position in `MISSING_REASONS`."""
MONTH_COLUMNS = ("period", "published", "month")
