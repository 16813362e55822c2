package main

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
)

const (
	// On loopback only; elsewhere the transport says who calls.
	caller = "gateway/example-go"

	deadline = 10 * time.Second
	attempts = 4
	// A longer wait is for the person to know of, not for the call to sit out.
	patience = 5 * time.Second
	// Where nobody said how long to wait.
	pause = time.Second
)

// method is an RPC of a generated client.
type method[Request, Response any] func(context.Context, Request, ...grpc.CallOption) (Response, error)

// call makes a call, or returns a *Refusal.
//
// Every attempt sends the same message. That is safe: what changes anything carries a request_id, and a
// repeat of it gets the first answer.
func call[Request, Response any](
	ctx context.Context, rpc method[Request, Response], request Request,
) (Response, error) {
	ctx = metadata.AppendToOutgoingContext(ctx, "kabinet-caller", caller)
	for attempt := 1; ; attempt++ {
		answer, err := within(ctx, rpc, request)
		if err == nil {
			return answer, nil
		}
		refusal := readRefusal(err)
		wait, worth := waitFor(refusal)
		if attempt == attempts || !worth || wait > patience {
			return answer, refusal
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return answer, refusal
		}
	}
}

// within makes one attempt. It has the usual deadline, unless the caller has set one for all of them.
func within[Request, Response any](
	ctx context.Context, rpc method[Request, Response], request Request,
) (Response, error) {
	if _, given := ctx.Deadline(); !given {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, deadline)
		defer cancel()
	}
	return rpc(ctx, request)
}

// waitFor says how long to wait before the next attempt, and whether one is worth it.
func waitFor(refusal *Refusal) (time.Duration, bool) {
	switch {
	case refusal.RetryAfter != nil:
		return *refusal.RetryAfter, true
	// Whether such a call took effect is not known.
	case refusal.Code == codes.Unavailable, refusal.Code == codes.DeadlineExceeded:
		return pause, true
	case refusal.Reason == "ACCOUNT_NOT_READY":
		return pause, true
	default:
		return 0, false
	}
}

// withToken makes the calls of a context those of a person who has logged in.
func withToken(ctx context.Context, token string) context.Context {
	return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+token)
}
