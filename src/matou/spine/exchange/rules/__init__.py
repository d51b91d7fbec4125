"""What is true of exchange without a database and a clock."""
