"""Kindness to who has never programmed: a number typed as people write it is understood, an error is told in a sentence.

Only a learner's notebook gets this, and only in the notebook itself: nothing of Python changes.
"""

from __future__ import annotations

import ast
import re
from typing import Any

from analysis.core.errors import UserError
from analysis.core.known_errors import told_error
from analysis.core.languages import Bilingual, Language

_ASSIGNED_NUMBER = re.compile(
    r"(?P<name>[ \t]*[A-Za-z_]\w*[ \t]*=[ \t]*)"
    r"(?P<value>\$?[ \u00a0\u202f]*[+\-−]?\d[\d\s\u00a0\u202f.,']*(?:[$%]|[^\W\d_]{1,14})?)"
    r"[ \t]*(?P<rest>#.*)?"
)


def quoted_numbers(lines: list[str]) -> list[str]:
    """Return the lines of a cell in which a number that Python would not read as typed is a text: `funds = 560 000,00 $`."""
    return [_quoted(line) for line in lines]


def _quoted(line: str) -> str:
    body = line.rstrip("\r\n")
    found = _ASSIGNED_NUMBER.fullmatch(body)
    if found is None:
        return line
    value = found["value"].strip()
    if "," not in value and _is_python(value):
        return line
    end = line[len(body) :]
    rest = f"  {found['rest']}" if found["rest"] else ""
    return f"{found['name']}{value!r}{rest}{end}"


def _is_python(text: str) -> bool:
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True


def kind_words(error: BaseException, language: Language) -> str:
    """Return what went wrong in a cell in one or two sentences, without a traceback."""
    if isinstance(error, UserError):
        return error.text(language)
    match error:
        case NameError() if error.name:
            said = Bilingual(
                f"« {error.name} » n'existe pas encore. Exécutez d'abord les cellules du haut, dans l'ordre, ou vérifiez l'orthographe.",
                f'"{error.name}" does not exist yet. Run the cells above first, in order, or check the spelling.',
            )
        case SyntaxError():
            said = Bilingual(
                "Python ne peut pas lire cette cellule. Écrivez un nombre simple (1250 ou 52.3), ou un texte entre guillemets droits.",
                'Python cannot read this cell. Write a plain number (1250 or 52.3), or a text in straight quotes ("…").',
            )
        case ZeroDivisionError():
            said = Bilingual("Cette cellule divise par zéro.", "This cell divides by zero.")
        case TypeError():
            said = Bilingual(
                "Cette cellule mélange des choses qui ne se combinent pas, par exemple un nombre et un texte.",
                "This cell combines things that do not go together, such as a number and a text.",
            )
        case _:
            kind = told_error(error)
            said = Bilingual(f"Cette cellule n'a pas pu être exécutée ({kind.fr}).", f"This cell could not be run ({kind.en}).")
    after = Bilingual(
        "Rien n'est perdu : corrigez la cellule et exécutez-la de nouveau.", "Nothing is lost: correct the cell and run it again."
    )
    return f"{said[language]} {after[language]}"


def be_kind(language: Language) -> None:
    """Set up the notebook one is in; do nothing outside a notebook, or in a build that has its own way with errors."""
    try:
        from IPython import get_ipython  # noqa: PLC0415
    except ImportError:
        return
    shell: Any = get_ipython()
    if shell is None or shell.custom_exceptions:
        return

    def tell(own: Any, kind: type[BaseException], error: BaseException, tb: Any, tb_offset: int | None = None) -> list[str]:
        print(kind_words(error, language))  # noqa: T201 - a notebook's way to say something
        return []

    def tell_syntax(filename: str | None = None, running_compiled_code: bool = False) -> None:
        import sys  # noqa: PLC0415

        error = sys.exc_info()[1]
        print(kind_words(error if error is not None else SyntaxError(), language))  # noqa: T201

    shell.set_custom_exc((Exception,), tell)
    shell.showsyntaxerror = tell_syntax
    if quoted_numbers not in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.append(quoted_numbers)
