"""The executor of a Dask cluster.  Its workers are ordinary ``dask worker`` processes on machines that
have photocheck installed; one thread each, for a checker is for one thread."""

from __future__ import annotations

import logging
from concurrent.futures import Executor
from typing import Any

from photocheck.errors import UsageError
from photocheck.words import sentence

CONNECT_SECONDS = 10


def connect(address: str) -> tuple[Executor, int]:
    """An executor for the scheduler at ``address``, and how many photos its workers do at a time.

    A worker that is lost has its photo done again elsewhere by Dask, which gives up on a photo that
    takes several workers with it.

    Photos are sent there, and what comes back is unpickled: whoever answers can run code here.  An address that begins
    with ``tls://`` is talked to under the certificates of Dask's own settings (``distributed.comm.tls``), so that both
    sides prove who they are.

    :raises UsageError: when Dask is not installed, nobody answers, there is no worker, or certificates are missing.
    """
    try:
        from distributed import Client  # noqa: PLC0415 - an optional dependency
        from distributed.security import Security  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(sentence("batch.cluster.not_installed")) from error
    settings: Any = Security  # the library is untyped
    if address.startswith("tls://") and settings().get_connection_args("client").get("ssl_context") is None:
        raise UsageError(sentence("batch.cluster.no_certificates", address=address))
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # lost workers are told of in the results
    try:
        make: Any = Client  # the library is untyped
        client: Any = make(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(sentence("batch.cluster.no_scheduler", address=address)) from error
    threads = sum(client.nthreads().values())
    if threads == 0:
        client.close()
        raise UsageError(sentence("batch.cluster.no_workers", address=address))
    return _Cluster(client), threads


class _Cluster(Executor):
    """Dask's own executor, closing its connection when it is shut down."""

    def __init__(self, client: Any) -> None:
        self._client = client
        # Not pure: each submission is its own task, also where two photos are the same bytes.
        self._executor = client.get_executor(pure=False)

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        return self._executor.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._executor.shutdown(wait=wait and not cancel_futures)
        self._client.close()
