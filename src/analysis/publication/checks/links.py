"""Links lead somewhere; nothing is loaded from, or sent to, another machine; only agreed hosts are cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from analysis.core.errors import Problem
from analysis.core.languages import Bilingual
from analysis.publication.checks.page import Page

_LOADING = {"src", "srcset", "data", "poster", "action", "formaction", "background", "xlink:href"}


def link_problems(pages: Mapping[Path, Page], folder: Path, cited_hosts: frozenset[str]) -> Iterator[Problem]:
    """Yield what is wrong with the links of every page."""
    for page in pages.values():
        for element in page.elements:
            for name, value in element.attrib.items():
                if name in ("href", *_LOADING):
                    what = _fault(element.tag, name, value.strip(), page, pages, folder, cited_hosts)
                    if what is not None:
                        yield Problem(page.shown, what)
                elif name.startswith("on"):
                    yield Problem(page.shown, Bilingual(f"un élément <{element.tag}> porte un script", f"a <{element.tag}> element carries a script"))
            if element.tag == "script" and not _is_ours(element, page, folder):
                yield Problem(page.shown, Bilingual("un script n'est pas de la publication", "a script is not the publication's"))


def _fault(
    tag: str, name: str, value: str, page: Page, pages: Mapping[Path, Page], folder: Path, cited_hosts: frozenset[str]
) -> Bilingual | None:
    parts = urlsplit(value)
    if parts.scheme in ("http", "https") or value.startswith("//"):
        if tag == "a" and name == "href":
            if parts.hostname in cited_hosts:
                return None
            host = parts.hostname or value[:60]
            return Bilingual(f"lien vers un hôte qui n'est pas dans `cited-hosts`\u00a0: {host}", f"link to a host that is not in `cited-hosts`: {host}")
        return Bilingual(f"<{tag}> charge un fichier d'un autre hôte\u00a0: {parts.hostname}", f"<{tag}> loads a file from another host: {parts.hostname}")
    if parts.scheme == "data":
        return None if tag in ("img", "image") and value.startswith("data:image/") else Bilingual(f"<{tag}> contient des données", f"<{tag}> embeds data")
    if parts.scheme in ("mailto", "tel") and tag == "a":
        return None
    if parts.scheme:
        return Bilingual(f"lien de type « {parts.scheme}: »", f"link of type `{parts.scheme}:`")
    target = page.path if not parts.path else (page.path.parent / unquote(parts.path)).resolve()
    if not target.is_relative_to(folder.resolve()):
        return Bilingual(f"lien hors de la publication\u00a0: {value}", f"link out of the publication: {value}")
    # The manifest lists everything else, so it is written last.
    if not target.exists() and target != folder.resolve() / "manifest.json":
        return Bilingual(f"lien vers un fichier absent\u00a0: {value}", f"link to a missing file: {value}")
    if parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
        return Bilingual(f"lien vers un endroit absent\u00a0: {value}", f"link to a missing place: {value}")
    return None


def _is_ours(element: object, page: Page, folder: Path) -> bool:
    source = element.get("src")  # type: ignore[attr-defined]
    if source is None:
        return False
    return bool((page.path.parent / source).resolve().is_relative_to(folder.resolve()))
