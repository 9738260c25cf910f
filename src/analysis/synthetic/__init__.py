"""A made-up agency whose true answers are known: its model, its files, its store and its truth."""

from analysis.synthetic.agency import Agency, make_agency
from analysis.synthetic.agency_files import write_agency_files
from analysis.synthetic.store_files import write_store

__all__ = ["Agency", "make_agency", "write_agency_files", "write_store"]
