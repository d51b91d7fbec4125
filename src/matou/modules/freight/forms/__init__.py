"""Forms of freight: what people type, turned into terms that the rules judge."""
