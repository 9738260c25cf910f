"""What a report must be before it is published; every fault is found, not only the first."""

from analysis.publication.checks.report import report_problems

__all__ = ["report_problems"]
