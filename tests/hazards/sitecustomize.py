"""Accidents on order, for tests that put this folder on PYTHONPATH: Python imports this file at start.

- A photo whose bytes hold ``CRASH-HERE`` makes the JPEG decoder crash, one with ``HANG-HERE`` makes it
  hang inside native code.
- ``PHOTOCHECK_TEST_DECODERS=FILE`` writes down the number of each process that decodes a picture.
- ``PHOTOCHECK_TEST_KILL=function:before|after:n`` kills the process that writes the tree at its n-th call
  of one of the functions that matter for the order of writes.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

WORKER = "photocheck.batch.pool_child"


def _spoil_decoder() -> None:
    try:
        import simplejpeg
    except ImportError:
        return
    real = simplejpeg.decode_jpeg

    def decode_jpeg(data, *arguments, **named):
        if b"CRASH-HERE" in data:
            os.kill(os.getpid(), signal.SIGSEGV)
        if b"HANG-HERE" in data:
            ctypes.PyDLL(None).sleep(1000)  # PyDLL keeps the interpreter's lock, as a hanging decoder may
        return real(data, *arguments, **named)

    simplejpeg.decode_jpeg = decode_jpeg


def _note_decoders(file: str) -> None:
    try:
        import simplejpeg
        from PIL import ImageFile
    except ImportError:
        return

    def noted(real):
        def decode(*arguments, **named):
            with open(file, "a") as told:  # noqa: PTH123 - before anything of ours is loaded
                told.write(f"{os.getpid()}\n")
            return real(*arguments, **named)

        return decode

    simplejpeg.decode_jpeg = noted(simplejpeg.decode_jpeg)
    ImageFile.ImageFile.load = noted(ImageFile.ImageFile.load)


def _is_ours(name: str, arguments: tuple) -> bool:
    """Whether a call is one of those that a picture is written by: libraries make and remove files of their own."""
    if name == "open":
        return bool(arguments[1] & os.O_EXCL) and str(arguments[0]).endswith((".part", ".JPG"))
    return name != "unlink" or str(arguments[0]).rpartition("/")[2].startswith(".")


def _kill_at(module: object, name: str, when: str, call: int) -> None:
    real = getattr(module, name)
    calls = 0

    def spoiled(*arguments, **named):
        nonlocal calls
        if not _is_ours(name, arguments):
            return real(*arguments, **named)
        calls += 1
        if calls == call and when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return real(*arguments, **named)
        finally:  # also where it raised: a file that is to go may have been gone before
            if calls == call and when == "after":
                os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, spoiled)


if os.environ.get("PHOTOCHECK_TEST_SPOIL"):
    _spoil_decoder()
if os.environ.get("PHOTOCHECK_TEST_DECODERS"):
    _note_decoders(os.environ["PHOTOCHECK_TEST_DECODERS"])
order = os.environ.get("PHOTOCHECK_TEST_KILL")
if order and not any(WORKER in word for word in sys.orig_argv):
    _function, _when, _call = order.split(":")
    _kill_at(os, _function, _when, int(_call))
