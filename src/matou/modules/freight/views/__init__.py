"""Pages of freight: demands, offers, lots, evidence, money, papers, the operator's desk."""
