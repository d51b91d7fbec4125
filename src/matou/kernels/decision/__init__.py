"""Decision tables, graphs and FEEL: models in, answers with their reasons out (README.md)."""
