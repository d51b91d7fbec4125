"""Pages on one's own account: sign-in, second factor, registration, companies, tokens."""
