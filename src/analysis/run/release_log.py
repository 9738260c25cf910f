"""The tables of persons that the chapters of a report show, released again: what its suppression log lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.core.languages import Bilingual

if TYPE_CHECKING:
    from analysis.disclosure.table import ReleasedTable
    from analysis.run.opening import Run

_BY_PROVIDER = Bilingual("par fournisseur", "by provider")
_GROUPINGS = {
    "region": Bilingual("par région", "by region"),
    "group": Bilingual("par groupe", "by group"),
    "insurance_status": Bilingual("par statut d'assurance-emploi", "by employment insurance status"),
    "receives_last_resort_assistance": Bilingual("par aide de dernier recours", "by last-resort assistance"),
}


def released_for_log(run: Run) -> dict[Bilingual, ReleasedTable]:
    """Return the tables of persons by name: those of the framework that counts, those held to targets, those of quality of service."""
    made = {
        Bilingual("Règles de comptage", "Counting rules"): run.attrition(),
        Bilingual("États de suivi", "Follow-up states"): run.follow_up_states(),
        Bilingual("Indicateurs", "Indicators"): run.performance(),
        Bilingual("Indicateurs par région", "Indicators by region"): run.indicators(by=("region",)),
        Bilingual("Indicateurs par groupe", "Indicators by group"): run.indicators(by=("group",)),
        Bilingual("Note globale", "Overall score"): run.score(),
    }
    for year, table in run.earlier_performance().items():
        made[Bilingual(f"Indicateurs, {year.label('fr')}", f"Indicators, {year.label('en')}")] = table
    return (
        made
        | _of_targets(run)
        | _of_months(run)
        | _of_certainty(run)
        | _of_service(run)
        | _of_money(run)
        | _of_outcomes(run)
        | _of_agreements(run)
        | _of_retention(run)
        | _of_satisfaction(run)
        | _of_follow_up(run)
        | _of_sheets(run)
    )


def _of_targets(run: Run) -> dict[Bilingual, ReleasedTable]:
    if not run.definition.targets:
        return {}
    made = {Bilingual("Indicateurs ciblés", "Targeted indicators"): run.targets.results()}
    for dimension, name in _GROUPINGS.items():
        table = run.targets.results(by=(dimension,))
        made[Bilingual(f"Indicateurs ciblés {name.fr}", f"Targeted indicators {name.en}")] = table
    return made


def _of_months(run: Run) -> dict[Bilingual, ReleasedTable]:
    """Return the months that following the year is worked out from; the rest of that chapter is made of what they publish."""
    if not run.definition.targets or not run.definition.plan or run.plan.monitoring is None:
        return {}
    made = {}
    for framework, tables in run.year.published.items():
        title = run.framework(framework).program
        for year, table in tables.items():
            fr, en = year.label("fr"), year.label("en")
            made[Bilingual(f"Mois et trimestres, {fr} ({title.fr})", f"Months and quarters, {en} ({title.en})")] = table
    return made


def _of_certainty(run: Run) -> dict[Bilingual, ReleasedTable]:
    """Return the tables of persons behind the chapter on certainty; what is taken apart there is made of published tables."""
    if not run.definition.plan or run.plan.certainty is None or run.framework().scoring is None:
        return {}
    from analysis.accountability.taking_apart import is_followed  # noqa: PLC0415

    sure = run.certainty
    made = {
        Bilingual("Note rééchantillonnée", "Score, resampled"): sure.score(),
        Bilingual("Indicateurs rééchantillonnés", "Indicators, resampled"): sure.indicators(),
    }
    if any(item.name == "participant_suitability" for item in run.framework().indicators):
        made[Bilingual("Pertinence par fournisseur", "Suitability by provider")] = sure.providers("participant_suitability")
    for name in run.frameworks:
        if any(is_followed(item) for item in run.framework(name).indicators):
            program = run.framework(name).program
            names = Bilingual(f"Taux par dénominateur ({program.fr})", f"Rates by denominator ({program.en})")
            made[names] = sure.denominators(name)
    return made


def _lost_wave(run: Run) -> int | None:
    """Return the wave at which the chapter compares those reached with the others: 12 months, or the first of a calendar without it."""
    calendar = run.framework().follow_up
    return 12 if calendar is not None and any(wave.months == 12 for wave in calendar.waves) else None


def _of_follow_up(run: Run) -> dict[Bilingual, ReleasedTable]:
    follow_up = run.follow_up
    if not follow_up.has_waves:
        return {}
    made = {
        Bilingual("Suivis échus dans l'exercice", "Follow-ups due in the fiscal year"): follow_up.states("calendar"),
        Bilingual("Taux de réponse et de refus", "Rates of response and refusal"): follow_up.rates("calendar"),
        Bilingual("Personnes jointes et non jointes", "People reached and not reached"): follow_up.lost(
            wave=_lost_wave(run), view="calendar"
        ),
        Bilingual("Profils de réponse", "Patterns of response"): follow_up.patterns(),
        Bilingual("Court et long terme", "Short and long term"): follow_up.short_and_long(),
        Bilingual("Usage des contacts", "Use of contacts"): follow_up.contacts(),
    }
    shown = {name: _GROUPINGS[name] for name in ("region", "group")} | {"provider_id": _BY_PROVIDER}
    for dimension, name in shown.items():
        table = follow_up.response((dimension,), view="calendar")
        made[Bilingual(f"Taux de réponse {name.fr}", f"Response rate {name.en}")] = table
    if follow_up.has_second_source:
        made[Bilingual("Seconde source sur l'emploi", "Second source on employment")] = follow_up.match(view="calendar")
    return made


def _of_sheets(run: Run) -> dict[Bilingual, ReleasedTable]:
    """Return the whole tables that sheets about regions and providers are cut from; those of agreements are listed with agreements."""
    made = {}
    for kind, name in (("region", _GROUPINGS["region"]), ("provider", _BY_PROVIDER)):
        if kind in run.definition.sheets:
            for year, table in run.sheets.of_kind(kind).released.items():
                fr, en = year.label("fr"), year.label("en")
                made[Bilingual(f"Fiches {name.fr}, {fr}", f"Sheets {name.en}, {en}")] = table
    return made


def _of_service(run: Run) -> dict[Bilingual, ReleasedTable]:
    if not run.has_table("assistance_requests"):
        return {}
    service = run.service_quality
    return {
        Bilingual("Plaintes", "Complaints"): service.complaints(),
        Bilingual("Demandes de révision par région", "Requests for review by region"): service.reviews(by=("region",)),
        Bilingual("Délais de traitement", "Processing times"): service.delays(),
        Bilingual("Répartition des délais", "Distribution of times"): service.distribution(),
        Bilingual("Délais par mois", "Times by month"): service.delays("new_request", by=("month",)),
        Bilingual("Délais par région", "Times by region"): service.delays("new_request", by=("region",)),
    }


def _of_money(run: Run) -> dict[Bilingual, ReleasedTable]:
    made: dict[Bilingual, ReleasedTable] = {}
    if run.definition.agreement_rules and run.has_table("agreements"):
        made[Bilingual("Ententes à forfait", "Agreements by lump sum")] = run.funding.lump_sums()
    if run.definition.schedule:
        funding = run.funding
        made |= {
            Bilingual("Jalons payés", "Milestones paid"): funding.milestones(),
            Bilingual("Paiements de résultats par mois", "Payments for results by month"): funding.cash_flow(),
            Bilingual("Risque des paiements", "Risk of payments"): funding.risk(),
            Bilingual("Risque selon la taille", "Risk by size"): funding.risk_by_size(),
        }
        if run.has_table("costs"):
            costs = run.costs
            made |= {
                Bilingual("Coûts en emploi", "Costs in employment"): costs.in_employment(),
                Bilingual("Coûts par région", "Costs by region"): costs.in_employment(by=["region"], bases=["due"]),
                Bilingual("Fonds par fournisseur", "Funds by provider"): costs.of_agreements(),
                Bilingual("Prestations non versées", "Benefits not paid"): costs.unpaid_benefits(),
            }
    return made


def _of_outcomes(run: Run) -> dict[Bilingual, ReleasedTable]:
    calendar = run.framework().follow_up
    if calendar is None or calendar.published_estimate is None or not run.has_table("follow_ups"):
        return {}
    return {
        Bilingual("Estimations des résultats de suivi", "Estimates of follow-up results"): run.outcomes.estimates(),
        Bilingual("Estimations par région", "Estimates by region"): run.outcomes.by("region"),
        Bilingual("Qualité des poids", "Quality of weights"): run.outcomes.weighting(),
        Bilingual("Équilibre des poids", "Balance of weights"): run.outcomes.balance(),
    }


def _of_agreements(run: Run) -> dict[Bilingual, ReleasedTable]:
    if not run.has_table("agreement_targets") or not run.agreements.are_followed:
        return {}
    made = {
        Bilingual("Résultats des ententes", "Results of agreements"): run.agreements.results,
        Bilingual("Règles des ententes", "Rules of agreements"): run.agreements.checks(),
    }
    if run.agreements.contested is not None:
        made[Bilingual("Résultats clés par fournisseur", "Key results by provider")] = run.agreements.contestability()
    return made


def _of_retention(run: Run) -> dict[Bilingual, ReleasedTable]:
    if run.framework().follow_up is None or not run.has_table("follow_ups"):
        return {}
    kept = run.retention
    return {
        Bilingual("Emploi à chaque suivi", "Employment at each follow-up"): kept.employment(),
        Bilingual("Emploi à chaque suivi, réponses", "Employment at each follow-up, answers"): kept.employment(source="answers"),
        Bilingual("Emplois perdus entre deux suivis", "Jobs lost between follow-ups"): kept.losses(),
        Bilingual("Encore en emploi", "Still employed"): kept.kept(),
        Bilingual("Mois en emploi", "Months in employment"): kept.months(),
        Bilingual("Durée des premiers emplois", "How long first jobs last"): kept.jobs(),
        Bilingual("Mois dans le premier emploi", "Months in the first job"): kept.job_months(),
        Bilingual("Situations à chaque suivi", "Situations at each follow-up"): kept.states(),
        Bilingual("D'une situation à l'autre", "From one situation to another"): kept.transitions(),
        Bilingual("Sorties de l'emploi", "Exits from employment"): kept.exits(),
        Bilingual("Sorties du service", "Exits from the service"): kept.service_exits(),
        Bilingual("Femmes et hommes, maintien en emploi", "Women and men, staying employed"): kept.compare("sex", "woman", "man"),
        Bilingual("Moins de 30 ans et autres, maintien", "Under 30 and others, staying employed"): kept.compare("is_under_30", "yes"),
        Bilingual("Une région et les autres, maintien", "One region and the others, staying employed"): kept.compare("region", "06"),
        Bilingual("Trimestres d'entrée", "Quarters of entry"): kept.cohorts(),
    }


def _of_satisfaction(run: Run) -> dict[Bilingual, ReleasedTable]:
    if not run.has_table("satisfaction_answers"):
        return {}
    satisfaction = run.satisfaction
    unusual, _ = satisfaction.unusual_answers()
    return {
        Bilingual("Satisfaction par sondage", "Satisfaction by survey"): satisfaction.shares(),
        Bilingual("Réponses de 1 à 5", "Answers from 1 to 5"): satisfaction.distribution(),
        Bilingual(
            "Satisfaction des participants et des employeurs", "Satisfaction of participants and employers"
        ): satisfaction.respondents(),
        Bilingual("Satisfaction au début et plus tard", "Satisfaction at the start and later"): satisfaction.change(),
        Bilingual("Satisfaction selon la situation d'emploi", "Satisfaction by employment status"): satisfaction.by_outcome(),
        Bilingual("Satisfaction par groupe", "Satisfaction by group"): satisfaction.shares(by="group"),
        Bilingual("Satisfaction par fournisseur", "Satisfaction by provider"): satisfaction.providers(),
        Bilingual("Questions de satisfaction", "Questions on satisfaction"): satisfaction.questions(),
        Bilingual("Réponses qui sortent de l'ordinaire", "Unusual answers"): unusual,
    }
