"""The page that goes with made-up files: what they are, that they are invented, and how to make them again."""

from __future__ import annotations

from analysis.core.languages import filled
from analysis.synthetic.agency import Agency

TITLE = "# Agence inventée · Made-up agency"

_NOTE = """{title}

**Toutes ces données sont inventées.** Aucune personne, aucun organisme, aucun résultat n'existe; les noms de fournisseurs
commencent tous par « Fiction ». / **All these data are made up.** No person, organisation or result exists; every provider's name
starts with "Fiction".

## Français

Fichiers d'une agence qui n'existe pas, tels qu'un système d'information les exporterait : {participations} participations de
{first} à {last}, {providers} fournisseurs, 17 régions, observation au {observation}.
Le dictionnaire des colonnes et des codes est `params/codebooks/made_up_agency.yaml`.
`truth.json` donne les vraies réponses, calculées sur les données complètes avant toute perte : emploi à chaque suivi, probabilité
d'être joint, effet réel de chaque fournisseur et effet de sa clientèle, satisfaction, saisons.
{bad} lignes sont mauvaises exprès; `truth.json` les compte par table et par motif (`bad_rows`).

Pour les refaire, à l'identique :

    {command}

## English

Files of an agency that does not exist, as an information system would export them: {participations} participations from
{first} to {last}, {providers} providers, 17 regions, observed on {observation}.
The dictionary of columns and codes is `params/codebooks/made_up_agency.yaml`.
`truth.json` holds the true answers, computed on the complete data before anything was lost: employment at each follow-up, chance of
being reached, each provider's real effect and the effect of whom it serves, satisfaction, seasons.
{bad} rows are bad on purpose; `truth.json` counts them by table and reason (`bad_rows`).

To make them again, to the byte (compressed files: to the byte of what they hold):

    {command}

The model and its parameters: `docs/made_up_agency.md`.
"""


def readme(agency: Agency, n_bad: int) -> str:
    """Return the `README.md` that is written beside the files of a made-up agency, in both languages."""
    usual = (agency.first_fiscal_year, agency.n_fiscal_years, agency.n_providers) == (2022, 3, 40)
    command = (
        f"bilan synthesize --participations {agency.participations} --seed {agency.seed} --out data/sample"
        if usual
        else f"analysis.synthetic.agency.make_agency({agency.participations}, {agency.seed}, {agency.first_fiscal_year},"
        f" {agency.n_fiscal_years}, {agency.n_providers})"
    )
    return filled(
        _NOTE,
        title=TITLE,
        participations=agency.participations,
        first=agency.first_day.isoformat(),
        last=agency.last_day.isoformat(),
        providers=agency.n_providers,
        observation=agency.observation_date.isoformat(),
        bad=n_bad,
        command=command,
    )
