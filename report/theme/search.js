// The search page. The index and its reader (Pagefind) are files of this site; nothing is asked of another machine.
// Opened from a disk, a browser refuses to load them: the words of each section, in one more file, are searched instead.
(() => {
  const words = document.getElementById("words");
  const count = document.getElementById("search-count");
  const results = document.getElementById("search-results");
  const french = document.documentElement.lang === "fr";
  let latest = 0;

  const counted = (n, query) => french
    ? `${n} résultat${n > 1 ? "s" : ""} pour « ${query} »`
    : `${n} result${n === 1 ? "" : "s"} for “${query}”`;
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  // Only words and marks of an excerpt are kept, whatever else it holds.
  function showExcerpt(paragraph, excerpt) {
    for (const node of new DOMParser().parseFromString(excerpt, "text/html").body.childNodes) {
      if (node.nodeName === "MARK") {
        const mark = document.createElement("mark");
        mark.textContent = node.textContent;
        paragraph.append(mark);
      } else if (node.nodeType === Node.TEXT_NODE) paragraph.append(node.textContent);
    }
  }

  function show(query, found) {
    count.textContent = counted(found.length, query);
    results.replaceChildren(...found.map(({ url, title, excerpt }) => {
      const item = document.createElement("li");
      const link = document.createElement("a");
      link.href = new URL(url, document.baseURI).href;
      link.textContent = title;
      const paragraph = document.createElement("p");
      showExcerpt(paragraph, excerpt);
      item.append(link, paragraph);
      return item;
    }));
  }

  async function withPagefind(query) {
    const pagefind = await import("../pagefind/pagefind.js");
    // Addresses are wanted from the index's own folder, wherever the site is served.
    await pagefind.options({ baseUrl: "/" });
    const answer = await pagefind.search(query);
    const pages = await Promise.all(answer.results.slice(0, 20).map((result) => result.data()));
    return pages.flatMap((page) => (page.sub_results.length ? page.sub_results.slice(0, 3) : [page]).map((part) => ({
      url: part.url.replace(/^\//, ""),
      title: part.title && part.title !== page.meta.title ? `${page.meta.title} › ${part.title}` : page.meta.title,
      excerpt: part.excerpt,
    })));
  }

  function sections() {
    if (window.bilanSections) return Promise.resolve(window.bilanSections);
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = "assets/search-sections.js";
      script.onload = () => resolve(window.bilanSections);
      script.onerror = reject;
      document.head.append(script);
    });
  }

  async function withoutServer(query) {
    const wanted = folded(query).split(/\s+/).filter(Boolean);
    const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    const found = [];
    for (const section of await sections()) {
      const text = `${section.title}. ${section.text}`;
      const places = wanted.map((word) => folded(text).indexOf(word));
      if (places.some((place) => place < 0)) continue;
      const start = Math.max(0, Math.min(...places) - 60);
      found.push({ url: section.url, title: section.title, excerpt: `${start ? "… " : ""}${escape(text.slice(start, start + 180))}…` });
    }
    return found.slice(0, 30);
  }

  async function search(query) {
    const turn = ++latest;
    if (!query.trim()) {
      results.replaceChildren();
      count.textContent = "";
      return;
    }
    const found = location.protocol === "file:" ? await withoutServer(query) : await withPagefind(query);
    if (turn === latest) show(query.trim(), found);
  }

  if (words) {
    words.value = new URLSearchParams(location.search).get("q") || "";
    search(words.value);
    let waiting;
    words.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => search(words.value), 200);
    });
  }
})();
