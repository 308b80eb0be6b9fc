"""Signing a manifest (Ed25519, RFC 8032): proof of who made it, where a checksum proves only that it was not changed
on the way.  Needs the library ``cryptography``: ``pip install 'photocheck[sign]'``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from photocheck.errors import UsageError
from photocheck.io.files import opened, why
from photocheck.words import sentence

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAX_KEY = 1 << 14
"""Bytes of a key file; they have some 120."""


class SigningKey:
    """An office's own secret key, from a PEM file without a password.

    :raises UsageError: when it cannot be read, or the library is missing.
    """

    def __init__(self, path: Path) -> None:
        key = _loaded(path, "load_pem_private_key", password=None)
        if not hasattr(key, "sign") or not _is_ed25519(key.public_key()):
            raise UsageError(sentence("archive.signature.no_secret", path=path))
        self._key: Ed25519PrivateKey = key

    def sign(self, data: bytes) -> str:
        """64 bytes in hexadecimal digits."""
        return self._key.sign(data).hex()


class PublicKey:
    """The other half of an office's key, which whoever receives its pictures has from it.

    :raises UsageError: when it cannot be read, or the library is missing.
    """

    def __init__(self, path: Path) -> None:
        key = _loaded(path, "load_pem_public_key")
        if not _is_ed25519(key):
            raise UsageError(sentence("archive.signature.no_public", path=path))
        self._key: Ed25519PublicKey = key

    def made(self, signature: str, data: bytes) -> bool:
        """Whether the signature of the data was made with the secret half."""
        from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - an optional dependency

        try:
            self._key.verify(bytes.fromhex(signature), data)
        except (InvalidSignature, ValueError):
            return False
        return True


def _loaded(path: Path, how: str, **options: Any) -> Any:
    try:
        from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - an optional dependency
    except ImportError as error:
        raise UsageError(sentence("archive.signature.missing")) from error
    try:
        with opened(path, MAX_KEY) as file:
            data = file.read(MAX_KEY)
    except OSError as error:
        raise UsageError(sentence("archive.signature.unreadable", path=path, why=why(error))) from error
    try:
        return getattr(serialization, how)(data, **options)
    except Exception as error:
        # The library has half a dozen kinds of errors for what is no such key, or one with a password.
        key = "archive.signature.no_secret" if options else "archive.signature.no_public"
        raise UsageError(sentence(key, path=path)) from error


def _is_ed25519(key: object) -> bool:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - as above

    return isinstance(key, Ed25519PublicKey)
