"""From a network to the kernel's arrays, and from the kernel's labels and runs back.

``cutting`` makes a cargo's graph out of a network's ``columns``; ``encoding`` turns a graph told
arc by arc into arrays, as wishes that look back need it. ``searching`` and ``running`` hand both to
the kernels.
"""
