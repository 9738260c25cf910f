"""Released table → table, figure, sentence, in French or in English.

`tables`, `figures` and `wording` are what notebooks use; each function takes a `ReleasedTable` (or a definition) and a language and
returns an object of `display` that a notebook shows, and that the build reads.

Classes that the site's theme may style; what they need at least is in `report/theme/tables.css`:

tables
    `bilan-table-block` (everything of one table) · `bilan-table-frame` (scrolls sideways, takes the keyboard) · `bilan-table` ·
    `bilan-caption` (the `<caption>`, one a table, first child) · `bilan-headings` · `bilan-name` (row header) · `bilan-text` ·
    `bilan-number` · `bilan-group` (heading of a group of rows) · `bilan-total` (the row about everyone) · `bilan-light` (interval,
    complement) · `bilan-below` (complement set on its own line in a number's cell) · `bilan-absent` (symbol of a number that is not
    shown) · `bilan-symbol` and `bilan-verdict` (shape and word of a finding) · `bilan-note`, `bilan-note-symbol`, `bilan-source`.
figures
    `bilan-figure` on each `<svg>`; a page that inlines them puts the wide one in `bilan-figure-wide` and the narrow one (`narrow` in
    `application/vnd.bilan.display+json`) in `bilan-figure-narrow`: the stylesheet shows one of the two. Ink is `currentColor`.
key figures
    `bilan-strip` (a list) · `bilan-key` · `bilan-key-name` · `bilan-key-value` · `bilan-key-target` · `bilan-key-verdict` ·
    `bilan-key-years` · `bilan-spark`.
everywhere
    `bilan-visually-hidden` (words for who cannot see a symbol).

Markdown twins use the spans `[…]{.bilan-light}`, `[…]{.bilan-note}` and `[…]{.bilan-source}`.
"""
