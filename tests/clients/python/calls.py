"""Makes calls: says who calls, sets a deadline, repeats what invites a repeat."""

import time

import grpc

from refusal import Refusal

# On loopback only; elsewhere the transport says who calls.
CALLER = ("kabinet-caller", "gateway/example-python")

DEADLINE_SECONDS = 10.0
ATTEMPTS = 4
# A longer wait is for the person to know of, not for the call to sit out.
PATIENCE_SECONDS = 5.0
# Where nobody said how long to wait.
PAUSE_SECONDS = 1.0

# Whether such a call took effect is not known.
UNCLEAR = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


def call(method, request, token=None, deadline_seconds=DEADLINE_SECONDS):
    """Calls `method`, or raises `Refusal`.

    Every attempt sends the same message. That is safe: what changes anything carries a `request_id`,
    and a repeat of it gets the first answer.
    """
    metadata = [CALLER]
    if token:
        metadata.append(("authorization", f"Bearer {token}"))
    attempt = 1
    while True:
        try:
            return method(request, timeout=deadline_seconds, metadata=metadata)
        except grpc.RpcError as error:
            refusal = Refusal(error)
            wait = _wait_seconds(refusal)
            if attempt == ATTEMPTS or wait is None or wait > PATIENCE_SECONDS:
                raise refusal from None
        time.sleep(wait)
        attempt += 1


def _wait_seconds(refusal: Refusal) -> float | None:
    """Returns how long to wait before the next attempt; None where a repeat changes nothing."""
    if refusal.retry_after_seconds is not None:
        return refusal.retry_after_seconds
    if refusal.code in UNCLEAR or refusal.reason == "ACCOUNT_NOT_READY":
        return PAUSE_SECONDS
    return None
