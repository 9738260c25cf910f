"""The trials of `benchmarks/faults.py`: one module a kind, each with `prepare()` and `try_one(seed)`."""
