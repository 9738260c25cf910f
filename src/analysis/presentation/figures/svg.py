"""The SVG that a drawing becomes: ids of its own, ink that follows the page, a name and a description, the same bytes each time."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from analysis.presentation.escaping import plain
from analysis.presentation.figures.inks import INK
from analysis.presentation.figures.letters import FONT

_FAMILY = "Inter, 'Helvetica Neue', Arial, sans-serif"
_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d{3,}")


@dataclass(frozen=True, slots=True)
class Said:
    """What a figure says to who cannot see it."""

    title: str
    description: str


def finished_svg(raw: bytes, label: str, said: Said, size: tuple[float, float]) -> str:
    """Return what matplotlib wrote as one `<svg>` element that can stand in a page beside others."""
    root = etree.fromstring(raw, etree.XMLParser(remove_comments=True, remove_blank_text=True, resolve_entities=False, no_network=True))
    for element in root.findall(_SVG + "metadata"):
        root.remove(element)
    for style in list(root.iter(_SVG + "style")):
        # A style element inside an inlined figure would speak to the whole page.
        parent = style.getparent()
        parent.remove(style)
        if parent.tag == _SVG + "defs" and len(parent) == 0:
            parent.getparent().remove(parent)
    _rename_ids(root, label)
    _unwrapped(root)
    for element in root.iter():
        for name in ("style", "fill", "stroke"):
            value = element.get(name)
            if value:
                value = value.replace(INK, "currentColor").replace(f"'{FONT}'", _FAMILY)
                element.set(name, value.replace("font-weight: 700", "font-weight: 600"))
        if (element.get("transform") or "").startswith("rotate(-0 "):
            del element.attrib["transform"]
        for name in ("x", "y", "d", "transform", "points"):
            value = element.get(name)
            if value:
                element.set(name, _NUMBER.sub(lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), value))
    for name in ("width", "height", "version"):
        root.attrib.pop(name, None)
    root.set("viewBox", f"0 0 {size[0]:g} {size[1]:g}")
    root.set("class", "bilan-figure")
    root.set("role", "img")
    root.set("stroke-linejoin", "round")
    root.set("fill", "currentColor")
    root.set("aria-labelledby", f"{label}-title {label}-description")
    for at, (tag, text) in enumerate((("title", said.title), ("desc", said.description))):
        element = etree.Element(_SVG + tag, attrib={"id": f"{label}-{'title' if tag == 'title' else 'description'}"})
        element.text = plain(text)
        root.insert(at, element)
    etree.cleanup_namespaces(root)
    return f"{etree.tostring(root, encoding='unicode')}\n"


def _unwrapped(root: etree._Element) -> None:
    """Take away the groups that say nothing."""
    for group in reversed(list(root.iter(_SVG + "g"))):
        if not group.attrib:
            parent = group.getparent()
            at = parent.index(group)
            parent[at : at + 1] = list(group)


def _rename_ids(root: etree._Element, label: str) -> None:
    """Keep only the ids something refers to, and make them the figure's own: several figures share one page."""
    text = etree.tostring(root, encoding="unicode")
    used = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    names: dict[str, str] = {}
    for element in root.iter():
        found = element.get("id")
        if found is None:
            continue
        if found in used:
            names[found] = f"{label}-{len(names) + 1}"
            element.set("id", names[found])
        else:
            del element.attrib["id"]
    for element in root.iter():
        for attribute, value in element.attrib.items():
            if attribute in (_XLINK, "href"):
                element.set(attribute, "#" + names.get(value[1:], value[1:]))
            elif "url(#" in value:
                element.set(attribute, re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{names[found[1]]})", value))
