"""The cargo loop (货运): from a posted demand to a paid carrier."""
