"""Pure rules of the registers: the field catalogue, checks of values, history, names.

Each file is one concern; import the file (``from …rules import checks``), not this package.
"""
