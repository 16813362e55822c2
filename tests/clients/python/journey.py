"""Registers an invented person, logs in, and reads refusals: an example of a client in Python."""

import argparse
import random
import re
import uuid

import grpc
from google.type.date_pb2 import Date

from calls import call
from kabinet.identity.v1 import registration_service_pb2 as registration
from kabinet.identity.v1 import session_service_pb2 as session
from kabinet.identity.v1.registration_service_pb2_grpc import RegistrationServiceStub
from kabinet.identity.v1.session_service_pb2_grpc import SessionServiceStub
from kabinet.profile.v1.profile_service_pb2 import GetProfileRequest
from kabinet.profile.v1.profile_service_pb2_grpc import ProfileServiceStub
from kabinet.sinks.v1.inbox_service_pb2 import WaitForMessageRequest
from kabinet.sinks.v1.inbox_service_pb2_grpc import InboxServiceStub
from kabinet.type.v1.client_context_pb2 import ClientContext
from kabinet.type.v1.contact_pb2 import CHANNEL_SMS
from kabinet.type.v1.person_pb2 import PersonalData
from refusal import Refusal

CLIENT = ClientContext(language="en", user_agent="kabinet example client (Python)")
PASSWORD = "Verfroren-Kieselweg-Haferbrei!"
MESSAGE_WAIT_SECONDS = 20


class Journey:
    """The steps of one person; each says what it saw and fails when that is not what was expected."""

    def __init__(self, port_base: int):
        def channel(offset: int) -> grpc.Channel:
            return grpc.insecure_channel(f"127.0.0.1:{port_base + offset}")

        identity = channel(1)
        self.registrations = RegistrationServiceStub(identity)
        self.sessions = SessionServiceStub(identity)
        self.profiles = ProfileServiceStub(channel(2))
        self.inbox = InboxServiceStub(channel(81))

        name = "".join(random.choices("abcdef", k=8))
        self.login = f"anna.{name}"
        self.email = f"{self.login}@example.com"
        self.mobile = f"+7900{random.randrange(10**7):07}"
        self.steps = 0

    def walk(self) -> None:
        self.start()
        self.submit()
        self.send_code()
        token = self.confirm(self.read_code())
        self.see_profile(token)
        self.log_in()
        self.be_refused()
        print(f"python: {self.steps} steps, all answered as expected")

    def start(self) -> None:
        request = registration.StartRegistrationRequest(
            request_id=new_id(),
            login=self.login,
            password=PASSWORD,
            password_confirmation=PASSWORD,
            terms=[
                registration.AcceptedTerms(document_id=document, version="2026-01")
                for document in ("user-agreement", "personal-data-consent")
            ],
            client=CLIENT,
        )
        answer = call(self.registrations.StartRegistration, request)
        self.registration_id = answer.registration.registration_id
        self.says("StartRegistration", self.registration_id)

        repeat = call(self.registrations.StartRegistration, request)
        assert repeat.registration.registration_id == self.registration_id
        self.says("StartRegistration", "the same request again: the same registration")

        # What every later stage carries, beside a request id of its own.
        self.place = {
            "registration_id": self.registration_id,
            "resume_token": answer.resume_token,
        }

    def submit(self) -> None:
        personal_data = PersonalData(
            family_name="Ёлкина",
            given_name="Анна",
            birth_date=Date(year=1990, month=2, day=28),
            region_code="RU-MOW",
        )
        request = registration.SubmitPersonalDataRequest(
            request_id=new_id(), personal_data=personal_data, **self.place
        )
        answer = call(self.registrations.SubmitPersonalData, request)
        self.says("SubmitPersonalData", f"due: {stage(answer.registration)}")

        request = registration.SubmitContactsRequest(
            request_id=new_id(), mobile=self.mobile, email=self.email, **self.place
        )
        answer = call(self.registrations.SubmitContacts, request)
        self.says("SubmitContacts", f"due: {stage(answer.registration)}")

    def send_code(self) -> None:
        def request():
            return registration.SendConfirmationRequest(
                request_id=new_id(), channel=CHANNEL_SMS, client=CLIENT, **self.place
            )

        answer = call(self.registrations.SendConfirmation, request())
        self.says("SendConfirmation", f"{answer.registration.confirmation.code_length} digits")

        refusal = refused(self.registrations.SendConfirmation, request(), "RESEND_TOO_SOON")
        assert refusal.retry_after_seconds is not None
        self.says("SendConfirmation", f"{refusal.reason}, in {refusal.retry_after_seconds:.0f} s")

    def read_code(self) -> str:
        request = WaitForMessageRequest(to=self.mobile, timeout_seconds=MESSAGE_WAIT_SECONDS)
        # The deadline leaves the server the time that it is asked to wait.
        answer = call(
            self.inbox.WaitForMessage, request, deadline_seconds=MESSAGE_WAIT_SECONDS + 5
        )
        code = re.search(r"\d{6}", answer.message.text)
        assert code, "no message with a code came"
        self.says("WaitForMessage", answer.message.message_id)
        return code[0]

    def confirm(self, code: str) -> str:
        request = registration.ConfirmRegistrationRequest(
            request_id=new_id(), code=code, client=CLIENT, **self.place
        )
        grant = call(self.registrations.ConfirmRegistration, request).grant
        self.says("ConfirmRegistration", grant.session.account_id)
        return grant.access_token

    def see_profile(self, token: str) -> None:
        profile = call(self.profiles.GetProfile, GetProfileRequest(), token=token).profile
        assert (profile.given_name, profile.family_name) == ("Анна", "Ёлкина")
        self.says("GetProfile", f"{profile.given_name} {profile.family_name}")

    def log_in(self) -> None:
        request = session.LoginRequest(
            request_id=new_id(), identifier=self.mobile, password=PASSWORD, client=CLIENT
        )
        grant = call(self.sessions.Login, request).grant
        self.says("Login", grant.session.session_id)

    def be_refused(self) -> None:
        request = session.LoginRequest(
            request_id=new_id(), identifier=self.login, password="wrong", client=CLIENT
        )
        refusal = refused(self.sessions.Login, request, "CREDENTIALS_INVALID")
        self.says("Login", f"{refusal.reason} ({refusal})")

        request = session.LoginRequest(request_id="no uuid", password=PASSWORD)
        refusal = refused(self.sessions.Login, request, "INVALID_REQUEST")
        assert refusal.fields.keys() == {"request_id", "identifier"}, refusal.fields
        fields = ", ".join(f"{field}: {reason}" for field, reason in refusal.fields.items())
        self.says("Login", f"{refusal.reason} ({fields})")

    def says(self, step: str, seen: str) -> None:
        self.steps += 1
        print(f"{self.steps:2} {step:20} {seen}")


def refused(method, request, reason: str) -> Refusal:
    """Makes a call that has to be refused for `reason`."""
    try:
        call(method, request)
    except Refusal as refusal:
        if refusal.reason == reason:
            return refusal
        raise
    raise AssertionError(f"a call was answered that is to be refused: {reason}")


def stage(of: registration.Registration) -> str:
    """Names the stage that is due. A later server may know stages that this client does not."""
    known = registration.RegistrationStage.DESCRIPTOR.values_by_number.get(of.due_stage)
    return known.name if known else f"stage {of.due_stage}"


def new_id() -> str:
    return str(uuid.uuid4())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port-base", type=int, default=7100, help="as of `kabinet dev`")
    Journey(parser.parse_args().port_base).walk()
