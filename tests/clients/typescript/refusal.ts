// Reads refusals: `google.rpc.Status` in the trailer `grpc-status-details-bin`.

import { durationMs } from "@bufbuild/protobuf/wkt";
import { Code, ConnectError } from "@connectrpc/connect";

import {
  BadRequestSchema,
  ErrorInfoSchema,
  RetryInfoSchema,
} from "./generated/google/rpc/error_details_pb.js";

const DOMAIN = "kabinet";

/** A call that was refused, and what the caller can do about it. */
export class Refusal extends Error {
  readonly code: Code;
  /** Empty where something on the way answered, and not the suite. */
  readonly reason: string;
  readonly metadata: Record<string, string>;
  readonly retryAfterMs: number | undefined;
  readonly fields: Map<string, string>;

  constructor(error: ConnectError) {
    super(`${Code[error.code]}: ${error.rawMessage}`);
    this.code = error.code;

    const info = error.findDetails(ErrorInfoSchema).find((each) => each.domain === DOMAIN);
    this.reason = info?.reason ?? "";
    this.metadata = info?.metadata ?? {};

    const delay = error.findDetails(RetryInfoSchema)[0]?.retryDelay;
    this.retryAfterMs = delay && durationMs(delay);

    const violations = error.findDetails(BadRequestSchema).flatMap((each) => each.fieldViolations);
    this.fields = new Map(violations.map((each) => [each.field, each.reason]));
  }
}
