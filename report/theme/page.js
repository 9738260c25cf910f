// Comfort only: every page reads without this.
(() => {
  const chapters = document.querySelector(".chapters details");
  const narrow = matchMedia("(max-width: 52rem)");
  const fold = () => { if (chapters) chapters.open = !narrow.matches; };
  fold();
  narrow.addEventListener("change", fold);

  // On paper, and when a link leads inside, folded parts are open.
  const folded = () => document.querySelectorAll("details.callout");
  addEventListener("beforeprint", () => folded().forEach((part) => { part.dataset.open = part.open; part.open = true; }));
  addEventListener("afterprint", () => folded().forEach((part) => { part.open = part.dataset.open === "true"; }));
  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const part = target && target.closest("details");
    if (part && !part.open) { part.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", reveal);
  reveal();

  // The language switch keeps the place in the page: both languages have the same anchors.
  const language = document.querySelector(".switch");
  if (language) language.addEventListener("click", () => { language.hash = location.hash; });
})();
