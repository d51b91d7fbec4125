"""People and companies (主体): who they are, what they may do, how they sign in."""
