"""What bilan may replace: what it wrote itself, recognised by content; everything else is named and left alone."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from analysis.core.errors import ReportError
from analysis.core.languages import Bilingual
from analysis.core.ownership import (
    MANIFEST,
    OwnFile,
    file_digests,
    foreign_files,
    manifest_text,
    read_manifest,
    refuse_foreign_files,
    sealed,
)
from analysis.core.removal import remove_tree
from analysis.core.workspaces import NotOursError, clear_left, folder_of, left_for, take, workspace
from analysis.publication.swap import lock_of, put_in_place, recover, staging_folder

KIND = "report"


def make_ours(folder: Path, **files: str) -> Path:
    for name, text in {"index.html": "ours", "fr/page.html": "la nôtre", **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / MANIFEST).write_text(manifest_text(sealed({"files": file_digests(folder)}, KIND)), encoding="utf-8")
    return folder


def all_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_disk_is_not_walked_to_learn_that_a_folder_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.core.ownership.MOST_COUNTED", 3)
    for number in range(20):
        (tmp_path / f"{number:02}").mkdir()
        (tmp_path / f"{number:02}" / "file").touch()
    seen: list[str] = []
    scandir = os.scandir
    monkeypatch.setattr(os, "scandir", lambda place: (seen.append(str(place)), scandir(place))[1])
    with pytest.raises(ReportError, match="more than 3 files"):
        refuse_foreign_files(tmp_path, KIND, "out", ReportError)
    assert len(seen) == 5


def test_a_folder_that_holds_what_we_put_there_may_be_replaced(tmp_path: Path) -> None:
    refuse_foreign_files(make_ours(tmp_path / "out"), KIND, "out", ReportError)
    refuse_foreign_files(tmp_path / "new", KIND, "new", ReportError)
    (tmp_path / "empty").mkdir()
    refuse_foreign_files(tmp_path / "empty", KIND, "empty", ReportError)


FOREIGN: dict[str, Callable[[Path], object]] = {
    "notes.txt": lambda path: path.write_text("mine"),
    ".htaccess": lambda path: path.write_text("mine"),
    "fr/deep/er/photo.png": lambda path: (path.parent.mkdir(parents=True), path.write_bytes(b"")),
    "link.html": lambda path: path.symlink_to("/etc/hostname"),
    "linked": lambda path: path.symlink_to("/etc", target_is_directory=True),
    "pipe": os.mkfifo,
    "new\nline [*] ?": lambda path: path.write_text("mine"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_anything_else_in_a_folder_is_named_and_kept(tmp_path: Path, name: str) -> None:
    out = make_ours(tmp_path / "out")
    FOREIGN[name](out / name)
    with pytest.raises(ReportError) as caught:
        refuse_foreign_files(out, KIND, "out", ReportError)
    for language in ("fr", "en"):
        assert name.partition("\n")[0] in caught.value.text(language)
    assert os.path.lexists(out / name)


def test_a_file_that_somebody_changed_is_theirs(tmp_path: Path) -> None:
    out = make_ours(tmp_path / "out")
    state = (out / "index.html").stat()
    (out / "index.html").write_text("hers")
    os.utime(out / "index.html", ns=(state.st_atime_ns, state.st_mtime_ns))
    assert foreign_files(out, KIND).changed == ("index.html",)


@pytest.mark.parametrize(
    "manifest",
    [
        '{"manifest_version": 3, "name": "My extension"}',
        '{"files": {"src/work.js": "0"}}',
        '{"made_by": "bilan report", "files": {}}',
        '{"made_by": "bilan report", "files": {}, "seal": "0"}',
        "[" * 100_000,
        "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
        "",
    ],
)
def test_a_manifest_is_ours_by_what_it_says_not_by_its_name(tmp_path: Path, manifest: str) -> None:
    (tmp_path / MANIFEST).write_text(manifest, encoding="utf-8")
    (tmp_path / "work.js").write_text("mine")
    assert read_manifest(tmp_path, KIND) is None
    with pytest.raises(ReportError, match=r"2 files.*manifest\.json, work\.js"):
        refuse_foreign_files(tmp_path, KIND, "out", ReportError)


def test_a_manifest_that_somebody_extended_with_a_file_of_theirs_is_no_longer_ours(tmp_path: Path) -> None:
    out = make_ours(tmp_path / "out")
    (out / "added.html").write_text("hers")
    said = json.loads((out / MANIFEST).read_text())
    said["files"] = file_digests(out)
    (out / MANIFEST).write_text(manifest_text(said))
    assert read_manifest(out, KIND) is None


def test_another_command_s_folder_and_a_place_within_a_published_folder_are_refused(tmp_path: Path) -> None:
    out = make_ours(tmp_path / "out")
    with pytest.raises(ReportError, match="did not put there"):
        refuse_foreign_files(out, "exercises", "out", ReportError)
    with pytest.raises(ReportError, match="inside a published folder, out"):
        refuse_foreign_files(out / "2025", KIND, "out/2025", ReportError)
    # The folder around a published one is not ours either.
    with pytest.raises(ReportError, match="3 files"):
        refuse_foreign_files(tmp_path, KIND, "published", ReportError)


def test_what_came_while_the_report_was_made_is_kept(tmp_path: Path) -> None:
    out = make_ours(tmp_path / "out")
    with staging_folder(out) as staging:
        make_ours(staging, **{"index.html": "newer"})
        (out / "added.txt").write_text("hers")
        before = all_of(out)
        with pytest.raises(ReportError, match=r"added\.txt"):
            put_in_place(staging, out, KIND, "out")
    assert all_of(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("has_exchange", [True, False])
def test_what_came_between_the_last_look_and_the_swap_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_exchange: bool
) -> None:
    out = make_ours(tmp_path / "out")
    if not has_exchange:
        monkeypatch.setattr("analysis.publication.swap._exchange", lambda *_: False)
    from analysis.publication import swap  # noqa: PLC0415

    ask, asked = swap.refuse_foreign_files, []

    def late(*arguments: object) -> None:
        ask(*arguments)  # type: ignore[arg-type]
        if not asked:
            (out / "added.txt").write_text("hers")
        asked.append(1)

    monkeypatch.setattr("analysis.publication.swap.refuse_foreign_files", late)
    with pytest.raises(ReportError, match=r"added\.txt"), staging_folder(out) as staging:
        make_ours(staging, **{"index.html": "newer"})
        put_in_place(staging, out, KIND, "out")
    assert (out / "added.txt").read_text() == "hers"
    assert (out / "index.html").read_text() == "ours"


@pytest.mark.parametrize("name", ["out", "*", "[o]ut", "a?b", "with space", "été", "-rf", "x" * 250])
def test_a_name_is_never_a_pattern_and_siblings_are_left(tmp_path: Path, name: str) -> None:
    for theirs in (".out.old-1", ".out.new-1", ".a.old-b", f".{name[:200]}.old-9", ".bilan-theirs.d"):
        (tmp_path / theirs).mkdir(exist_ok=True)
        (tmp_path / theirs / "thesis.txt").write_text("mine")
    theirs = all_of(tmp_path)
    out = tmp_path / name
    recover(out, KIND)
    with staging_folder(out) as staging:
        make_ours(staging)
        put_in_place(staging, out, KIND, name)
    assert {path: content for path, content in all_of(tmp_path).items() if "thesis" in path} == theirs
    assert sorted(all_of(out)) == ["fr/page.html", "index.html", MANIFEST]


def killed(parent: Path, purpose: str) -> Path:
    """Leave a folder as a killed command leaves it, the system having let go of its lock."""
    child = os.fork()
    if child == 0:
        with workspace(parent, purpose) as folder:
            (folder / "half").write_text("ours")
            os._exit(0)
    os.waitpid(child, 0)
    (mark,) = left_for(parent, purpose)
    return folder_of(mark)


def test_what_a_killed_command_left_is_removed_by_the_next_and_only_that(tmp_path: Path) -> None:
    left, other = killed(tmp_path, "one"), killed(tmp_path, "two")
    with workspace(tmp_path, "one") as folder:
        assert not left.exists()
        assert other.exists()
        # One at work is not one that was killed.
        clear_left(tmp_path, "one")
        assert folder.is_dir()
    clear_left(tmp_path, "two")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_named_like_one_of_ours_is_not_ours_without_its_mark(tmp_path: Path) -> None:
    left = killed(tmp_path, "one")
    mark = left.with_name(left.name.removesuffix(".d"))
    mark.write_text("my own notes")
    clear_left(tmp_path, "one")
    assert (left / "half").exists()
    assert mark.read_text() == "my own notes"


@pytest.mark.parametrize("make", [lambda p: p.write_text("mine"), lambda p: p.symlink_to("/etc/hostname"), os.mkfifo, Path.mkdir])
def test_a_lock_is_never_taken_on_somebody_s_file(tmp_path: Path, make: Callable[[Path], object]) -> None:
    path = lock_of(tmp_path / "out")
    make(path)
    with pytest.raises(NotOursError):
        take(path)
    assert os.path.lexists(path)


def test_a_lock_is_held_by_one_and_leaves_no_file(tmp_path: Path) -> None:
    lock = take(tmp_path / "lock")
    assert lock is not None
    assert take(tmp_path / "lock") is None
    lock.release()
    assert list(tmp_path.iterdir()) == []


THEIRS: dict[str, Callable[[Path], object]] = {
    "a thesis": lambda path: path.write_text("mine"),
    "an empty file": Path.touch,
    "a link to one of ours": lambda path: (path.with_name("ours").write_text("ours, 1"), path.symlink_to("ours")),
    "a link to nothing": lambda path: path.symlink_to("nowhere"),
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
}


@pytest.mark.parametrize("what", THEIRS)
def test_a_file_is_replaced_only_when_the_same_command_made_it(tmp_path: Path, what: str) -> None:
    path = tmp_path / "out.csv"
    ask(path)
    THEIRS[what](path)
    before = path.lstat()
    with pytest.raises(ReportError, match="is no list"):
        ask(path)
    assert path.lstat().st_ino == before.st_ino


def ask(path: Path, kind: str = "list") -> OwnFile:
    file = OwnFile(path, path.parent / ".memory", kind)
    file.refuse_others(Bilingual("x", "is no list"), ReportError, Bilingual("y", "y"))
    return file


def put(path: Path, content: bytes) -> None:
    file = OwnFile(path, path.parent / ".memory", "list")
    file.write(lambda stream: stream.write(content), lambda: ask(path))


CHANGES: dict[str, Callable[[Path], object]] = {
    "a note at its end": lambda path: path.write_bytes(path.read_bytes() + b"called on Monday\n"),
    "a letter": lambda path: path.write_bytes(b"f" + path.read_bytes()[1:]),
    "a line that was taken out": lambda path: path.write_bytes(path.read_bytes().splitlines(keepends=True)[0]),
    "another file in its place": lambda path: (path.unlink(), path.write_bytes(b"mine")),
    "a copy elsewhere": lambda path: path.rename(path.with_name("kept.csv")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_people_wrote_into_a_file_of_ours_is_never_lost(tmp_path: Path, what: str) -> None:
    path = tmp_path / "out.csv"
    put(path, b"first\nfile\n")
    put(path, b"second\nfile\n")
    CHANGES[what](path)
    left = next(found for found in (path, path.with_name("kept.csv")) if found.exists())
    before = left.read_bytes()
    with pytest.raises(ReportError, match="is no list"):
        ask(left)
    assert left.read_bytes() == before


def test_a_command_that_was_killed_leaves_a_file_that_the_next_one_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    put(path, b"first")

    def killed(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        replace = Path.replace
        patched.setattr(Path, "replace", lambda self, target: killed(self, target) if target == path else replace(self, target))
        put(path, b"second")
    assert path.read_bytes() == b"first"
    put(path, b"third")
    assert path.read_bytes() == b"third"


def test_however_often_it_was_interrupted_a_file_that_nobody_touched_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out.csv"
    put(path, b"first")
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target == path:
            raise KeyboardInterrupt
        return replace(self, target)

    for content in (b"second", b"third", b"fourth"):
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(Path, "replace", interrupted)
            put(path, content)
        assert path.read_bytes() == b"first"
    put(path, b"fifth")
    assert path.read_bytes() == b"fifth"


def test_what_another_command_made_is_another_s(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    put(path, b"a list")
    with pytest.raises(ReportError, match="is no list"):
        ask(path, "ledger")


@pytest.mark.parametrize("late", ["a note", "another file", "a first file"])
def test_what_a_person_writes_while_a_command_writes_is_kept(tmp_path: Path, late: str) -> None:
    path = tmp_path / "out.csv"
    if late != "a first file":
        put(path, b"first")

    def write(stream: IO[bytes]) -> None:
        stream.write(b"second")
        if late == "another file":
            path.unlink()
        with path.open("ab") as mine:
            mine.write(b"mine")

    with pytest.raises(ReportError, match="is no list"):
        OwnFile(path, tmp_path / ".memory", "list").write(write, lambda: ask(path))
    assert path.read_bytes().endswith(b"mine")
    assert not list(tmp_path.glob("*.partial"))


def test_where_nothing_can_be_remembered_a_file_is_written_and_is_then_the_person_s(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    (tmp_path / ".memory").write_text("a file where a folder would be")
    put(path, b"first")
    assert path.read_bytes() == b"first"
    with pytest.raises(ReportError, match="is no list"):
        put(path, b"second")


def test_without_the_memory_of_it_a_file_is_somebody_s(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    put(path, b"first")
    shutil.rmtree(tmp_path / ".memory")
    with pytest.raises(ReportError, match="is no list"):
        ask(path)


def test_a_file_that_cannot_be_written_whole_leaves_the_last_one(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    put(path, b"first")

    def fails(stream: object) -> None:
        raise OSError

    with pytest.raises(OSError):
        ask(path).write(fails, lambda: ask(path))
    assert path.read_bytes() == b"first"
    assert sorted(found.name for found in tmp_path.iterdir()) == [".memory", "out.csv"]
    ask(path)


def make_deep(top: Path, depth: int) -> None:
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(top)
        for _ in range(depth):
            Path("d").mkdir()
            os.chdir("d")
        Path("file").touch()
    finally:
        os.chdir(here)
        os.close(here)


@pytest.mark.parametrize("depth", [1500, 6000])
def test_folders_deeper_than_a_path_can_say_are_removed(tmp_path: Path, depth: int) -> None:
    top = tmp_path / "top"
    top.mkdir()
    make_deep(top, depth)
    (top / "locked").mkdir()
    (top / "locked" / "in").mkdir()
    (top / "locked" / "in").chmod(0)
    (top / "locked").chmod(0)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "kept").touch()
    (top / "link").symlink_to(tmp_path / "mine")
    try:
        remove_tree(top)
        assert not top.exists()
    finally:
        subprocess.run(["rm", "-rf", str(top)], check=True)
    assert (tmp_path / "mine" / "kept").exists()


def test_a_deep_folder_is_named_as_not_ours_or_told_as_too_deep(tmp_path: Path) -> None:
    make_deep(tmp_path, 1200)
    with pytest.raises(ReportError, match="1 file that"):
        refuse_foreign_files(tmp_path, KIND, "out", ReportError)
    # What removes the folders of tests is not made for this.
    remove_tree(tmp_path / "d")
