"""Reads refusals: `google.rpc.Status` in the trailer `grpc-status-details-bin`."""

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

DOMAIN = "kabinet"


class Refusal(Exception):
    """A call that was refused, and what the caller can do about it."""

    def __init__(self, error: grpc.RpcError):
        super().__init__(f"{error.code().name}: {error.details()}")
        self.code = error.code()
        # Empty where something on the way answered, and not the suite.
        self.reason = ""
        self.metadata: dict[str, str] = {}
        self.retry_after_seconds: float | None = None
        self.fields: dict[str, str] = {}

        status = rpc_status.from_call(error)
        for detail in status.details if status else ():
            self._read(detail)

    def _read(self, detail) -> None:
        info = error_details_pb2.ErrorInfo()
        retry = error_details_pb2.RetryInfo()
        request = error_details_pb2.BadRequest()
        if detail.Unpack(info) and info.domain == DOMAIN:
            self.reason = info.reason
            self.metadata = dict(info.metadata)
        elif detail.Unpack(retry):
            self.retry_after_seconds = retry.retry_delay.ToTimedelta().total_seconds()
        elif detail.Unpack(request):
            self.fields = {each.field: each.reason for each in request.field_violations}
