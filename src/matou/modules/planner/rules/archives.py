"""Files as one ZIP, whose bytes depend on their content alone, and back."""

from collections.abc import Collection, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo
from zlib import error as Damaged  # noqa: N812  # a class, whatever its name looks like


def zipped(files: Mapping[str, str]) -> bytes:
    """Return the files in their order as one ZIP: equal bytes for equal content."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as folder:
        for name, text in files.items():
            entry = ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            folder.writestr(entry, text)
    return out.getvalue()


def unzipped(content: bytes, *, names: Collection[str], most_bytes: int) -> dict[str, bytes]:
    """Return the files of those names that a ZIP holds; none where it cannot be read.

    A file is read to one byte more than ``most_bytes``, so that its reader sees it is too large.
    """
    found: dict[str, bytes] = {}
    try:
        with ZipFile(BytesIO(content)) as folder:
            for name in folder.namelist():
                if name in names:
                    with folder.open(name) as file:
                        found[name] = file.read(most_bytes + 1)
    # Cut short, damaged, encrypted, or packed in a way that Python cannot undo.
    except (BadZipFile, Damaged, EOFError, RuntimeError, NotImplementedError):
        return {}
    return found
