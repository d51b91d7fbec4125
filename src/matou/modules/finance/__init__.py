"""Money's papers: period statements, and what the platform reports to the tax authority."""
