"""Pure rules of parties: identifiers, sealing of personal numbers, roles, tokens."""
