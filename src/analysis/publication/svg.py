"""Figures as SVG: made safe to stand inside a page, described for those who do not see them, their identifiers unique in the page."""

from __future__ import annotations

import re
from typing import Any

from analysis.core.errors import Problem, ReportError
from analysis.core.languages import Bilingual, Language

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
_LOCAL_URL = re.compile(r"url\(\s*['\"]?#([^)'\"]+)['\"]?\s*\)")
_FORBIDDEN = frozenset({"script", "foreignObject", "iframe", "object", "embed", "a", "image"})


def inline_svg(source: str, label: str, alt: str, language: Language, shown: str) -> str:
    """Return a figure's SVG ready to be placed in a page: `currentColor` follows the page's theme.

    Raises
    ------
    ReportError
        When it does not read as SVG, or holds a script, a link or anything loaded from elsewhere.
    """
    root = _safe(source, label, alt, language, shown)
    _set_size(root)
    return _written(root)


def height_of_width(source: str) -> float:
    """Return how high a drawing is for a width of 1, as its box says; 0 when it has none."""
    box = re.search(r'<svg\b[^>]*\bviewBox="([^"]*)"', source)
    sides = [float(part) for part in box[1].split()] if box else []
    return sides[3] / sides[2] if len(sides) == 4 and sides[2] > 0 else 0.0


def standalone_svg(source: str, label: str, alt: str, language: Language, shown: str) -> str:
    """Return a figure's SVG as a file of its own, on a white ground: dark ink is chosen where the page would have chosen it."""
    from lxml import etree  # noqa: PLC0415

    root = _safe(source, label, alt, language, shown)
    root.set("color", "#1b2430")
    ground = etree.Element(f"{_SVG}rect", width="100%", height="100%", fill="#ffffff")
    box = (root.get("viewBox") or "").split()
    if len(box) == 4:
        ground.set("x", box[0])
        ground.set("y", box[1])
    after_description = sum(1 for child in root if child.tag in (f"{_SVG}title", f"{_SVG}desc"))
    root.insert(after_description, ground)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + _written(root) + "\n"


def _safe(source: str, label: str, alt: str, language: Language, shown: str) -> Any:
    """Return a figure without anything active, with ids of its own and its description."""
    root = _parsed(source, label, shown)
    _refuse_active(root, label, shown)
    for element in root.iter(f"{_SVG}metadata"):
        element.getparent().remove(element)
    _prefix_identifiers(root, label)
    _describe(root, label, alt)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    return root


def _parsed(source: str, label: str, shown: str) -> Any:
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(source.encode(), parser)
    except etree.XMLSyntaxError as fault:
        raise ReportError(Problem(shown, Bilingual(f"{label} ne se lit pas comme du SVG", f"{label} does not read as SVG"))) from fault
    # Unused namespace prefixes would be written into every page.
    etree.cleanup_namespaces(root)
    return root


def _refuse_active(root: Any, label: str, shown: str) -> None:
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        name = element.tag.rpartition("}")[2]
        href = element.get("href") or element.get(_XLINK_HREF) or ""
        events = [attribute for attribute in element.attrib if attribute.rpartition("}")[2].lower().startswith("on")]
        # Matplotlib draws colour bars and hatches as embedded images: those carry their own bytes.
        allowed_image = name == "image" and href.startswith("data:image/png;base64,")
        if (name in _FORBIDDEN and not allowed_image) or events or (href and not href.startswith("#") and not allowed_image):
            raise ReportError(
                Problem(
                    shown,
                    Bilingual(
                        f"{label} contient un élément actif ou externe (<{name}>)",
                        f"{label} holds an active or external element (<{name}>)",
                    ),
                    Bilingual("Une figure publiée n'exécute et ne charge rien.", "A published figure runs and loads nothing."),
                )
            )


def _prefix_identifiers(root: Any, label: str) -> None:
    known = {element.get("id") for element in root.iter() if isinstance(element.tag, str) and element.get("id")}

    def renamed(match: re.Match[str]) -> str:
        return f"url(#{label}-{match[1]})" if match[1] in known else match[0]

    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in list(element.attrib.items()):
            if name == "id":
                element.set(name, f"{label}-{value}")
            elif name in ("href", _XLINK_HREF) and value[1:] in known:
                element.set(name, f"#{label}-{value[1:]}")
            elif name in ("aria-labelledby", "aria-describedby"):
                del element.attrib[name]
            elif "url(" in value:
                element.set(name, _LOCAL_URL.sub(renamed, value))
        if element.tag == f"{_SVG}style" and element.text:
            text = _LOCAL_URL.sub(renamed, element.text)
            # A style sheet inside an inlined figure reaches the whole page: its rules are held to the figure.
            element.text = re.sub(r"(^|\})\s*([^{}@]+)\{", lambda rule: f"{rule[1]}{_held_to(rule[2], label)}{{", text)


def _held_to(selectors: str, label: str) -> str:
    return ",".join(f"#{label}-drawing {selector.strip()}" for selector in selectors.split(","))


def _describe(root: Any, label: str, alt: str) -> None:
    from lxml import etree  # noqa: PLC0415

    for child in list(root):
        if child.tag in (f"{_SVG}title", f"{_SVG}desc"):
            root.remove(child)
    # A description, not a title: browsers show a title as a tooltip over the whole figure.
    description = etree.Element(f"{_SVG}desc", id=f"{label}-alt")
    description.text = alt
    root.insert(0, description)
    root.set("id", f"{label}-drawing")
    root.attrib.pop("class", None)
    root.set("role", "img")
    root.set("aria-labelledby", f"{label}-alt")
    root.set("focusable", "false")


def _set_size(root: Any) -> None:
    width, height = root.get("width"), root.get("height")
    if root.get("viewBox") is None and width and height:
        root.set("viewBox", f"0 0 {_number(width)} {_number(height)}")


def _number(length: str) -> str:
    found = re.match(r"[\d.]+", length)
    return found[0] if found else "0"


def _written(root: Any) -> str:
    from lxml import etree  # noqa: PLC0415

    return str(etree.tostring(root, encoding="unicode"))
