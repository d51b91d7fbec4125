"""What is true of service items without a database and a clock."""
