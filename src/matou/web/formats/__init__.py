"""Number and date formats of the two languages; dates are ISO 8601 in both."""
