"""Compiling of kernels by numba, with the machine code kept beside them.

Compiling the planner's kernel takes ten seconds and more, so it happens once, at set-up, and every
later process loads what was made: under whichever system user, also where the installation cannot
be written. numba's own rule needs a writable folder even to read, which a second user of a
read-only installation has not; ours takes the folder beside the source as soon as code lies in it.
The cache is keyed by the content of all kernels' sources, the signature and the processor, hence
never stale: numba alone would look at the one file and miss a change in what it calls.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from numba import njit
from numba.core import caching

Function = TypeVar("Function", bound=Callable[..., Any])

CACHE = Path(__file__).parent / "__pycache__"
STAMP = hashlib.sha256(
    b"".join(file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py")))
).hexdigest()


class BesideSource(caching.InTreeCacheLocator):
    """Takes the folder beside the source for reading, and where it may for writing."""

    @classmethod
    def from_function(cls, py_func: Callable[..., Any], py_file: str) -> "BesideSource | None":
        """Return the locator where code lies ready or can be written; else numba looks on."""
        if Path(py_file).parent != CACHE.parent:
            return None
        locator = cls(py_func, py_file)
        if any(CACHE.glob("*.nbi")):
            return locator
        try:
            locator.ensure_cache_path()  # type: ignore[no-untyped-call]  # numba's own method
        except OSError:
            return None
        return locator

    def get_source_stamp(self) -> str:
        """Return what changes with any kernel's source."""
        return STAMP


def compiled(function: Function) -> Function:
    """Compile the function at its first call, or load the code that set-up has left."""
    decorate: Any = njit(cache=True, error_model="numpy")
    kept: Function = decorate(function)
    return kept


def compiled_in_place(function: Function) -> Function:
    """Compile a function that makes and returns no arrays, without counting references.

    numba counts the references of an array up and down at every look into a tuple and every call,
    across processors. Nobody can drop an array while the function runs, for its caller holds it.
    """
    bare: Any = njit  # its stubs do not know the option
    decorate = bare(cache=True, error_model="numpy", _nrt=False)
    kept: Function = decorate(function)
    return kept


def inner(function: Function) -> Function:
    """Compile a function that only compiled ones call, into each of them.

    Python cannot call it, which halves the work. It makes and returns no arrays: their references
    are not counted, which made a search three times as fast.
    """
    return _inlined(function, _nrt=False)


def inner_making(function: Function) -> Function:
    """Compile an inner function that makes or returns arrays."""
    return _inlined(function)


def _inlined(function: Function, **options: bool) -> Function:
    bare: Any = njit  # its stubs do not know the options
    decorate = bare(
        no_cpython_wrapper=True,
        no_cfunc_wrapper=True,
        forceinline=True,
        error_model="numpy",
        **options,
    )
    kept: Function = decorate(function)
    return kept


if BesideSource not in caching.CompileResultCacheImpl._locator_classes:  # noqa: SLF001
    # No public way leads there but an environment variable, which would bind every numba user.
    caching.CompileResultCacheImpl._locator_classes = [  # noqa: SLF001
        BesideSource,
        *caching.CompileResultCacheImpl._locator_classes,  # noqa: SLF001
    ]
