"""The words that the publication itself prints, in both languages."""

from __future__ import annotations

from analysis.core.languages import Bilingual, Language
from analysis.core.typed_text import one_line

MADE_UP = Bilingual(
    "Données fictives\u00a0: aucune personne, aucun organisme réel. Ne pas citer.",
    "Made-up data: no real person, no real agency. Do not quote.",
)
DRAFT = Bilingual("Version de travail", "Working version")
SKIP = Bilingual("Aller au contenu", "Skip to content")
CHAPTERS = Bilingual("Chapitres", "Chapters")
ON_THIS_PAGE = Bilingual("Sur cette page", "On this page")
WHERE_AM_I = Bilingual("Fil d’Ariane", "Breadcrumb")
PREVIOUS = Bilingual("Précédent", "Previous")
NEXT = Bilingual("Suivant", "Next")
NEIGHBOURS = Bilingual("Chapitres voisins", "Neighbouring chapters")
SEARCH = Bilingual("Rechercher", "Search")
SEARCH_TITLE = Bilingual("Rechercher dans le rapport", "Search the report")
SEARCH_LABEL = Bilingual("Mots à chercher", "Words to look for")
SEARCH_NEEDS_SCRIPT = Bilingual(
    "La recherche demande JavaScript; tout le reste du site s’en passe.", "Search needs JavaScript; the rest of the site does not."
)
OPEN_DATA = Bilingual("Données ouvertes", "Open data")
OPEN_DATA_LEAD = Bilingual(
    "Chaque tableau et chaque figure du rapport, en CSV (UTF-8, virgule), avec un dictionnaire et une description lisible par machine.",
    "Every table and figure of the report as CSV (UTF-8, comma), with a dictionary and a machine-readable description.",
)
TABLE_OF_TEXT = Bilingual("Tableau dans le texte", "Table in the text")
DATA_LINK = Bilingual("Données (CSV)", "Data (CSV)")
FIGURE_LINK = Bilingual("Figure (SVG)", "Figure (SVG)")
DATA_OF = Bilingual("Données de {what}, CSV", "Data of {what}, CSV")
FIGURE_OF = Bilingual("{what}, image SVG", "{what}, SVG image")
DICTIONARY = Bilingual("Dictionnaire des colonnes", "Dictionary of columns")
DATA_PACKAGE = Bilingual("Description Data Package", "Data Package description")
MANIFEST = Bilingual("Manifeste", "Manifest")
WHOLE_REPORT_PDF = Bilingual("Le rapport en PDF", "The report as PDF")
SHEETS = Bilingual("Fiches", "Sheets")
SHEETS_LEAD = Bilingual(
    "Une page par lieu, par fournisseur ou par entente\u00a0: ses résultats à côté de ceux de tous. Rien ici ne classe.",
    "One page a place, a provider or an agreement: its results beside everyone’s. Nothing here ranks.",
)
SHEET_KINDS = {
    "region": Bilingual("Les régions", "Regions"),
    "provider": Bilingual("Les fournisseurs", "Providers"),
    "agreement": Bilingual("Les ententes", "Agreements"),
}
CONTENTS = Bilingual("Table des matières", "Contents")
FISCAL_YEAR = Bilingual("Exercice {year}", "Fiscal year {year}")
DATA_DIGEST = Bilingual("Empreinte des données", "Data digest")
DEFINITIONS_DIGEST = Bilingual("Empreinte des définitions", "Definitions digest")
RUN = Bilingual("Fichier d’exécution", "Run file")
NOTEBOOK = Bilingual("Carnet", "Notebook")
LICENCE = Bilingual("Licence des données", "Data licence")
NOTES = Bilingual("Notes", "Notes")
MENU = Bilingual("Menu", "Menu")
OTHER_LANGUAGE = Bilingual("English", "Français")
"""Said in a page of the first language: the name of the other, in its own words."""

CALLOUT_TITLES = {
    "note": Bilingual("Note", "Note"),
    "tip": Bilingual("Astuce", "Tip"),
    "important": Bilingual("Important", "Important"),
    "warning": Bilingual("Avertissement", "Warning"),
    "caution": Bilingual("Attention", "Caution"),
}


def other(language: Language) -> Language:
    """Return the other language."""
    return "en" if language == "fr" else "fr"


def typeset(text: str) -> str:
    """Return a title on one line, with typographic apostrophes."""
    return one_line(text).replace("'", "’")


NOT_ENFORCED = {
    "network": Bilingual(
        "un programme lancé par une cellule pourrait joindre le réseau", "a program started by a cell could reach the network"
    ),
    "processes": Bilingual(
        "un programme qui se détache pourrait survivre à une construction tuée",
        "a program that detaches itself could outlive a killed build",
    ),
    "files": Bilingual("une cellule pourrait écrire ailleurs que dans son dossier", "a cell could write elsewhere than in its folder"),
}
