"""PostgreSQL for the house: a supervised cluster of its own, or the one of DATABASE_URL."""
