"""Pages of the registers: one file a register, one for the registrar's desk."""
