// The search page. The index and its reader (Pagefind) are files of this site; nothing is asked of another machine.
const words = document.getElementById("words");
const count = document.getElementById("search-count");
const results = document.getElementById("search-results");
const french = document.documentElement.lang === "fr";

const say = {
  found: (n, query) => french
    ? `${n} page${n > 1 ? "s" : ""} pour « ${query} »`
    : `${n} page${n === 1 ? "" : "s"} for “${query}”`,
  failed: french
    ? "La recherche ne marche que sur un serveur web, pas depuis un fichier ouvert directement."
    : "Search works on a web server only, not from a file opened directly.",
};

async function search(query) {
  results.replaceChildren();
  count.textContent = "";
  if (!query.trim()) return;
  try {
    const pagefind = await import("../pagefind/pagefind.js");
    const found = await pagefind.search(query);
    const pages = await Promise.all(found.results.slice(0, 20).map((result) => result.data()));
    count.textContent = say.found(pages.length, query);
    for (const page of pages) {
      const parts = page.sub_results.length ? page.sub_results.slice(0, 3) : [page];
      for (const part of parts) {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = new URL(part.url.replace(/^\//, ""), document.baseURI).href;
        link.textContent = part.title && part.title !== page.meta.title ? `${page.meta.title} › ${part.title}` : page.meta.title;
        const excerpt = document.createElement("p");
        // Pagefind escapes the text and adds only <mark>.
        excerpt.innerHTML = part.excerpt;
        item.append(link, excerpt);
        results.append(item);
      }
    }
  } catch {
    count.textContent = say.failed;
  }
}

if (words) {
  const asked = new URLSearchParams(location.search).get("q") || "";
  words.value = asked;
  search(asked);
  let waiting;
  words.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => search(words.value), 200);
  });
}
