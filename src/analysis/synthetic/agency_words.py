"""The words of the made-up agency: names of its files, headings of their columns, codes, and marks of what is missing.

`params/codebooks/made_up_agency.yaml` says the same for the reader of extracts; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping

HEADINGS: Mapping[str, tuple[str, dict[str, str]]] = {
    # table: (file, canonical column → heading)
    "persons": (
        "personnes.csv.gz",
        {
            "person_id": "no_personne",
            "birth_date": "date_naissance",
            "sex": "sexe",
            "is_single_parent": "monoparental",
            "is_disabled": "handicap",
            "is_immigrant": "immigrant",
            "is_newcomer": "nouvel_arrivant",
            "is_visible_minority": "minorite_visible",
            "is_indigenous": "autochtone",
            "has_judicial_record": "judiciarise",
        },
    ),
    "providers": (
        "fournisseurs.csv",
        {"provider_id": "no_fournisseur", "provider_name": "nom_fournisseur", "region": "region"},
    ),
    "agreements": (
        "ententes.csv",
        {
            "agreement_id": "no_entente",
            "provider_id": "no_fournisseur",
            "start_date": "date_debut",
            "end_date": "date_fin",
            "contracted_intake": "nb_inscriptions_cible",
            "operating_funds": "fonds_fonctionnement",
            "support_funds": "fonds_soutien",
        },
    ),
    "participations": (
        "participations.csv.gz",
        {
            "participation_id": "no_participation",
            "person_id": "no_personne",
            "provider_id": "no_fournisseur",
            "program": "programme",
            "service_stream": "volet",
            "region": "region",
            "office": "bureau",
            "request_date": "date_demande",
            "start_date": "date_debut",
            "end_date": "date_fin",
            "end_reason": "motif_fin",
            "placement_date": "date_placement",
            "n_suitability_indicators": "nb_indicateurs_pertinence",
            "insurance_status": "statut_ae",
            "receives_last_resort_assistance": "prestataire_afdr",
            "segment": "volet_besoin",
            "measure": "mesure",
            "is_long_measure": "longue_duree",
            "is_at_risk_of_long_unemployment": "risque_chomage",
            "n_hours_planned": "heures_prevues",
            "agreement_id": "no_entente",
        },
    ),
    "services": (
        "services.csv.gz",
        {
            "service_id": "no_service",
            "participation_id": "no_participation",
            "service_stream": "volet",
            "start_date": "date_debut",
            "end_date": "date_fin",
            "hours": "heures",
        },
    ),
    "follow_ups": (
        "suivis.csv.gz",
        {
            "follow_up_id": "no_suivi",
            "participation_id": "no_participation",
            "contact_date": "date_contact",
            "contact_result": "resultat",
            "is_employed": "en_emploi",
            "weekly_hours": "heures_semaine",
            "is_self_employed": "travail_autonome",
            "is_in_training": "aux_etudes",
        },
    ),
    "satisfaction_answers": (
        "satisfaction.csv.gz",
        {
            "answer_id": "no_reponse",
            "participation_id": "no_participation",
            "respondent": "repondant",
            "occasion": "moment",
            "asked_date": "date_sondage",
            "score": "note",
        },
    ),
    "referrals": (
        "aiguillages.csv.gz",
        {
            "referral_id": "no_aiguillage",
            "participation_id": "no_participation",
            "direction": "sens",
            "kind": "type",
            "referral_date": "date_aiguillage",
        },
    ),
    "benefits": (
        "prestations.csv.gz",
        {"participation_id": "no_participation", "scheme": "regime", "maximum_amount": "montant_maximal", "paid_amount": "montant_verse"},
    ),
    "complaints": (
        "plaintes.csv",
        {
            "complaint_id": "no_plainte",
            "service": "service",
            "region": "region",
            "received_date": "date_reception",
            "closed_date": "date_fermeture",
            "is_justified": "fondee",
        },
    ),
    "review_requests": (
        "revisions.csv",
        {
            "review_id": "no_revision",
            "region": "region",
            "received_date": "date_reception",
            "decided_date": "date_decision",
            "outcome": "issue",
        },
    ),
    "assistance_requests": (
        "demandes.csv.gz",
        {
            "request_id": "no_demande",
            "region": "region",
            "kind": "nature",
            "received_date": "date_reception",
            "decided_date": "date_decision",
        },
    ),
    "vacancies": (
        "postes_vacants.csv.gz",
        {
            "vacancy_id": "no_avis",
            "region": "region",
            "office": "bureau",
            "reported_date": "date_signalement",
            "n_positions": "nb_postes",
        },
    ),
    "assisted_firms": (
        "entreprises.csv",
        {
            "intervention_id": "no_intervention",
            "firm_id": "no_entreprise",
            "region": "region",
            "office": "bureau",
            "start_date": "date_debut",
            "is_first": "premiere_aide",
        },
    ),
    "qualification_agreements": (
        "qualification.csv",
        {"qualification_agreement_id": "no_entente_qualification", "region": "region", "office": "bureau", "signed_date": "date_signature"},
    ),
    "costs": (
        "couts.csv.gz",
        {
            "cost_id": "no_cout",
            "month": "mois",
            "region": "region",
            "office": "bureau",
            "measure": "mesure",
            "nature": "nature",
            "amount": "montant",
        },
    ),
    "series": (
        "series_mensuelles.csv",
        {
            "period": "mois",
            "territory": "territoire",
            "series": "serie",
            "category": "categorie",
            "count": "nombre",
            "amount": "montant",
            "status": "statut",
            "published": "publication",
        },
    ),
}

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
    "status": {"official": "officiel", "estimate": "estimation"},
}
MISSING_TOKENS = ("", "", "INC", "S.O.", "CONF")
"""By position in `MISSING_REASONS`."""
MONTH_COLUMNS = ("period", "published", "month")
