"""Reads public comments sent on paper and by fax into records that a person verifies."""

__version__ = "0.1.0"
