"""Places (地点): ports, terminals, berths, locks, stations, airports and the fairways between."""
