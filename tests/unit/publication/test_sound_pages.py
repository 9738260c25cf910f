"""A page found sound is remembered by its bytes and by the rules it was judged by, and by nothing else."""

from __future__ import annotations

from pathlib import Path

from analysis.publication.checks.links import Ends
from analysis.publication.checks.remembered import SoundPages

ENDS = Ends(frozenset({"here"}), frozenset({"b.html#there", "#here"}))


def test_a_page_noted_is_found_by_the_next_build_with_both_ends_of_its_links(tmp_path: Path) -> None:
    first = SoundPages(tmp_path / "sound.json", "rules")
    assert first.find("fr/a.html", b"page") is None
    first.note("fr/a.html", b"page", ENDS)
    first.save()
    assert SoundPages(tmp_path / "sound.json", "rules").find("fr/a.html", b"page") == ENDS


def test_other_bytes_another_place_or_other_rules_are_read_again(tmp_path: Path) -> None:
    first = SoundPages(tmp_path / "sound.json", "rules")
    first.note("fr/a.html", b"page", ENDS)
    first.save()
    assert SoundPages(tmp_path / "sound.json", "rules").find("fr/a.html", b"page ") is None
    assert SoundPages(tmp_path / "sound.json", "rules").find("en/a.html", b"page") is None
    assert SoundPages(tmp_path / "sound.json", "an identifier more").find("fr/a.html", b"page") is None


def test_a_page_that_a_build_no_longer_has_is_forgotten(tmp_path: Path) -> None:
    first = SoundPages(tmp_path / "sound.json", "rules")
    first.note("fr/a.html", b"page", ENDS)
    first.note("fr/b.html", b"page", ENDS)
    first.save()
    second = SoundPages(tmp_path / "sound.json", "rules")
    second.find("fr/a.html", b"page")
    second.save()
    third = SoundPages(tmp_path / "sound.json", "rules")
    assert third.find("fr/a.html", b"page") == ENDS
    assert third.find("fr/b.html", b"page") is None


def test_a_spoilt_memory_is_no_memory(tmp_path: Path) -> None:
    for text in ("", "{", "[]", '{"rules": "rules"}', '{"rules": "rules", "pages": 3}'):
        (tmp_path / "sound.json").write_text(text, encoding="utf-8")
        assert SoundPages(tmp_path / "sound.json", "rules").find("fr/a.html", b"page") is None
