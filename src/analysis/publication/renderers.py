"""Which of the two renderers makes the book: Quarto when it is found, else Pandoc and Typst; the choice is never changed in silence."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual
from analysis.core.programs import run_program
from analysis.publication.request import Renderer, RendererChoice

OLDEST_QUARTO = (1, 9)
"""Books in Typst need this version."""


@dataclass(frozen=True, slots=True)
class ChosenRenderer:
    """A renderer, its version, and its program when it is Quarto."""

    name: Renderer
    version: str
    program: Path | None = None


def choose_renderer(choice: RendererChoice) -> ChosenRenderer:
    """Return the renderer of a build.

    Raises
    ------
    ReportError
        When Quarto is asked for and not found, or found and too old or not working.
    """
    embedded = ChosenRenderer(
        "pandoc", f"pypandoc_binary {importlib.metadata.version('pypandoc_binary')}, typst {importlib.metadata.version('typst')}"
    )
    if choice == "pandoc":
        return embedded
    program = find_quarto()
    if program is None:
        if choice == "auto":
            return embedded
        raise ReportError(
            Problem(
                "--renderer quarto",
                Bilingual("Quarto est introuvable", "Quarto was not found"),
                Bilingual("Il n'est ni sur le PATH ni dans l'environnement.", "It is neither on the PATH nor in the environment."),
                Bilingual(
                    "Installez-le (extra «\u00a0quarto\u00a0»), ou utilisez --renderer pandoc.",
                    "Install it (extra `quarto`), or use --renderer pandoc.",
                ),
            )
        )
    return ChosenRenderer("quarto", _quarto_version(program), program)


def find_quarto() -> Path | None:
    """Return the program, beside the interpreter or on the PATH; None when there is none."""
    beside = Path(sys.executable).parent / "quarto"
    if beside.is_file():
        return beside
    found = shutil.which("quarto")
    return None if found is None else Path(found)


def _quarto_version(program: Path) -> str:
    try:
        done = run_program([str(program), "--version"], patience=60)
        version = done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""
    except (OSError, subprocess.TimeoutExpired):
        version = ""
    numbers = version.split(".")
    if len(numbers) >= 2 and all(number.isdigit() for number in numbers[:2]):
        if (int(numbers[0]), int(numbers[1])) >= OLDEST_QUARTO:
            return version
        what = Bilingual(f"Quarto {version} est trop ancien", f"Quarto {version} is too old")
        why = Bilingual("Le livre en PDF demande la version 1.9 ou plus récente.", "The book as PDF needs version 1.9 or later.")
    else:
        what = Bilingual("Quarto est présent mais ne répond pas", "Quarto is present but does not answer")
        why = Bilingual(
            "Changer de moteur en silence donnerait un autre rapport.", "Changing renderers in silence would give another report."
        )
    todo = Bilingual("Réinstallez-le, ou choisissez --renderer pandoc.", "Install it again, or choose --renderer pandoc.")
    raise ReportError(Problem("Quarto", what, why, todo))
