"""Pure business rules of the cargo loop: no clock, no database, one concern a file."""
