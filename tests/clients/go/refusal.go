package main

import (
	"fmt"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

const domain = "kabinet"

// Refusal is a call that was refused, and what the caller can do about it. It is read from the
// google.rpc.Status in the trailer grpc-status-details-bin.
type Refusal struct {
	Code    codes.Code
	Message string
	// Reason is empty where something on the way answered, and not the suite.
	Reason   string
	Metadata map[string]string
	// RetryAfter is nil where nobody said when to try again.
	RetryAfter *time.Duration
	Fields     map[string]string
}

func (r *Refusal) Error() string {
	return fmt.Sprintf("%s: %s", r.Code, r.Message)
}

func readRefusal(err error) *Refusal {
	told := status.Convert(err)
	refusal := &Refusal{Code: told.Code(), Message: told.Message(), Fields: map[string]string{}}
	for _, detail := range told.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			if detail.GetDomain() == domain {
				refusal.Reason, refusal.Metadata = detail.GetReason(), detail.GetMetadata()
			}
		case *errdetails.RetryInfo:
			delay := detail.GetRetryDelay().AsDuration()
			refusal.RetryAfter = &delay
		case *errdetails.BadRequest:
			for _, violation := range detail.GetFieldViolations() {
				refusal.Fields[violation.GetField()] = violation.GetReason()
			}
		}
	}
	return refusal
}
