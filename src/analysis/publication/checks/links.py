"""Links lead somewhere; nothing is loaded from, or sent to, another machine; only agreed hosts are cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.core.ownership import MANIFEST
from analysis.publication.checks.page import Page
from analysis.publication.checks.scripts import script_problems
from analysis.publication.shared_faults import SharedProblem

_LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href"}


@dataclass(frozen=True, slots=True)
class Ends:
    """Where other pages may lead on a page, and the addresses within the publication to which it leads."""

    anchors: frozenset[str]
    addresses: frozenset[str]


def ends_of(page: Page) -> Ends:
    """Return both ends of the links of a page."""
    return Ends(page.anchors, frozenset(address for _, _, address in _addresses(page) if not _leads_outside(address)))


def outward_problems(page: Page, folder: Path, cited_hosts: frozenset[str]) -> Iterator[Problem]:
    """Yield where a page loads from, leads to or would run what is not of the publication."""
    for tag, attribute, address in _addresses(page):
        what = _outside_fault(tag, attribute, address, cited_hosts) if _leads_outside(address) else None
        if what is not None:
            yield Problem(page.shown, what)
    for what in script_problems(page, folder):
        yield Problem(page.shown, what)


def link_problems(pages: Mapping[Path, Ends], folder: Path) -> Iterator[Problem]:
    """Yield the links of every page that lead to nothing, or out of the folder."""
    whole = folder.resolve()

    @cache
    def led_to(start: Path, path: str) -> tuple[Path, bool]:
        # Every page has the same navigation: the disk is asked once about each address.
        target = (start / unquote(path)).resolve()
        return target, target.exists()

    def fault(page: Path, address: str) -> Bilingual | None:
        parts = urlsplit(address)
        target, exists = led_to(page.parent, parts.path) if parts.path else (page, True)
        if not target.is_relative_to(whole):
            return Bilingual(f"lien hors de la publication\u00a0: {address}", f"link out of the publication: {address}")
        # The manifest lists everything else, so it is written last.
        if not exists and target != whole / MANIFEST:
            return Bilingual(f"lien vers un fichier absent\u00a0: {address}", f"link to a missing file: {address}")
        if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
            return Bilingual(f"lien vers un endroit absent\u00a0: {address}", f"link to a missing place: {address}")
        return None

    for page, ends in pages.items():
        for address in sorted(ends.addresses):
            what = fault(page, address)
            if what is not None:
                yield SharedProblem(page.relative_to(whole).as_posix(), what)


def _addresses(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield the tag, attribute and address of each link."""
    for element in page.elements:
        for name, value in element.attrib.items():
            if name in ("href", *_LOADING):
                yield element.tag, name, value.strip()


def _leads_outside(address: str) -> bool:
    return bool(urlsplit(address).scheme) or address.startswith("//")


def _outside_fault(tag: str, attribute: str, address: str, cited_hosts: frozenset[str]) -> Bilingual | None:
    parts = urlsplit(address)
    if parts.scheme in ("http", "https", ""):
        host = parts.hostname or address[:60]
        if tag != "a" or attribute != "href":
            return Bilingual(f"<{tag}> charge un fichier d'un autre hôte\u00a0: {host}", f"<{tag}> loads a file from another host: {host}")
        if host in cited_hosts:
            return None
        return Bilingual(
            f"lien vers un hôte qui n'est pas dans `cited-hosts` de _quarto.yml\u00a0: {host}",
            f"link to a host that is not in `cited-hosts` of _quarto.yml: {host}",
        )
    if (parts.scheme in ("mailto", "tel") and tag == "a") or (tag in ("img", "image") and address.startswith("data:image/")):
        return None
    return Bilingual(f"adresse de type «\u00a0{parts.scheme}:\u00a0»", f"address of type `{parts.scheme}:`")
