"""The canonical tables: what every agency's extract becomes before anything is counted.

One row of `participations` is one participation, and so on: each table is the plural of its row. A cell without a value is null, and a
companion column `<column>_missing` tells why (`blank`, `unknown`, `not_applicable` or `suppressed`): four different things.
"""

from __future__ import annotations

from analysis.extracts.tables.agreements import tables_of_agreements
from analysis.extracts.tables.model import Table
from analysis.extracts.tables.participations import tables_of_participations
from analysis.extracts.tables.publications import tables_of_publications
from analysis.extracts.tables.records import tables_of_records

_GROUPS = (tables_of_participations(), tables_of_agreements(), tables_of_records(), tables_of_publications())

TABLES: dict[str, Table] = {table.name: table for group in _GROUPS for table in group}
"""Every canonical table by name.

`series` holds official aggregates: one row is one figure of one publication for a month (`period`, its first day) and a territory
(`quebec`, or a region code). `scheme` says how a total is broken down (`total`, `age`, `family`…) and `category` which part it is:
parts of one scheme may overlap those of another and must never be added across schemes. The three `published_` columns keep what the
publisher printed (percentages as percentages, so 60.0 and -2.2), so that our recomputation can be held against it.

`highlights` holds the sentences of a publication that compare two months: the two figures, and the difference and percentage printed with
them.
"""
