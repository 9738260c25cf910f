"""The built site as people use it: reading, finding, changing language, by keyboard, on a telephone, on paper, with a screen reader."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlparse

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LANGUAGES = ("fr", "en")


SHEETS_LOOKED_AT = 3
"""Of each kind: hundreds of sheets come from one notebook each, and differ by their numbers."""


def pages(report: Path) -> list[str]:
    found: list[str] = []
    for language in LANGUAGES:
        paths = sorted((report / language).glob("*.html"))
        for kind in ("region", "provider", "agreement"):
            found += [str(path.relative_to(report)) for path in paths if path.name.startswith(f"sheet-{kind}-")][:SHEETS_LOOKED_AT]
        found += [str(path.relative_to(report)) for path in paths if not path.name.startswith("sheet-")]
    return sorted(found)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_on_any_page(browser: Browser, site: str, sample_report: Path, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 900})  # type: ignore[arg-type]
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for name in ["index.html", *pages(sample_report)]:
        page.goto(f"{site}/{name}")
        for part in page.locator("details.callout").all():
            part.evaluate("part => { part.open = true }")
        # What is in order is not told node by node: it takes as long as looking.
        result = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]})
        found |= {
            f"{name}: {violation['id']}": [node["html"][:120] for node in violation["nodes"]] for violation in result.response["violations"]
        }
    context.close()
    assert found == {}


def test_a_page_asks_nothing_of_another_machine_and_logs_no_error(page: Page, site: str, sample_report: Path) -> None:
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    for name in pages(sample_report):
        page.goto(f"{site}/{name}")
    assert {urlparse(url).hostname for url in asked} == {"127.0.0.1"}
    assert errors == []


def test_every_chapter_can_be_reached_from_the_first_page(page: Page, site: str, sample_report: Path) -> None:
    for language in LANGUAGES:
        page.goto(f"{site}/{language}/index.html")
        linked = {link.get_attribute("href") for link in page.locator("nav.chapters a").all()}
        page.goto(f"{site}/{language}/sheets.html")
        linked |= {link.get_attribute("href") for link in page.locator("ul.sheet-list a").all()}
        published = {path.name for path in (sample_report / language).glob("*.html")} - {"search.html"}
        assert {str(href).split("#")[0] for href in linked} >= published


def test_next_leads_through_the_whole_report_in_order(page: Page, site: str) -> None:
    page.goto(f"{site}/fr/index.html")
    order = [str(link.get_attribute("href")) for link in page.locator("nav.chapters a").all()]
    seen = [Path(urlparse(page.url).path).name]
    while page.locator('a[rel="next"]').count():
        page.locator('a[rel="next"]').first.click()
        seen.append(Path(urlparse(page.url).path).name)
        assert len(seen) < 50
    assert seen == [name for name in order if name in seen]
    assert len(seen) >= 7


def test_the_language_switch_stays_on_the_same_page(page: Page, site: str, sample_report: Path) -> None:
    for name in (Path(path).name for path in pages(sample_report) if path.startswith("fr/")):
        page.goto(f"{site}/fr/{name}")
        page.locator("a.switch").click()
        assert page.url.split("#")[0] == f"{site}/en/{name}"
        assert page.locator("html").get_attribute("lang") == "en"
        page.locator("a.switch").click()
        assert page.url.split("#")[0] == f"{site}/fr/{name}"


@pytest.mark.parametrize(("language", "word"), [("fr", "emploi"), ("en", "employment")])
def test_search_finds_chapters_of_the_language_and_leads_there(page: Page, site: str, language: str, word: str) -> None:
    page.goto(f"{site}/{language}/index.html")
    page.get_by_role("searchbox").first.fill(word)
    page.get_by_role("searchbox").first.press("Enter")
    page.locator("#search-results a").first.wait_for(timeout=10_000)
    addresses = [str(link.get_attribute("href")) for link in page.locator("#search-results a").all()]
    assert addresses
    assert all(f"/{language}/" in address for address in addresses)
    page.locator("#search-results a").first.click()
    page.wait_for_load_state()
    assert word in page.locator("main").inner_text().casefold()


def test_search_folds_french_word_forms(page: Page, site: str) -> None:
    counts = []
    for word in ("participation", "participations"):
        page.goto(f"{site}/fr/search.html?q={word}")
        page.locator("#search-results a").first.wait_for(timeout=10_000)
        counts.append(page.locator("#search-count").inner_text().split()[0])
    assert counts[0] == counts[1]


def test_the_keyboard_reaches_the_content_first_and_always_shows_where_it_is(page: Page, site: str) -> None:
    page.goto(f"{site}/fr/index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.reload()
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + ' ' + s.outlineWidth })()"
        )
        assert not outline.startswith("none"), page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


@pytest.mark.parametrize("width", [360, 768, 1400])
def test_nothing_scrolls_sideways_except_a_table_in_its_frame(browser: Browser, site: str, sample_report: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    for name in pages(sample_report):
        page.goto(f"{site}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than {width} pixels"
    context.close()


def test_on_a_desk_screen_every_table_is_seen_whole(page: Page, site: str, sample_report: Path) -> None:
    for name in pages(sample_report):
        page.goto(f"{site}/{name}")
        cut = page.evaluate(
            """[...document.querySelectorAll('table')]
                .filter(t => t.parentElement.scrollWidth > t.parentElement.clientWidth + 1).map(t => t.id)"""
        )
        assert cut == [], f"{name}: columns are cut off"


def test_text_in_figures_is_large_enough_on_screen(page: Page, site: str, sample_report: Path) -> None:
    for name in pages(sample_report):
        page.goto(f"{site}/{name}")
        sizes = page.evaluate(
            """[...document.querySelectorAll('figure svg text')]
                .map(t => t.getBoundingClientRect()).filter(r => r.width).map(r => r.height)"""
        )
        assert all(size >= 11 for size in sizes), f"{name}: a figure's text is {min(sizes):.1f} pixels high"


def test_folded_parts_are_open_on_paper(page: Page, site: str, sample_report: Path) -> None:
    folded = 0
    for name in pages(sample_report):
        page.goto(f"{site}/{name}")
        folded += page.locator("details.callout").count()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("details.callout:not([open])").count() == 0
    assert folded


def test_every_page_says_that_the_data_are_made_up(page: Page, site: str, sample_report: Path) -> None:
    words = {"fr": "inventé", "en": "made-up|made up"}
    for name in pages(sample_report):
        page.goto(f"{site}/{name}")
        assert re.search(words[name[:2]], page.locator("body").inner_text(), flags=re.IGNORECASE), name


def test_the_page_reads_without_scripts(browser: Browser, site: str, sample_report: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for name in pages(sample_report):
        if not name.endswith("search.html"):
            page.goto(f"{site}/{name}")
            assert page.locator("h1").count() == 1
            assert len(page.locator("main").inner_text()) > 400, name
    context.close()
