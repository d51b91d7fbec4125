"""Registry (登记): the public registers of vessels, companies, ports and terminals."""
