"""The door of the command: signals clean up at once, and faults of the machine are said with the exit code of their room."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from contextlib import suppress
from pathlib import Path
from types import FrameType

from analysis.cli.answers import reader_language, say
from analysis.core import removal
from analysis.core.errors import DefinitionError, ExtractError, NotebookError, Problem, ReportError, UserError
from analysis.core.known_errors import told_error
from analysis.core.languages import Bilingual
from analysis.core.machine_faults import machine_problem
from analysis.core.programs import watchman
from analysis.core.typed_text import one_line
from analysis.core.workspaces import live, postponed

NOTHING_PUBLISHED = Bilingual("Interrompu; rien n'a été publié.", "Interrupted; nothing was published.")


def watch_signals() -> None:
    """From now on an interruption ends this process and all it started, and leaves no file of theirs."""
    owner = os.getpid()

    def end(number: int, frame: FrameType | None) -> None:
        if os.getpid() != owner:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
            return
        if postponed():
            # The report is being exchanged with the last one: it is published in an instant, and the command ends.
            return
        for other in _WATCHED:
            signal.signal(other, signal.SIG_IGN)
        _end_children()
        with suppress(Exception):
            say(NOTHING_PUBLISHED[reader_language()])
        paths = [os.fsencode(path) for path in live()]
        # A path of a folder goes before that of the file that names it: killed between the two, the next command finds it.
        # Another program in the place of this one: none of its threads is left to write into what is being removed.
        program = [os.fsencode(part) for part in (sys.executable, "-I", "-S", removal.__file__, str(128 + number))]
        os.execv(sys.executable, [*program, *paths])  # noqa: S606 - ourselves, without a shell

    for number in _WATCHED:
        # `nohup` has asked that it be ignored.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)


_WATCHED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _end_children() -> None:
    with suppress(Exception):
        import psutil  # noqa: PLC0415

        # The watchman ends what is started meanwhile, then itself.
        spared = watchman()
        for child in psutil.Process().children(recursive=True):
            if child.pid != spared:
                with suppress(psutil.Error):
                    child.kill()


def said_as_machine_fault(fault: Exception, command: str) -> UserError | None:
    """Return a fault of the machine as the error of the room it happened in; None when it is a fault of ours."""
    kept = Bilingual("Rien n'a été publié.", "Nothing was published.")
    problem = machine_problem(fault, f"bilan {command}".strip(), kept)
    if problem is None:
        return None
    parts = Path(problem.where).parts
    error: type[UserError] = {"check": ExtractError, "synthesize": ExtractError}.get(command, DefinitionError)
    if "params" in parts:
        error = DefinitionError
    elif "notebooks" in parts:
        error = NotebookError
    elif command in ("report", "exercises", "verify"):
        error = ReportError if {"published", ".store", "report"} & set(parts) or len(parts) <= 1 else ExtractError
    return error(problem)


def say_fault_of_ours(fault: Exception) -> None:
    """Say where this program is at fault: the places and the kind of error, without its text, which may quote what the data held."""
    kind, language = told_error(fault), reader_language()
    said = Bilingual(
        f"bilan s'est arrêté par sa propre faute\u00a0: {kind.fr}. Rien n'a été publié.\n"
        "    Son texte, qui peut citer vos données, n'est montré que dans un terminal. Signalez ce qui suit\u00a0:",
        f"bilan stopped by a fault of its own: {kind.en}. Nothing was published.\n"
        "    Its text, which may quote your data, is only shown in a terminal. Report what follows:",
    )
    places = traceback.extract_tb(fault.__traceback__)
    say("\n".join((said[language], *(f"    {place.filename}:{place.lineno} {place.name}" for place in places))))


def refuse_paths_without_letters() -> None:
    """Refuse to work in, or on, a path whose bytes are no letters: the engine and the pages cannot name it, and would stop half-way.

    Raises
    ------
    DefinitionError
        Each such path, before anything is read.
    """
    problems = [
        Problem(
            one_line(path),
            Bilingual("ce chemin n'est pas écrit en UTF-8", "this path is not written in UTF-8"),
            Bilingual("Des fichiers et des pages doivent le nommer.", "Files and pages have to name it."),
            Bilingual("Renommez le dossier ou le fichier, puis recommencez.", "Rename the folder or the file, then run this again."),
        )
        for path in dict.fromkeys([str(Path.cwd()), *sys.argv[1:]])
        if any("\udc80" <= letter <= "\udcff" for letter in path)
    ]
    if problems:
        raise DefinitionError(problems)


def be_able_to_say_anything() -> None:
    """Let names that are no text be printed, visibly, whatever the terminal."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]


def close_output() -> None:
    """Give what was said to whoever reads it, so that a full disk is heard of here and not after the end."""
    if sys.stdout is not None and not sys.stdout.closed:
        sys.stdout.flush()


def silence_output() -> None:
    """Turn what can no longer be said away from where it cannot go."""
    with suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
