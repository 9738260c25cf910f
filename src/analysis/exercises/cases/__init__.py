"""The arithmetic of each case study: one module a case file, of the same name, with one function `work_out`."""
