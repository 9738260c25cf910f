"""What codes are called: the table's own labels first, then those every table shares, then the code itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from analysis.core.languages import Bilingual, Language
from analysis.core.territories import QUEBEC, REGIONS
from analysis.disclosure.table import ReleasedTable
from analysis.frameworks.vocabulary import FIELDS, VULNERABLE_GROUPS
from analysis.presentation.typography import typeset

TOTAL = "total"
"""The code of the row that is about everyone (the same word as in the measuring rooms)."""

_AS_TYPED = frozenset({"provider_id", "office", "column", "file"})
"""Columns whose labels an agency typed: their typography is not ours to mend."""

_TERRITORIES: Mapping[str, Bilingual] = MappingProxyType(
    {**{code: region.name for code, region in REGIONS.items()}, QUEBEC: Bilingual("Ensemble du Québec", "All of Québec")}
)

SHARED: Mapping[str, Mapping[str, Bilingual]] = MappingProxyType(
    {
        "region": _TERRITORIES,
        "territory": _TERRITORIES,
        "sex": {
            "woman": Bilingual("Femmes", "Women"),
            "man": Bilingual("Hommes", "Men"),
            "another": Bilingual("Autre", "Another"),
        },
        "program": {
            "supported_employment": Bilingual("Soutien à l'emploi", "Supported employment"),
            "employment_services": Bilingual("Services d'emploi", "Employment services"),
        },
        "service_stream": {
            "job_search": Bilingual("Recherche d'emploi", "Job search"),
            "job_matching": Bilingual("Jumelage", "Job matching"),
            "job_coaching": Bilingual("Accompagnement en emploi", "Job coaching"),
            "job_retention": Bilingual("Maintien en emploi", "Job retention"),
            "training": Bilingual("Formation", "Training"),
            "guidance": Bilingual("Orientation", "Guidance"),
        },
        "insurance_status": {
            "active": Bilingual("Prestataires actifs de l'assurance-emploi", "Active employment insurance claimants"),
            "former": Bilingual("Anciens prestataires de l'assurance-emploi", "Former employment insurance claimants"),
            "none": Bilingual("Sans assurance-emploi", "No employment insurance"),
        },
        "receives_last_resort_assistance": {
            "True": Bilingual("Prestataires de l'aide de dernier recours", "Last-resort assistance recipients"),
            "False": Bilingual("Autres personnes", "Other people"),
            "true": Bilingual("Prestataires de l'aide de dernier recours", "Last-resort assistance recipients"),
            "false": Bilingual("Autres personnes", "Other people"),
        },
        "group": {name: FIELDS[name].label for name in VULNERABLE_GROUPS},
        "state": {
            "reached": Bilingual("Personnes jointes", "Reached"),
            "refused": Bilingual("Refus", "Refused"),
            "lost": Bilingual("Tentées sans réponse", "Tried without an answer"),
            "due": Bilingual("Échues sans tentative", "Due and never tried"),
            "in_window": Bilingual("Période de suivi en cours", "Follow-up period open"),
            "stopped_early": Bilingual("Suivi cessé plus tôt", "Follow-up stopped early"),
            "not_yet_due": Bilingual("Pas encore échues", "Not yet due"),
            "out_of_scope": Bilingual("Hors du champ du suivi", "Outside the follow-up"),
        },
        "status": {
            "official": Bilingual("officiel", "official"),
            "estimate": Bilingual("estimation", "estimate"),
        },
    }
)
"""Names that every table shares."""

COLUMNS: Mapping[str, Bilingual] = MappingProxyType(
    {
        "indicator": Bilingual("Indicateur", "Indicator"),
        "region": Bilingual("Région", "Region"),
        "territory": Bilingual("Territoire", "Territory"),
        "office": Bilingual("Bureau local", "Local office"),
        "provider_id": Bilingual("Fournisseur", "Provider"),
        "sex": Bilingual("Sexe", "Sex"),
        "program": Bilingual("Programme", "Program"),
        "service_stream": Bilingual("Volet de service", "Service stream"),
        "insurance_status": Bilingual("Statut d'assurance-emploi", "Employment insurance status"),
        "receives_last_resort_assistance": Bilingual("Aide de dernier recours", "Last-resort assistance"),
        "group": Bilingual("Groupe", "Group"),
        "month": Bilingual("Mois", "Month"),
        "quarter": Bilingual("Trimestre", "Quarter"),
        "fiscal_year_to_date": Bilingual("Depuis le début de l'exercice", "Fiscal year to date"),
        "view": Bilingual("Vue", "View"),
        "projected": Bilingual("Indicateur projeté", "Indicator projected"),
        "earlier": Bilingual("Même période, un an plus tôt", "Same period a year before"),
        "change": Bilingual("Variation en un an", "Change in a year"),
        "center": Bilingual("Centre", "Centre"),
        "lower_limit": Bilingual("Limite inférieure", "Lower limit"),
        "upper_limit": Bilingual("Limite supérieure", "Upper limit"),
        "chart": Bilingual("Sorte de graphique", "Kind of chart"),
        "limits_since": Bilingual("Limites estimées à partir de", "Limits estimated from"),
        "limits_unit": Bilingual("Unité des limites", "Unit of the limits"),
        "beyond": Bilingual("Hors limites (1 en haut, −1 en bas)", "Beyond a limit (1 upward, −1 downward)"),
        "in_run": Bilingual("Dans une suite (1 au-dessus, −1 au-dessous)", "In a run (1 above, −1 below)"),
        "n_beyond": Bilingual("Mois hors limites", "Months beyond a limit"),
        "n_in_run": Bilingual("Mois dans une suite", "Months in a run"),
        "last_signal": Bilingual("Dernier signal", "Last signal"),
        "low_80": Bilingual("Intervalle à 80 %, borne inférieure", "80% interval, lower limit"),
        "high_80": Bilingual("Intervalle à 80 %, borne supérieure", "80% interval, upper limit"),
        "low_50": Bilingual("Intervalle à 50 %, borne inférieure", "50% interval, lower limit"),
        "high_50": Bilingual("Intervalle à 50 %, borne supérieure", "50% interval, upper limit"),
        "to_date": Bilingual("Depuis le début de l'exercice", "Year to date"),
        "probability": Bilingual("Probabilité d'atteindre la cible", "Probability of reaching the target"),
        "actual": Bilingual("Résultat", "Result"),
        "n_years": Bilingual("Exercices lus", "Years read"),
        "n_projections": Bilingual("Projections", "Projections"),
        "is_projected": Bilingual("Projeté", "Projected"),
        "over": Bilingual("Dénominateur", "Denominator"),
        "resampled_low": Bilingual("Rééchantillonnage, borne inférieure", "Resampled, lower limit"),
        "resampled_high": Bilingual("Rééchantillonnage, borne supérieure", "Resampled, upper limit"),
        "judged": Bilingual("Jugé ou non", "Judged or not"),
        "rank_low": Bilingual("Rang, borne inférieure", "Rank, lower limit"),
        "rank_median": Bilingual("Rang médian", "Median rank"),
        "rank_high": Bilingual("Rang, borne supérieure", "Rank, upper limit"),
        "upper_half": Bilingual("Probabilité d'être dans la première moitié", "Probability of being in the upper half"),
        "n_ranked": Bilingual("Fournisseurs classés", "Providers ranked"),
        "full": Bilingual("Points d'un résultat parfait", "Points of a perfect result"),
        "points": Bilingual("Points obtenus", "Points obtained"),
        "share_of_loss": Bilingual("Part des points perdus", "Share of the points lost"),
        "mix_effect": Bilingual("Changement de composition", "Change of mix"),
        "rate_effect": Bilingual("Changement des taux", "Change of rates"),
        "part_before": Bilingual("Poids un an plus tôt", "Weight a year before"),
        "part_after": Bilingual("Poids", "Weight"),
        "rate_before": Bilingual("Résultat un an plus tôt", "Result a year before"),
        "rate_after": Bilingual("Résultat", "Result"),
        "cohort": Bilingual("Cohorte", "Cohort"),
        "rule": Bilingual("Règle", "Rule"),
        "wave": Bilingual("Suivi", "Follow-up"),
        "method": Bilingual("Estimation", "Estimate"),
        "characteristic": Bilingual("Caractéristique", "Characteristic"),
        "n_due": Bilingual("Suivis échus", "Follow-ups due"),
        "published": Bilingual("Estimation publiée", "Published estimate"),
        "reached_only": Bilingual("Part parmi les personnes jointes seulement", "Share among people reached only"),
        "worst_case": Bilingual("Borne inférieure", "Lower bound"),
        "best_case": Bilingual("Borne supérieure", "Upper bound"),
        "age_at_start": Bilingual("Âge au début", "Age at start"),
        "pattern": Bilingual("Suivis où la personne a été jointe", "Follow-ups at which the person was reached"),
        "use": Bilingual("Usage du contact", "Use of the contact"),
        "share": Bilingual("Part", "Share"),
        "share_low": Bilingual("Part, borne inférieure", "Share, lower limit"),
        "share_high": Bilingual("Part, borne supérieure", "Share, upper limit"),
        "share_reached": Bilingual("Part parmi les jointes", "Share among those reached"),
        "share_not_reached": Bilingual("Part parmi les non jointes", "Share among those not reached"),
        "state": Bilingual("État du suivi", "State of the follow-up"),
        "table": Bilingual("Table", "Table"),
        "column": Bilingual("Colonne", "Column"),
        "reason": Bilingual("Motif", "Reason"),
        "survey": Bilingual("Sondage", "Survey"),
        "answer": Bilingual("Réponse", "Answer"),
        "occasion": Bilingual("Moment", "Occasion"),
        "respondent": Bilingual("Répondants", "Respondents"),
        "outcome": Bilingual("Situation d'emploi", "Employment status"),
        "at_start": Bilingual("Réponse au début", "Answer at the start"),
        "later": Bilingual("Réponse plus tard", "Later answer"),
        "question": Bilingual("Question", "Question"),
        "n_asked": Bilingual("Sondés", "Asked"),
        "response_share": Bilingual("Part des sondés qui ont répondu", "Share of those asked who answered"),
        "shrunken": Bilingual("Part rapprochée des autres", "Share drawn towards the others"),
        "shrunken_low": Bilingual("Part rapprochée, borne inférieure", "Drawn share, lower limit"),
        "shrunken_high": Bilingual("Part rapprochée, borne supérieure", "Drawn share, upper limit"),
        "rest_correlation": Bilingual("Corrélation avec les autres questions", "Correlation with the other questions"),
        "alpha_without": Bilingual("Alpha sans la question", "Alpha without the question"),
        "mcnemar_p_value": Bilingual("Seuil observé du test de McNemar (mi-P)", "P-value of McNemar's test (mid-P)"),
        "test_p_value": Bilingual("Seuil observé du test", "P-value of the test"),
        "discovery_rate": Bilingual("Taux de fausses découvertes", "False discovery rate"),
        "is_pointed_out": Bilingual("Sort de l'ordinaire", "Pointed out as unusual"),
        "category": Bilingual("Catégorie", "Category"),
        "scheme": Bilingual("Répartition", "Breakdown"),
        "series": Bilingual("Série", "Series"),
        "numerator": Bilingual("Numérateur", "Numerator"),
        "denominator": Bilingual("Dénominateur", "Denominator"),
        "denominator_name": Bilingual("Population du dénominateur", "Denominator population"),
        "n_missing": Bilingual("Sans réponse", "Missing"),
        "value": Bilingual("Résultat", "Result"),
        "interval_low": Bilingual("Intervalle, borne inférieure", "Interval, lower limit"),
        "interval_high": Bilingual("Intervalle, borne supérieure", "Interval, upper limit"),
        "interval_method": Bilingual("Méthode de l'intervalle", "Interval method"),
        "unit": Bilingual("Unité", "Unit"),
        "source": Bilingual("Source", "Source"),
        "note": Bilingual("Remarque", "Note"),
        "standard": Bilingual("Norme ou cible", "Standard or target"),
        "standard_confidence": Bilingual("Confiance dans la norme", "Confidence in the standard"),
        "gap": Bilingual("Écart", "Gap"),
        "gap_low": Bilingual("Écart, borne inférieure", "Gap, lower limit"),
        "gap_high": Bilingual("Écart, borne supérieure", "Gap, upper limit"),
        "verdict": Bilingual("Constat", "Finding"),
        "initial_target": Bilingual("Cible initiale", "Initial target"),
        "revised_target": Bilingual("Cible révisée", "Revised target"),
        "tolerance_low": Bilingual("Marge, borne inférieure", "Tolerance, lower limit"),
        "tolerance_high": Bilingual("Marge, borne supérieure", "Tolerance, upper limit"),
        "attainment": Bilingual("Taux d'atteinte", "Attainment"),
        "attainment_low": Bilingual("Taux d'atteinte, borne inférieure", "Attainment, lower limit"),
        "attainment_high": Bilingual("Taux d'atteinte, borne supérieure", "Attainment, upper limit"),
        "position": Bilingual("Place par rapport à la marge", "Place beside the tolerance"),
        "status": Bilingual("Statut de diffusion", "Release status"),
        "fiscal_year": Bilingual("Exercice", "Fiscal year"),
        "rate": Bilingual("Taux ou tarif", "Rate"),
        "base": Bilingual("Ce que le taux multiplie ou divise", "What the rate multiplies or divides"),
        "agreed": Bilingual("Inscrit aux ententes", "In the agreements"),
        "cap": Bilingual("Limite qui joue", "Limit that binds"),
        "recovery": Bilingual("Règle de reprise", "Rule of recovery"),
        "n_agreements": Bilingual("Ententes comptées", "Agreements counted"),
        "is_own": Bilingual("Règle du cadre", "Rule of the framework"),
        "line": Bilingual("Poste de dépense", "Line of expenses"),
        "nature": Bilingual("Nature de la dépense", "Nature of spending"),
        "milestone": Bilingual("Jalon", "Milestone"),
        "segment": Bilingual("Segment", "Segment"),
        "amount": Bilingual("Montant pour une personne", "Amount for one person"),
        "payment": Bilingual("Paiement", "Payment"),
        "size": Bilingual("Taille du fournisseur", "Size of the provider"),
        "n_months": Bilingual("Mois comptés", "Months counted"),
        "exit": Bilingual("Sortie de l'emploi", "Exit from employment"),
        "way": Bilingual("Sortie du service", "Exit from the service"),
        "measure": Bilingual("Mesure", "Measure"),
        "side": Bilingual("Groupe comparé", "Group compared"),
        "entered": Bilingual("Trimestre d'entrée", "Quarter of entry"),
        "interval": Bilingual("Entre deux suivis", "Between two follow-ups"),
        "from": Bilingual("Situation au premier", "Situation at the first"),
        "to": Bilingual("Situation au second", "Situation at the second"),
        "lowest": Bilingual("Part si aucune personne non jointe n'était en emploi", "Share if nobody not reached were employed"),
        "highest": Bilingual("Part si toutes les personnes non jointes l'étaient", "Share if everybody not reached were"),
        "n_not_due": Bilingual("Pas encore échues", "Not yet due"),
        "p_value": Bilingual("Seuil observé du test du log-rank", "P-value of the log-rank test"),
        "from_wave": Bilingual("Suivi d'où part la prévision", "Follow-up that the prediction starts from"),
    }
)
"""What columns are called in headings and in the dictionary of the open data."""

UNITS: Mapping[str, Bilingual] = MappingProxyType(
    {
        "share": Bilingual("part de 0 à 1", "share from 0 to 1"),
        "ratio": Bilingual("rapport", "ratio"),
        "persons": Bilingual("personnes", "persons"),
        "participations": Bilingual("participations", "participations"),
        "households": Bilingual("ménages", "households"),
        "firms": Bilingual("entreprises", "firms"),
        "positions": Bilingual("postes", "positions"),
        "agreements": Bilingual("ententes", "agreements"),
        "requests": Bilingual("demandes", "requests"),
        "decisions": Bilingual("décisions", "decisions"),
        "complaints": Bilingual("plaintes", "complaints"),
        "indicators": Bilingual("indicateurs", "indicators"),
        "points": Bilingual("points", "points"),
        "days": Bilingual("jours", "days"),
        "weeks": Bilingual("semaines", "weeks"),
        "months": Bilingual("mois", "months"),
        "hours": Bilingual("heures", "hours"),
        "dollars": Bilingual("dollars", "dollars"),
        "years": Bilingual("ans", "years"),
        "per_thousand": Bilingual("pour mille", "per thousand"),
        "count": Bilingual("nombre", "number"),
    }
)
"""What units are called in the dictionary and beside a value."""

_EVERYONE = Bilingual("Ensemble", "All")


def column_title(name: str, language: Language) -> str:
    """Return what a column is called; its code when nothing better is known."""
    known = COLUMNS.get(name)
    return typeset(known[language], language) if known else name


def label_of(table: ReleasedTable, column: str, code: object, language: Language, *, inside: bool = False) -> str:
    """Return what a code of a table's column is called.

    The table's labels come first, then `SHARED`, then the code as it is. `TOTAL` is « Ensemble » unless the table says otherwise.
    It begins with a capital, as a row's header does, unless it stands inside a sentence or an agency typed it.
    """
    key = str(code)
    named = table.labels.get(column, {}).get(key) or SHARED.get(column, {}).get(key)
    if named is None:
        if key == TOTAL:
            return _EVERYONE[language]
        if column in ("wave",) and key.isdigit():
            return typeset({"fr": f"{key} mois", "en": f"{key} months"}[language], language)
        return key
    if column in _AS_TYPED:
        return named[language]
    # A reason is a whole sentence in the ledger; a row's header is not.
    text = typeset(named[language], language).removesuffix(".")
    return text if inside else capital(text)


def capital(text: str) -> str:
    """Return a text whose first letter is a capital."""
    return text[:1].upper() + text[1:]
