// Makes calls: says who calls, sets a deadline, repeats what invites a repeat.

import { setTimeout as sleep } from "node:timers/promises";

import { type CallOptions, Code, ConnectError } from "@connectrpc/connect";

import { Refusal } from "./refusal.js";

/** On loopback only; elsewhere the transport says who calls. */
const CALLER = { "kabinet-caller": "gateway/example-typescript" };

const DEADLINE_MS = 10_000;
const ATTEMPTS = 4;
/** A longer wait is for the person to know of, not for the call to sit out. */
const PATIENCE_MS = 5_000;
/** Where nobody said how long to wait. */
const PAUSE_MS = 1_000;

/** Whether such a call took effect is not known. */
const UNCLEAR = [Code.Unavailable, Code.DeadlineExceeded];

type Method<I, O> = (request: I, options?: CallOptions) => Promise<O>;

/**
 * Calls `method`, or throws a `Refusal`.
 *
 * Every attempt sends the same message. That is safe: what changes anything carries a `requestId`, and
 * a repeat of it gets the first answer.
 */
export async function call<I, O>(
  method: Method<I, O>,
  request: I,
  { token = "", deadlineMs = DEADLINE_MS } = {},
): Promise<O> {
  const headers: HeadersInit = token ? { ...CALLER, authorization: `Bearer ${token}` } : CALLER;
  for (let attempt = 1; ; attempt++) {
    try {
      return await method(request, { headers, timeoutMs: deadlineMs });
    } catch (error) {
      const refusal = new Refusal(ConnectError.from(error));
      const wait = waitMs(refusal);
      if (attempt === ATTEMPTS || wait === undefined || wait > PATIENCE_MS) {
        throw refusal;
      }
      await sleep(wait);
    }
  }
}

/** Returns how long to wait before the next attempt; undefined where a repeat changes nothing. */
function waitMs(refusal: Refusal): number | undefined {
  const worth = UNCLEAR.includes(refusal.code) || refusal.reason === "ACCOUNT_NOT_READY";
  return refusal.retryAfterMs ?? (worth ? PAUSE_MS : undefined);
}
