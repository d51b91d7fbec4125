"""The main job: one real cargo from posted demand to paid carrier, on a clock of its own."""
