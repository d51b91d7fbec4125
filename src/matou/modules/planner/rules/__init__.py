"""What is true of networks, cargoes and chains without a database and a clock."""
