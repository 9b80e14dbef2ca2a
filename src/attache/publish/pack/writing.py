"""Writing a pack as a folder or a ZIP file: it is there whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from attache.core.errors import InputError, WorkspaceError
from attache.core.files import sync_folder
from attache.publish.pack.making import File

__all__ = ["SUMS", "check_place", "write_pack"]

SUMS = "SHA256SUMS"
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def check_place(path: Path) -> None:
    """Refuse a place where no pack can be written, before anything is made."""
    if not path.parent.is_dir():
        raise InputError("is in no folder", where=str(path), mend="name a place in a folder that is there")
    taken = path.is_dir() and (_is_zip(path) or any(path.iterdir()))
    if taken or (path.is_file() and not _is_zip(path)):
        raise InputError("holds something already", where=str(path), mend="name a new folder, or a .zip file")


def write_pack(files: Iterable[File], path: Path) -> int:
    """Write the files, then `SHA256SUMS` over all of them; return their number. A name with `.zip` gets a ZIP file."""
    check_place(path)
    try:
        return _write_zip(files, path) if _is_zip(path) else _write_folder(files, path)
    except OSError as error:
        raise WorkspaceError(
            f"cannot be written ({error.strerror})", where=str(path), mend="choose a place that you may write to"
        ) from error


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip"


def _write_folder(files: Iterable[File], path: Path) -> int:
    draft = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
    try:
        count = 0
        for one, source in _with_sums(files):
            target = draft / one
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target) if isinstance(source, Path) else target.write_bytes(source)
            count += 1
        draft.chmod(0o755)
        if path.is_dir():
            path.rmdir()
        draft.rename(path)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    sync_folder(path.parent)
    return count


def _write_zip(files: Iterable[File], path: Path) -> int:
    count = 0
    with _draft(path) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as out:
        for name, source in _with_sums(files):
            info = zipfile.ZipInfo(f"{path.stem}/{name}", _ZIP_TIME)
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".gz") else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            if isinstance(source, Path):
                info.file_size = source.stat().st_size
                with source.open("rb") as body, out.open(info, "w") as entry:
                    shutil.copyfileobj(body, entry)
            else:
                out.writestr(info, source)
            count += 1
    return count


@contextmanager
def _draft(path: Path) -> Iterator[Path]:
    """Give a file beside `path` to write to, which takes its place when all went well."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        draft.chmod(0o644)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _with_sums(files: Iterable[File]) -> Iterator[tuple[str, bytes | Path]]:
    """Yield the files, then the sums of all of them, checkable by `sha256sum -c`."""
    sums: dict[str, str] = {}
    for one in files:
        sums[one.path] = _sha256(one.body)
        yield one.path, one.body
    yield SUMS, "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()


def _sha256(body: bytes | Path) -> str:
    if isinstance(body, bytes):
        return hashlib.sha256(body).hexdigest()
    with body.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
