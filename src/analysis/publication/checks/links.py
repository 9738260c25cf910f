"""Links lead somewhere; nothing is loaded from, or sent to, another machine; only agreed hosts are cited."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.publication.checks.page import Page
from analysis.publication.swap import MANIFEST

_LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href"}


@dataclass(frozen=True)
class _Place:
    """An address, and what it is written in."""

    tag: str
    attribute: str
    address: str
    page: Page


def link_problems(pages: Mapping[Path, Page], folder: Path, cited_hosts: frozenset[str]) -> Iterator[Problem]:
    """Yield what is wrong with the links of every page."""
    whole = folder.resolve()

    @cache
    def led_to(start: Path, path: str) -> tuple[Path, bool]:
        # Every page has the same navigation: the disk is asked once about each address.
        target = (start / unquote(path)).resolve()
        return target, target.exists()

    for page in pages.values():
        for element in page.elements:
            for name, value in element.attrib.items():
                if name in ("href", *_LOADING):
                    place = _Place(element.tag, name, value.strip(), page)
                    what = _outside_fault(place, cited_hosts) if _leads_outside(place) else _inside_fault(place, pages, whole, led_to)
                    if what is not None:
                        yield Problem(page.shown, what)
                elif name.startswith("on"):
                    yield Problem(
                        page.shown, Bilingual(f"un élément <{element.tag}> porte un script", f"a <{element.tag}> element carries a script")
                    )
            if element.tag == "script" and not _is_ours(element, page, folder):
                yield Problem(page.shown, Bilingual("un script n'est pas de la publication", "a script is not the publication's"))


def _leads_outside(place: _Place) -> bool:
    return bool(urlsplit(place.address).scheme) or place.address.startswith("//")


def _outside_fault(place: _Place, cited_hosts: frozenset[str]) -> Bilingual | None:
    parts = urlsplit(place.address)
    if parts.scheme in ("http", "https", ""):
        host = parts.hostname or place.address[:60]
        if place.tag != "a" or place.attribute != "href":
            return Bilingual(
                f"<{place.tag}> charge un fichier d'un autre hôte\u00a0: {host}", f"<{place.tag}> loads a file from another host: {host}"
            )
        if host in cited_hosts:
            return None
        return Bilingual(
            f"lien vers un hôte qui n'est pas dans `cited-hosts` de _quarto.yml\u00a0: {host}",
            f"link to a host that is not in `cited-hosts` of _quarto.yml: {host}",
        )
    if (parts.scheme in ("mailto", "tel") and place.tag == "a") or (
        place.tag in ("img", "image") and place.address.startswith("data:image/")
    ):
        return None
    return Bilingual(f"adresse de type «\u00a0{parts.scheme}:\u00a0»", f"address of type `{parts.scheme}:`")


def _inside_fault(
    place: _Place, pages: Mapping[Path, Page], folder: Path, led_to: Callable[[Path, str], tuple[Path, bool]]
) -> Bilingual | None:
    parts = urlsplit(place.address)
    target, exists = led_to(place.page.path.parent, parts.path) if parts.path else (place.page.path, True)
    if not target.is_relative_to(folder):
        return Bilingual(f"lien hors de la publication\u00a0: {place.address}", f"link out of the publication: {place.address}")
    # The manifest lists everything else, so it is written last.
    if not exists and target != folder / MANIFEST:
        return Bilingual(f"lien vers un fichier absent\u00a0: {place.address}", f"link to a missing file: {place.address}")
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
        return Bilingual(f"lien vers un endroit absent\u00a0: {place.address}", f"link to a missing place: {place.address}")
    return None


def _is_ours(element: object, page: Page, folder: Path) -> bool:
    source = element.get("src")  # type: ignore[attr-defined]
    if source is None:
        return False
    return bool((page.path.parent / source).resolve().is_relative_to(folder.resolve()))
