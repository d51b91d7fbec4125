"""The operator's console (运营台): pages on the spine for operators, auditors, administrators."""
