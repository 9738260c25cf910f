"""The pages of the site around their content: navigation, language switch, provenance; readable without scripts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from analysis.core.languages import Language, filled
from analysis.core.typed_text import isolated
from analysis.publication import texts
from analysis.publication.compose import SAID
from analysis.publication.references import NumberedChapter

STYLE_SHEETS = ("fonts.css", "site.css", "tables.css", "print.css")
SCRIPTS = ("page.js", "search.js")
ICON = "icon.svg"
SEARCH_PAGE = "search"
DATA_PAGE = "open-data"
SHEETS_PAGE = "sheets"
REPORT_FILE = "report.pdf"


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """What every page of one language says."""

    language: Language
    languages: tuple[Language, ...]
    title: str
    fiscal_year: str
    made_up: bool
    final: bool
    run_file: str
    store_digest: str
    definitions_digest: str
    licence_title: str
    licence_path: str
    has_sheets: bool = False


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A chapter as the navigation shows it."""

    page: str
    title: str
    number: str
    part: str | None


def navigation_of(chapters: Sequence[NumberedChapter], parts: Sequence[str | None]) -> tuple[NavigationEntry, ...]:
    """Return the navigation of one language, in the book's order."""
    return tuple(NavigationEntry(chapter.page, chapter.title, chapter.number, part) for chapter, part in zip(chapters, parts, strict=True))


def chapter_page(template: str, facts: SiteFacts, navigation: Sequence[NavigationEntry], chapter: NumberedChapter, content: str) -> str:
    """Return the page of a chapter."""
    position = next(index for index, entry in enumerate(navigation) if entry.page == chapter.page)
    return _page(
        template,
        facts,
        navigation,
        page=chapter.page,
        title=chapter.title,
        content=content,
        on_this_page=_on_this_page(chapter, facts.language),
        neighbours=_neighbours(navigation, position, facts.language),
        source=chapter.parsed.chapter.shown,
    )


def sheet_page(template: str, facts: SiteFacts, navigation: Sequence[NavigationEntry], sheet: NumberedChapter, content: str) -> str:
    """Return the page of a sheet, which stands beside the chapters and below the list of sheets."""
    return _page(
        template,
        facts,
        navigation,
        page=sheet.page,
        title=sheet.title,
        content=content,
        on_this_page=_on_this_page(sheet, facts.language),
        source=sheet.parsed.chapter.shown,
        above=f'<a href="{SHEETS_PAGE}.html">{texts.SHEETS[facts.language]}</a>',
    )


def own_page(template: str, facts: SiteFacts, navigation: Sequence[NavigationEntry], *, page: str, title: str, content: str) -> str:
    """Return a page that the build writes itself: search, open data."""
    return _page(template, facts, navigation, page=page, title=title, content=content, searched=False)


def _page(
    template: str,
    facts: SiteFacts,
    navigation: Sequence[NavigationEntry],
    *,
    page: str,
    title: str,
    content: str,
    on_this_page: str = "",
    neighbours: str = "",
    source: str = "",
    searched: bool = True,
    above: str = "",
) -> str:
    language = facts.language
    values = {
        "language": language,
        "page_title": escape(title if title == facts.title else f"{title} – {facts.title}"),
        "site_title": escape(facts.title),
        "fiscal_year": escape(filled(texts.FISCAL_YEAR[language], year=facts.fiscal_year)),
        "alternates": _alternates(facts, page),
        "skip": texts.SKIP[language],
        "band": _band(facts),
        "search_action": f"{SEARCH_PAGE}.html",
        "search": texts.SEARCH[language],
        "search_label": texts.SEARCH_LABEL[language],
        "switch": _switch(facts, page),
        "menu": texts.MENU[language],
        "chapters_label": texts.CHAPTERS[language],
        "chapters": _chapter_list(facts, navigation, page),
        "breadcrumb": _breadcrumb(facts, navigation, page, title, above),
        "body_mark": "data-pagefind-body" if searched else "data-pagefind-ignore",
        "content": content,
        "on_this_page": on_this_page,
        "neighbours": neighbours,
        "footer": _footer(facts, source),
    }
    return reading_directions(Template(template).substitute(values))


_TAG = re.compile(r"(<[^>]*>)")
_NO_TAGS_INSIDE = ("title", "svg", "script", "style")


def reading_directions(page: str) -> str:
    """Return a page in which what is written from right to left stands in `<bdi>`, and between Unicode's own marks where no tag may be."""
    pieces: list[str] = []
    closing = ""
    for at, piece in enumerate(_TAG.split(page)):
        if at % 2 == 0:
            pieces.append(isolated(piece) if closing else isolated(piece, "<bdi>", "</bdi>"))
            continue
        name = piece[1:].split(maxsplit=1)[0].strip("<>/").lower() if piece[1:].strip() else ""
        if not closing and name in _NO_TAGS_INSIDE and not piece.startswith("</") and not piece.endswith("/>"):
            closing = f"</{name}"
        elif closing and piece.lower().startswith(closing):
            closing = ""
        pieces.append(piece)
    return "".join(pieces)


def _band(facts: SiteFacts) -> str:
    band = ""
    if facts.made_up:
        band += f'<p class="bilan-made-up">{texts.MADE_UP[facts.language]}</p>'
    if not facts.final:
        band += f'<p class="bilan-draft">{texts.DRAFT[facts.language]}</p>'
    return f'<div class="band" role="note">{band}</div>' if band else ""


def _alternates(facts: SiteFacts, page: str) -> str:
    return "".join(f'<link rel="alternate" hreflang="{language}" href="../{language}/{page}.html">' for language in facts.languages)


def _switch(facts: SiteFacts, page: str) -> str:
    language = texts.other(facts.language)
    if language not in facts.languages:
        return ""
    name = texts.OTHER_LANGUAGE[facts.language]
    return f'<a class="switch" href="../{language}/{page}.html" hreflang="{language}" lang="{language}">{name}</a>'


def _chapter_list(facts: SiteFacts, navigation: Sequence[NavigationEntry], page: str) -> str:
    items: list[str] = []
    part: str | None = None
    for entry in navigation:
        if entry.part != part:
            if part is not None:
                items.append("</ul></li>")
            if entry.part is not None:
                items.append(f'<li class="part"><span>{escape(entry.part)}</span><ul>')
            part = entry.part
        items.append(f"<li>{_entry_link(entry, page)}</li>")
    if part is not None:
        items.append("</ul></li>")
    here = {name: ' aria-current="page"' if page == name else "" for name in (DATA_PAGE, SHEETS_PAGE)}
    sheets = [f'<li><a href="{SHEETS_PAGE}.html"{here[SHEETS_PAGE]}>{texts.SHEETS[facts.language]}</a></li>'] if facts.has_sheets else []
    extras = [
        *sheets,
        f'<li><a href="{DATA_PAGE}.html"{here[DATA_PAGE]}>{texts.OPEN_DATA[facts.language]}</a></li>',
        f'<li><a href="{REPORT_FILE}">{texts.WHOLE_REPORT_PDF[facts.language]}</a></li>',
    ]
    return f'<ul>{"".join(items)}</ul><ul class="extras">{"".join(extras)}</ul>'


def _entry_link(entry: NavigationEntry, page: str) -> str:
    current = ' aria-current="page"' if entry.page == page else ""
    number = f'<span class="number">{entry.number}</span>' if entry.number else ""
    return f'<a href="{entry.page}.html"{current}>{number}<span>{escape(entry.title)}</span></a>'


def _breadcrumb(facts: SiteFacts, navigation: Sequence[NavigationEntry], page: str, title: str, above: str) -> str:
    if page == navigation[0].page:
        return ""
    part = next((entry.part for entry in navigation if entry.page == page), None)
    crumbs = [f'<li><a href="{navigation[0].page}.html">{escape(facts.title)}</a></li>']
    if part or above:
        crumbs.append(f"<li>{above or escape(part or '')}</li>")
    crumbs.append(f'<li aria-current="page">{escape(title)}</li>')
    return f'<nav class="breadcrumb" aria-label="{escape(texts.WHERE_AM_I[facts.language])}"><ol>{"".join(crumbs)}</ol></nav>'


def _on_this_page(chapter: NumberedChapter, language: Language) -> str:
    entries = [heading for heading in chapter.headings if heading.level in (2, 3)]
    if not entries:
        return ""
    items = "".join(
        f'<li class="level-{heading.level}"><a href="#{escape(heading.anchor)}">{escape(heading.text)}</a></li>' for heading in entries
    )
    title = texts.ON_THIS_PAGE[language]
    return f'<nav class="on-this-page" aria-labelledby="on-this-page"><p id="on-this-page">{title}</p><ul>{items}</ul></nav>'


def _neighbours(navigation: Sequence[NavigationEntry], position: int, language: Language) -> str:
    links = []
    if position > 0:
        links.append(_neighbour(navigation[position - 1], "prev", texts.PREVIOUS[language]))
    if position + 1 < len(navigation):
        links.append(_neighbour(navigation[position + 1], "next", texts.NEXT[language]))
    return f'<nav class="neighbours" aria-label="{texts.NEIGHBOURS[language]}">{"".join(links)}</nav>' if links else ""


def _neighbour(entry: NavigationEntry, relation: str, word: str) -> str:
    inside = f'<span class="direction">{word}</span> <span>{escape(entry.title)}</span>'
    return f'<a rel="{relation}" class="{relation}" href="{entry.page}.html">{inside}</a>'


def _footer(facts: SiteFacts, source: str) -> str:
    language = facts.language
    facts_shown = [
        (texts.RUN[language], f"<code>{escape(facts.run_file)}</code>"),
        (texts.DATA_DIGEST[language], f"<code>{facts.store_digest[:12]}</code>"),
        (texts.DEFINITIONS_DIGEST[language], f"<code>{facts.definitions_digest[:12]}</code>"),
        (texts.LICENCE[language], f'<a href="{escape(facts.licence_path)}">{escape(facts.licence_title)}</a>'),
        (texts.MANIFEST[language], '<a href="../manifest.json">manifest.json</a>'),
    ]
    if source:
        facts_shown.insert(1, (texts.NOTEBOOK[language], f"<code>{escape(source)}</code>"))
    return "<dl>" + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts_shown) + "</dl>"


def search_content(language: Language) -> str:
    """Return the content of the search page."""
    return (
        f'<h1>{texts.SEARCH_TITLE[language]}</h1>\n<form class="search-form" role="search" action="{SEARCH_PAGE}.html">'
        f'<label for="words">{texts.SEARCH_LABEL[language]}</label>'
        f'<span><input id="words" name="q" type="search" autocomplete="off"> <button>{texts.SEARCH[language]}</button></span></form>\n'
        f"<noscript><p>{texts.SEARCH_NEEDS_SCRIPT[language]}</p></noscript>\n"
        '<p id="search-count" role="status" aria-live="polite"></p>\n<ol id="search-results"></ol>\n'
        '<script src="assets/search.js" defer></script>'
    )


def copy_theme(theme: Path, folder: Path) -> None:
    """Copy what pages load (style sheets, scripts, fonts) beside them."""
    assets = folder / "assets"
    (assets / "fonts").mkdir(parents=True)
    for name in (*STYLE_SHEETS, *SCRIPTS, ICON):
        shutil.copyfile(theme / name, assets / name)
    for font in sorted((theme / "fonts").glob("*.woff2")):
        shutil.copyfile(font, assets / "fonts" / font.name)
    shutil.copyfile(theme / "fonts" / "OFL.txt", assets / "fonts" / "OFL.txt")


def language_choice_page(titles: Sequence[tuple[Language, str]], *, made_up: bool) -> str:
    """Return the page at the head of the published folder: the report's title in each language, as a link."""
    items = "".join(
        f'<li lang="{language}"><a href="{language}/index.html" hreflang="{language}"><span>{escape(title)}</span>'
        f'<span class="language">{ {"fr": "Français", "en": "English"}[language] }</span></a></li>'
        for language, title in titles
    )
    bands = (
        "".join(f'<p class="bilan-made-up" lang="{language}">{texts.MADE_UP[language]}</p>' for language, _ in titles) if made_up else ""
    )
    band = f'<header><div class="band" role="note">{bands}</div></header>' if bands else ""
    heading = " / ".join(
        f'<span lang="{language}">{ {"fr": "Choisir la langue", "en": "Choose a language"}[language] }</span>' for language, _ in titles
    )
    return reading_directions(
        f'<!DOCTYPE html>\n<html lang="{titles[0][0]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(' / '.join(title for _, title in titles))}</title>\n"
        f'<link rel="icon" type="image/svg+xml" href="assets/{ICON}">\n<link rel="stylesheet" href="assets/fonts.css">\n'
        '<link rel="stylesheet" href="assets/site.css">\n</head>\n'
        f'<body class="language-choice">\n{band}<main><h1>{heading}</h1><ul class="{SAID}">{items}</ul></main>\n</body>\n</html>\n'
    )
