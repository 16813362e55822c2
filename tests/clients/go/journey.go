package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"time"

	"github.com/google/uuid"

	date "example.com/kabinet-client/generated/google/type"
	identity "example.com/kabinet-client/generated/kabinet/identity/v1"
	profile "example.com/kabinet-client/generated/kabinet/profile/v1"
	sinks "example.com/kabinet-client/generated/kabinet/sinks/v1"
	types "example.com/kabinet-client/generated/kabinet/type/v1"
)

const (
	password           = "Verfroren-Kieselweg-Haferbrei!"
	messageWaitSeconds = 20
)

var (
	client = &types.ClientContext{Language: "en", UserAgent: "kabinet example client (Go)"}
	digits = regexp.MustCompile(`\d{6}`)
)

// person is invented.
type person struct{ login, email, mobile string }

func newPerson() person {
	name := make([]byte, 8)
	for i := range name {
		name[i] = "abcdef"[rand.IntN(6)]
	}
	login := "anna." + string(name)
	mobile := fmt.Sprintf("+7900%07d", rand.IntN(1e7))
	return person{login: login, email: login + "@example.com", mobile: mobile}
}

// journey is the steps of one person; each says what it saw and fails when that is not what was
// expected.
type journey struct {
	registrations identity.RegistrationServiceClient
	sessions      identity.SessionServiceClient
	profiles      profile.ProfileServiceClient
	inbox         sinks.InboxServiceClient

	person
	registrationID, resumeToken, code, token string
	steps                                    int
}

func (j *journey) walk(ctx context.Context) error {
	for _, step := range []func(context.Context) error{
		j.start, j.submit, j.sendCode, j.readCode, j.confirm, j.seeProfile, j.logIn, j.beRefused,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (j *journey) start(ctx context.Context) error {
	request := &identity.StartRegistrationRequest{
		RequestId:            uuid.NewString(),
		Login:                j.login,
		Password:             password,
		PasswordConfirmation: password,
		Terms: []*identity.AcceptedTerms{
			{DocumentId: "user-agreement", Version: "2026-01"},
			{DocumentId: "personal-data-consent", Version: "2026-01"},
		},
		Client: client,
	}
	answer, err := call(ctx, j.registrations.StartRegistration, request)
	if err != nil {
		return err
	}
	j.registrationID, j.resumeToken = answer.GetRegistration().GetRegistrationId(), answer.GetResumeToken()
	j.says("StartRegistration", j.registrationID)

	repeat, err := call(ctx, j.registrations.StartRegistration, request)
	if err != nil {
		return err
	}
	if repeat.GetRegistration().GetRegistrationId() != j.registrationID {
		return errors.New("the repeat of a request made another registration")
	}
	j.says("StartRegistration", "the same request again: the same registration")
	return nil
}

func (j *journey) submit(ctx context.Context) error {
	withPerson, err := call(ctx, j.registrations.SubmitPersonalData, &identity.SubmitPersonalDataRequest{
		RequestId:      uuid.NewString(),
		RegistrationId: j.registrationID,
		ResumeToken:    j.resumeToken,
		PersonalData: &types.PersonalData{
			FamilyName: "Ёлкина",
			GivenName:  "Анна",
			BirthDate:  &date.Date{Year: 1990, Month: 2, Day: 28},
			RegionCode: "RU-MOW",
		},
	})
	if err != nil {
		return err
	}
	// A stage that a later server knows and this client does not prints as its number.
	j.says("SubmitPersonalData", fmt.Sprint("due: ", withPerson.GetRegistration().GetDueStage()))

	withContacts, err := call(ctx, j.registrations.SubmitContacts, &identity.SubmitContactsRequest{
		RequestId:      uuid.NewString(),
		RegistrationId: j.registrationID,
		ResumeToken:    j.resumeToken,
		Mobile:         j.mobile,
		Email:          j.email,
	})
	if err != nil {
		return err
	}
	j.says("SubmitContacts", fmt.Sprint("due: ", withContacts.GetRegistration().GetDueStage()))
	return nil
}

func (j *journey) sendCode(ctx context.Context) error {
	request := func() *identity.SendConfirmationRequest {
		return &identity.SendConfirmationRequest{
			RequestId:      uuid.NewString(),
			RegistrationId: j.registrationID,
			ResumeToken:    j.resumeToken,
			Channel:        types.Channel_CHANNEL_SMS,
			Client:         client,
		}
	}
	answer, err := call(ctx, j.registrations.SendConfirmation, request())
	if err != nil {
		return err
	}
	length := answer.GetRegistration().GetConfirmation().GetCodeLength()
	j.says("SendConfirmation", fmt.Sprint(length, " digits"))

	refusal, err := refused(ctx, j.registrations.SendConfirmation, request(), "RESEND_TOO_SOON")
	if err != nil {
		return err
	}
	if refusal.RetryAfter == nil {
		return errors.New("nobody said when the next code may be asked for")
	}
	j.says("SendConfirmation", fmt.Sprint(refusal.Reason, ", in ", *refusal.RetryAfter))
	return nil
}

func (j *journey) readCode(ctx context.Context) error {
	// The deadline leaves the server the time that it is asked to wait.
	ctx, cancel := context.WithTimeout(ctx, (messageWaitSeconds+5)*time.Second)
	defer cancel()
	answer, err := call(ctx, j.inbox.WaitForMessage, &sinks.WaitForMessageRequest{
		To:             j.mobile,
		TimeoutSeconds: messageWaitSeconds,
	})
	if err != nil {
		return err
	}
	j.code = digits.FindString(answer.GetMessage().GetText())
	if j.code == "" {
		return errors.New("no message with a code came")
	}
	j.says("WaitForMessage", answer.GetMessage().GetMessageId())
	return nil
}

func (j *journey) confirm(ctx context.Context) error {
	answer, err := call(ctx, j.registrations.ConfirmRegistration, &identity.ConfirmRegistrationRequest{
		RequestId:      uuid.NewString(),
		RegistrationId: j.registrationID,
		ResumeToken:    j.resumeToken,
		Code:           j.code,
		Client:         client,
	})
	if err != nil {
		return err
	}
	j.token = answer.GetGrant().GetAccessToken()
	j.says("ConfirmRegistration", answer.GetGrant().GetSession().GetAccountId())
	return nil
}

func (j *journey) seeProfile(ctx context.Context) error {
	answer, err := call(withToken(ctx, j.token), j.profiles.GetProfile, &profile.GetProfileRequest{})
	if err != nil {
		return err
	}
	name := answer.GetProfile().GetGivenName() + " " + answer.GetProfile().GetFamilyName()
	if name != "Анна Ёлкина" {
		return fmt.Errorf("the profile is somebody else's: %s", name)
	}
	j.says("GetProfile", name)
	return nil
}

func (j *journey) logIn(ctx context.Context) error {
	answer, err := call(ctx, j.sessions.Login, &identity.LoginRequest{
		RequestId:  uuid.NewString(),
		Identifier: j.mobile,
		Password:   password,
		Client:     client,
	})
	if err != nil {
		return err
	}
	j.says("Login", answer.GetGrant().GetSession().GetSessionId())
	return nil
}

func (j *journey) beRefused(ctx context.Context) error {
	wrong := &identity.LoginRequest{
		RequestId:  uuid.NewString(),
		Identifier: j.login,
		Password:   "wrong",
		Client:     client,
	}
	refusal, err := refused(ctx, j.sessions.Login, wrong, "CREDENTIALS_INVALID")
	if err != nil {
		return err
	}
	j.says("Login", fmt.Sprintf("%s (%v)", refusal.Reason, refusal))

	malformed := &identity.LoginRequest{RequestId: "no uuid", Password: password}
	refusal, err = refused(ctx, j.sessions.Login, malformed, "INVALID_REQUEST")
	if err != nil {
		return err
	}
	fields := slices.Sorted(maps.Keys(refusal.Fields))
	if !slices.Equal(fields, []string{"identifier", "request_id"}) {
		return fmt.Errorf("other fields are wrong: %v", refusal.Fields)
	}
	j.says("Login", fmt.Sprintf("%s (%v)", refusal.Reason, refusal.Fields))
	return nil
}

func (j *journey) says(step, seen string) {
	j.steps++
	fmt.Printf("%2d %-20s %s\n", j.steps, step, seen)
}

// refused makes a call that has to be refused for a reason.
func refused[Request, Response any](
	ctx context.Context, rpc method[Request, Response], request Request, reason string,
) (*Refusal, error) {
	_, err := call(ctx, rpc, request)
	var refusal *Refusal
	switch {
	case err == nil:
		return nil, fmt.Errorf("a call was answered that is to be refused: %s", reason)
	case errors.As(err, &refusal) && refusal.Reason == reason:
		return refusal, nil
	default:
		return nil, err
	}
}
