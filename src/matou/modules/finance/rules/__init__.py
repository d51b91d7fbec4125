"""What is true of statements and tax reports without a database and a clock."""
