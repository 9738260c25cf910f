"""The pages that lead to the cases: one for each kind of reader and language, and the front page of the folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from analysis.core.languages import Bilingual, Language
from analysis.exercises.case_file import CaseFile
from analysis.exercises.press import AUDIENCE_NAMES, CASE_STUDIES, NOT_REAL, shown
from analysis.exercises.session_file import SessionFile
from analysis.exercises.versions import Audience

_LEADS: Mapping[Audience, Bilingual] = {
    "learner": Bilingual(
        "Ouvrez le carnet dans JupyterLab, ou imprimez la page. Aucune réponse n'est dans ces fichiers.",
        "Open the notebook in JupyterLab, or print the page. No answer is in these files.",
    ),
    "key": Bilingual("Chaque réponse avec ses étapes.", "Each answer with its steps."),
    "facilitator": Bilingual(
        "Durée, but, réponses probables, grille et pièges de chaque cas; le plan de la journée.",
        "Time, purpose, likely answers, rubric and traps of each case; the plan of the day.",
    ),
}
_DAY = Bilingual("La journée", "The day")
_CASES = Bilingual("Les cas", "The cases")
_NOTEBOOK = Bilingual("carnet", "notebook")


def index_content(
    cases: Sequence[CaseFile], sessions: Sequence[SessionFile], learners: Mapping[str, str], audience: Audience, language: Language
) -> str:
    """Return the list of cases for one kind of reader; `learners` gives the folder of each learner's own versions."""
    parts = [f"<h1>{shown(CASE_STUDIES, language)}</h1>", f"<p>{shown(_LEADS[audience], language)}</p>"]
    if sessions:
        items = "".join(
            f'<li><a href="{session.name}.html">{shown(session.title, language)}</a> (<a href="{session.name}.pdf">PDF</a>)</li>'
            for session in sessions
        )
        parts.append(f"<h2>{shown(_DAY, language)}</h2><ul>{items}</ul><h2>{shown(_CASES, language)}</h2>")
    parts.append(_list(cases, "", language))
    parts += [f"<h2>{escape(learner)}</h2>{_list(cases, f'{folder}/', language)}" for learner, folder in learners.items()]
    return "\n".join(parts)


def _list(cases: Sequence[CaseFile], folder: str, language: Language) -> str:
    items = []
    for case in cases:
        path = f"{folder}{case.name}"
        items.append(
            f'<li value="{case.number}"><a href="{path}.html">{shown(case.title, language)}</a> — {case.minutes}\u00a0minutes · '
            f'<a href="{path}.pdf">PDF</a> · <a href="{path}.ipynb">{_NOTEBOOK[language]}</a></li>'
        )
    return f"<ol>{''.join(items)}</ol>"


def front_page(languages: Sequence[Language]) -> str:
    """Return the page at the head of the folder: who you are, in which language."""
    sections = []
    for language in languages:
        links = "".join(
            f'<li><a href="{audience}/{language}/index.html">{shown(name, language)}</a></li>' for audience, name in AUDIENCE_NAMES.items()
        )
        sections.append(f'<section lang="{language}"><h2>{shown(CASE_STUDIES, language)}</h2><ul>{links}</ul></section>')
    title = " / ".join(shown(CASE_STUDIES, language) for language in languages)
    bands = "".join(f'<p class="bilan-made-up" lang="{language}">{shown(NOT_REAL, language)}</p>' for language in languages)
    return (
        f'<!DOCTYPE html>\n<html lang="{languages[0]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<title>{title}</title>\n<link rel="icon" type="image/svg+xml" href="assets/icon.svg">\n'
        '<link rel="stylesheet" href="assets/fonts.css">\n<link rel="stylesheet" href="assets/site.css">\n</head>\n'
        f'<body class="language-choice">\n<header><div class="band" role="note">{bands}</div></header>\n'
        f"<main><h1>{title}</h1>{''.join(sections)}</main>\n</body>\n</html>\n"
    )
