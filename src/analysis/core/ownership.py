"""What `bilan` wrote itself and so may replace: folders whose every file is in a sealed manifest, files that are as it left them.

Whatever else is there is somebody's work: it is named and left alone. Links are never followed, and no name is ever used as a pattern.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from analysis.core.errors import Problem, UserError
from analysis.core.languages import Bilingual
from analysis.core.provenance import digest_bytes, digest_file

MANIFEST = "manifest.json"
MOST_NAMED = 5
MOST_COUNTED = 1000
"""Files of others that are looked for in a folder: nobody wants the whole disk to be walked to learn that a folder is not ours."""
_LARGEST_MANIFEST = 256 * 1024 * 1024


def sealed(content: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return a manifest that can be recognised as ours by what it says: the command that made it, and a digest of all the rest."""
    said = json.loads(json.dumps({**content, "made_by": f"bilan {kind}"}, default=str))
    return {**said, "seal": _seal(said)}


def manifest_text(manifest: Mapping[str, Any]) -> str:
    """Return a manifest as it is written."""
    return json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def file_digests(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a folder but its manifest, by its path in it."""
    return {name: digest_file(path) for name, path in entries_of(folder) if name != MANIFEST}


def entries_of(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield everything below a folder that is not itself a folder, hidden files and links included, in the order of names."""
    # Not by recursion: folders may be nested deeper than Python calls.
    waiting = [(entry.name, entry) for entry in _in_reverse(folder)]
    while waiting:
        name, entry = waiting.pop()
        if entry.is_dir(follow_symlinks=False):
            waiting += [(f"{name}/{below.name}", below) for below in _in_reverse(folder / name)]
        else:
            yield name, folder / name


def _in_reverse(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: os.fsencode(entry.name), reverse=True)


def read_manifest(folder: Path, kind: str | None = None) -> dict[str, Any] | None:
    """Return the manifest of a folder if a command of ours (that one, when it is named) wrote it and nobody has changed it since."""
    path = folder / MANIFEST
    try:
        state = path.lstat()
        if not stat.S_ISREG(state.st_mode) or state.st_size > _LARGEST_MANIFEST:
            return None
        said = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):
        return None
    if not isinstance(said, dict) or not isinstance(said.get("files"), dict):
        return None
    made_by = str(said.get("made_by", ""))
    is_ours = made_by == f"bilan {kind}" if kind else made_by.startswith("bilan ")
    seal = said.pop("seal", None)
    return {**said, "seal": seal} if is_ours and seal == _seal(said) else None


def _seal(said: Mapping[str, Any]) -> str:
    return digest_bytes(json.dumps(said, sort_keys=True).encode())


@dataclass(frozen=True, slots=True)
class Foreign:
    """What stands in a folder and is not ours, by its path in it."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    """Files that we wrote and somebody has changed since."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)


def foreign_files(folder: Path, kind: str) -> Foreign:
    """Return what a folder holds that the last writing of a kind did not put there as it is now; nothing in an absent or empty folder.

    Beyond `MOST_COUNTED` such files the rest is not looked for.
    """
    try:
        state = folder.lstat()
    except FileNotFoundError:
        return Foreign()
    if not stat.S_ISDIR(state.st_mode):
        return Foreign(added=(folder.name,))
    manifest = read_manifest(folder, kind)
    expected = manifest["files"] if manifest else {}
    added, changed = [], []
    for name, path in entries_of(folder):
        if name == MANIFEST and manifest:
            continue
        if name not in expected or not stat.S_ISREG(path.lstat().st_mode):
            added.append(name)
        elif digest_file(path) != expected[name]:
            changed.append(name)
        if len(added) + len(changed) > MOST_COUNTED:
            break
    return Foreign(tuple(added), tuple(changed))


def refuse_foreign_files(folder: Path, kind: str, shown: str, error: type[UserError]) -> None:
    """Refuse to replace a folder that holds anything else than what a command wrote there last, or that stands within what we published.

    Raises
    ------
    UserError
        Naming the first files that are not ours and how many there are.
    """
    refuse_within_ours(folder, shown, error)
    foreign = foreign_files(folder, kind)
    added, changed = ({language: _named(names, language) for language in ("fr", "en")} for names in (foreign.added, foreign.changed))
    problems = []
    those = {"fr": "les", "en": "them"} if len(foreign.added) + len(foreign.changed) > 1 else {"fr": "le", "en": "it"}
    elsewhere = Bilingual(
        f"Déplacez-{those['fr']} (ou supprimez-{those['fr']} si personne n'y tient), ou donnez un dossier vide ou nouveau avec --out.",
        f"Move {those['en']} (or delete {those['en']} if nobody needs {those['en']}), or give an empty or new folder with --out.",
    )
    if foreign.added:
        problems.append(
            Problem(
                shown,
                Bilingual(
                    f"ce dossier contient {_counted(foreign.added, 'fr')} que `bilan {kind}` n'y a pas mis\u00a0: {added['fr']}",
                    f"this folder holds {_counted(foreign.added, 'en')} that `bilan {kind}` did not put there: {added['en']}",
                ),
                Bilingual("Le dossier entier serait remplacé.", "The whole folder would be replaced."),
                elsewhere,
            )
        )
    if foreign.changed:
        problems.append(
            Problem(
                shown,
                Bilingual(
                    f"ce dossier a changé depuis la publication, dans {_counted(foreign.changed, 'fr')}\u00a0: {changed['fr']}",
                    f"this folder has changed since it was published, in {_counted(foreign.changed, 'en')}: {changed['en']}",
                ),
                Bilingual("Ce que quelqu'un y a écrit serait perdu.", "What somebody wrote there would be lost."),
                elsewhere,
            )
        )
    if problems:
        raise error(problems)


def refuse_within_ours(path: Path, shown: str, error: type[UserError]) -> None:
    """Refuse a place inside a folder that we published: it would be replaced with it, and is no part of it."""
    for folder in path.parents:
        if read_manifest(folder) is not None:
            raise error(
                Problem(
                    shown,
                    Bilingual(
                        f"ce chemin est dans un dossier publié, {folder.name}", f"this path is inside a published folder, {folder.name}"
                    ),
                    Bilingual(
                        "Un dossier publié est remplacé en entier et ne contient que ce que dit son manifeste.",
                        "A published folder is replaced whole and holds only what its manifest says.",
                    ),
                    Bilingual("Choisissez un chemin hors de ce dossier.", "Choose a path outside this folder."),
                )
            )


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A file that a command makes for people, and the folder in which it is remembered what bilan wrote there last.

    People add notes to such files: one that is no longer letter for letter as it was written is somebody's work. Without the memory
    (another checkout, a `.store` that was deleted) nothing says that the file is ours: it is left alone.
    """

    path: Path
    memory: Path
    kind: str
    """What it is (`ledger`): a file that another command made is another's."""

    def refuse_others(self, what: Bilingual, error: type[UserError], why: Bilingual) -> None:
        """Refuse to write over anything but a regular file that is as bilan wrote it.

        Parameters
        ----------
        what
            What the file would have to be (« this file exists and is no … as bilan wrote it here »).

        Raises
        ------
        UserError
            For a link, a folder, a device, a pipe, and a file that bilan did not write or that has changed since.
        """
        try:
            state = self.path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return
        if stat.S_ISREG(state.st_mode) and digest_file(self.path) in self._remembered():
            return
        todo = Bilingual(
            "Déplacez-le pour en garder les notes (ou supprimez-le), ou donnez un autre nom : il serait remplacé.",
            "Move it to keep its notes (or delete it), or give another name: it would be replaced.",
        )
        raise error(Problem(str(self.path), what, why, todo))

    def write(self, write: Callable[[IO[bytes]], object], ask: Callable[[], object], *, mode: int = 0o666) -> None:
        """Write the file, whole or not at all, and remember it.

        Parameters
        ----------
        ask
            Refuses what may not be replaced; it is asked first, and again just before the file gets its name.
        """
        ask()

        def before(partial: Path) -> None:
            self._remember(partial)
            ask()

        write_own_file(self.path, write, mode=mode, before=before)

    def _remember(self, partial: Path) -> None:
        # Before the file has its name: killed between the two, what stands there is still one of those remembered.
        known = self._remembered()
        with suppress(OSError):
            standing = [digest for digest in [digest_file(self.path)] if digest in known] if self.path.is_file() else []
            # Where nothing can be remembered (a checkout that is only read) the file is written all the same, and is then the person's.
            write_whole_text(self._note, "\n".join([digest_file(partial), *standing]) + "\n")

    def _remembered(self) -> list[str]:
        try:
            return self._note.read_text(encoding="ascii").split()
        except (OSError, ValueError):
            return []

    @property
    def _note(self) -> Path:
        place = os.fsencode(self.path.parent.resolve() / self.path.name)
        name = digest_bytes(b"\0".join((self.kind.encode(), place)))
        return self.memory / f"{name}.txt"


def write_own_file(
    path: Path, write: Callable[[IO[bytes]], object], *, mode: int = 0o666, before: Callable[[Path], object] | None = None
) -> None:
    """Write a file under a new name in its own folder, then give it its name: it is there whole or not at all.

    Whether what stands there may be replaced is asked first (`OwnFile`). `before` is called with the complete file before it has its name.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.parent / f".bilan-{secrets.token_hex(16)}.partial"
    try:
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode), "wb") as stream:
            write(stream)
            stream.flush()
            os.fsync(stream.fileno())
        if before is not None:
            before(partial)
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise


def write_whole_text(path: Path, text: str) -> None:
    """Write a text of ours, whole or not at all."""
    write_own_file(path, lambda stream: stream.write(text.encode("utf-8")))


def _counted(names: tuple[str, ...], language: str) -> str:
    if len(names) > MOST_COUNTED:
        return {"fr": f"plus de {MOST_COUNTED} fichiers", "en": f"more than {MOST_COUNTED} files"}[language]
    word = {"fr": "fichier", "en": "file"}[language]
    return f"{len(names)} {word}{'s' if len(names) > 1 else ''}"


def _named(names: tuple[str, ...], language: str) -> str:
    shown = ", ".join(name if len(name) <= 80 else f"…{name[-79:]}" for name in names[:MOST_NAMED])
    left = len(names) - MOST_NAMED
    more = {"fr": f", … et {left} autres", "en": f", … and {left} more"}[language] if len(names) <= MOST_COUNTED else ", …"
    return shown + (more if left > 0 else "")
