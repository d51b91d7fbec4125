"""Where compiled code is kept: beside the kernels, for readers who may not write there too."""

from pathlib import Path

import pytest

from matou.kernels import jit, pareto


def test_code_of_kernels_lies_beside_them() -> None:
    locator = jit.BesideSource.from_function(pareto.advance.py_func, pareto.__file__)  # type: ignore[attr-defined]  # a numba dispatcher

    assert locator is not None
    assert Path(str(locator.get_cache_path())) == jit.CACHE  # type: ignore[no-untyped-call]  # numba's own
    assert locator.get_source_stamp() == jit.STAMP


def test_code_of_others_is_left_to_numba(tmp_path: Path) -> None:
    other = tmp_path / "other.py"

    assert jit.BesideSource.from_function(pareto.advance.py_func, str(other)) is None  # type: ignore[attr-defined]  # a numba dispatcher


def test_ready_code_is_read_where_nobody_may_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: object) -> None:
        raise PermissionError

    monkeypatch.setattr(jit.BesideSource, "ensure_cache_path", refuse)
    monkeypatch.setattr(jit, "CACHE", Path(pareto.__file__).parent / "no-such-folder")
    without = jit.BesideSource.from_function(pareto.advance.py_func, pareto.__file__)  # type: ignore[attr-defined]  # a numba dispatcher
    monkeypatch.setattr(jit, "CACHE", Path(pareto.__file__).parent / "ready")
    monkeypatch.setattr(Path, "glob", lambda _self, _pattern: iter([tmp_path]))
    ready = jit.BesideSource.from_function(pareto.advance.py_func, pareto.__file__)  # type: ignore[attr-defined]  # a numba dispatcher

    assert without is None
    assert ready is not None
