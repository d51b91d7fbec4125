"""Writes of finance: issuing, answering and signing statements; the income reports."""
