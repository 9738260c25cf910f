"""Faults of the machine, said for people: a full disk, a right that is missing, too many files open; never a traceback."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from analysis.core.errors import Problem, UserError
from analysis.core.languages import Bilingual

_NO_SPACE = Bilingual("le disque est plein", "the disk is full")
_NOT_PERMITTED = Bilingual("le droit de lire ou d'écrire manque", "reading or writing is not permitted")
_FREE = Bilingual("Libérez de l'espace, ou choisissez un autre dossier.", "Free some space, or choose another folder.")
_RIGHTS = Bilingual("Vérifiez vos droits sur ce chemin, ou choisissez-en un autre.", "Check your rights on this path, or choose another.")
_DISK = Bilingual("Vérifiez le disque, puis recommencez.", "Check the disk, then start again.")
_CLOSE = Bilingual(
    "Fermez d'autres programmes ou relevez la limite (ulimit -n), puis recommencez.",
    "Close other programs or raise the limit (ulimit -n), then start again.",
)
_MEMORY = Bilingual(
    "Fermez d'autres programmes ou relevez la limite de mémoire (ulimit -v, ulimit -d), puis recommencez.",
    "Close other programs or raise the limit of memory (ulimit -v, ulimit -d), then start again.",
)
_PROCESSES = Bilingual(
    "Fermez d'autres programmes ou relevez la limite (ulimit -u), puis recommencez.",
    "Close other programs or raise the limit (ulimit -u), then start again.",
)
_PATH = Bilingual("Vérifiez ce chemin.", "Check this path.")

_KNOWN: dict[int, tuple[Bilingual, Bilingual]] = {
    errno.ENOSPC: (_NO_SPACE, _FREE),
    errno.EDQUOT: (Bilingual("le quota du disque est atteint", "the disk quota is reached"), _FREE),
    errno.EFBIG: (Bilingual("la taille permise à un fichier est atteinte", "the size allowed to a file is reached"), _FREE),
    errno.EACCES: (_NOT_PERMITTED, _RIGHTS),
    errno.EPERM: (_NOT_PERMITTED, _RIGHTS),
    errno.EROFS: (Bilingual("ce disque est en lecture seule", "this disk is read-only"), _RIGHTS),
    errno.EMFILE: (Bilingual("trop de fichiers sont ouverts à la fois", "too many files are open at once"), _CLOSE),
    errno.ENFILE: (Bilingual("trop de fichiers sont ouverts à la fois", "too many files are open at once"), _CLOSE),
    errno.EIO: (Bilingual("le disque ne répond pas bien", "the disk does not answer well"), _DISK),
    errno.ESTALE: (Bilingual("le disque de réseau ne répond plus", "the network disk no longer answers"), _DISK),
    errno.ENOMEM: (Bilingual("la mémoire manque", "there is not enough memory"), _MEMORY),
    errno.EAGAIN: (Bilingual("le système refuse un processus de plus", "the system refuses one more process"), _PROCESSES),
    errno.ENAMETOOLONG: (Bilingual("ce nom est trop long pour le système", "this name is too long for the system"), _PATH),
    errno.ENOENT: (Bilingual("ce chemin n'existe pas", "this path does not exist"), _PATH),
    errno.ENOTDIR: (Bilingual("ce chemin passe par un fichier", "this path goes through a file"), _PATH),
    errno.EISDIR: (Bilingual("c'est un dossier, non un fichier", "this is a folder, not a file"), _PATH),
    errno.ELOOP: (Bilingual("ce chemin tourne en rond", "this path goes round in circles"), _PATH),
    errno.EEXIST: (Bilingual("ce chemin existe déjà", "this path already exists"), _PATH),
    errno.EBUSY: (Bilingual("ce chemin est occupé par le système", "this path is in use by the system"), _PATH),
    errno.EXDEV: (Bilingual("ce chemin est sur un autre disque", "this path is on another disk"), _PATH),
    errno.ENOLCK: (Bilingual("ce disque n'a pas de verrous", "this disk has no locks"), _RIGHTS),
}
_OTHER = Bilingual("le système a refusé", "the system refused")

_ENGINES = {"duckdb", "_duckdb", "pyarrow", "sqlite3"}
"""Libraries that say in their own words what the system refused them."""
_WORDS = (
    (re.compile(r"no space left|disk is full|database or disk is full|out of disk|max_temp_directory_size", re.I), errno.ENOSPC),
    (re.compile(r"permission denied", re.I), errno.EACCES),
    (re.compile(r"read-only|readonly", re.I), errno.EROFS),
    (re.compile(r"too many open files", re.I), errno.EMFILE),
    (re.compile(r"file too large", re.I), errno.EFBIG),
    (re.compile(r"quota", re.I), errno.EDQUOT),
    (re.compile(r"input/output error|disk i/o error", re.I), errno.EIO),
    (re.compile(r"out of memory|cannot allocate memory|failed to map segment|cannot map", re.I), errno.ENOMEM),
)
_WORDS_OF_PYTHON = ((re.compile("start new thread"), errno.EAGAIN), (re.compile("Symlink loop"), errno.ELOOP))


def number_of(fault: BaseException) -> int | None:
    """Return the system's number of a fault of the machine; None for a fault of ours. 0 when a system error has no number."""
    if isinstance(fault, OSError):
        return fault.errno or _from_words(str(fault)) or 0
    if isinstance(fault, MemoryError):
        return errno.ENOMEM
    # An import that fails: a library that is there, and that the system did not load.
    if isinstance(fault, ImportError) or type(fault).__module__.partition(".")[0] in _ENGINES:
        return _from_words(str(fault))
    return _from_words(str(fault), _WORDS_OF_PYTHON) if isinstance(fault, RuntimeError) else None


def _from_words(text: str, known: Sequence[tuple[re.Pattern[str], int]] = _WORDS) -> int | None:
    # Only the words are recognised: what else the library says may hold a value, and is not repeated.
    return next((number for words, number in known if words.search(text)), None)


def machine_problem(fault: BaseException, where: str, kept: Bilingual | None = None) -> Problem | None:
    """Return the problem that a fault of the machine is, at the path it names if it names one; None when it is a fault of ours."""
    number = number_of(fault)
    if number is None:
        return None
    name = errno.errorcode.get(number, type(fault).__name__)
    what, todo = _KNOWN.get(number, (Bilingual(f"{_OTHER.fr} ({name})", f"{_OTHER.en} ({name})"), _DISK))
    # Of a copy that finds no room, the second name is that of the file that could not be written.
    names = [fault.filename2, fault.filename] if isinstance(fault, OSError) else []
    path = next((name for name in names if isinstance(name, str | bytes)), None)
    if isinstance(path, bytes):
        path = path.decode("utf-8", "replace")
    return Problem(path or where, what, kept, todo)


@contextmanager
def machine_faults_as(error: type[UserError], where: str, kept: Bilingual | None = None) -> Iterator[None]:
    """Turn the faults of the machine within a block into an error of its room; everything else passes."""
    try:
        yield
    except UserError:
        raise
    except Exception as fault:
        problem = machine_problem(fault, where, kept)
        if problem is None:
            raise
        raise error(problem) from fault
