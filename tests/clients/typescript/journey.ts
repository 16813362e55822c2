// Registers an invented person, logs in, and reads refusals: an example of a client in TypeScript.

import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { parseArgs } from "node:util";

import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";

import { call } from "./calls.js";
import {
  type Registration,
  RegistrationService,
  RegistrationStage,
} from "./generated/kabinet/identity/v1/registration_service_pb.js";
import { SessionService } from "./generated/kabinet/identity/v1/session_service_pb.js";
import { ProfileService } from "./generated/kabinet/profile/v1/profile_service_pb.js";
import { InboxService } from "./generated/kabinet/sinks/v1/inbox_service_pb.js";
import { Channel } from "./generated/kabinet/type/v1/contact_pb.js";
import { Refusal } from "./refusal.js";

const CLIENT = { language: "en", userAgent: "kabinet example client (TypeScript)" };
const PASSWORD = "Verfroren-Kieselweg-Haferbrei!";
const MESSAGE_WAIT_SECONDS = 20;

/** The steps of one person; each says what it saw and fails when that is not what was expected. */
class Journey {
  readonly #registrations;
  readonly #sessions;
  readonly #profiles;
  readonly #inbox;

  readonly #login = `anna.${Array.from({ length: 8 }, () => "abcdef"[randomInt(6)]).join("")}`;
  readonly #email = `${this.#login}@example.com`;
  readonly #mobile = `+7900${String(randomInt(10 ** 7)).padStart(7, "0")}`;
  /** What every stage after the first carries, beside a request id of its own. */
  #place = { registrationId: "", resumeToken: "" };
  #steps = 0;

  constructor(portBase: number) {
    const transport = (offset: number) =>
      createGrpcTransport({ baseUrl: `http://127.0.0.1:${portBase + offset}` });
    const identity = transport(1);
    this.#registrations = createClient(RegistrationService, identity);
    this.#sessions = createClient(SessionService, identity);
    this.#profiles = createClient(ProfileService, transport(2));
    this.#inbox = createClient(InboxService, transport(81));
  }

  async walk(): Promise<void> {
    await this.#start();
    await this.#submit();
    await this.#sendCode();
    const token = await this.#confirm(await this.#readCode());
    await this.#seeProfile(token);
    await this.#logIn();
    await this.#beRefused();
    console.log(`typescript: ${this.#steps} steps, all answered as expected`);
  }

  async #start(): Promise<void> {
    const request = {
      requestId: randomUUID(),
      login: this.#login,
      password: PASSWORD,
      passwordConfirmation: PASSWORD,
      terms: ["user-agreement", "personal-data-consent"].map((documentId) => ({
        documentId,
        version: "2026-01",
      })),
      client: CLIENT,
    };
    const answer = await call(this.#registrations.startRegistration, request);
    const registrationId = answer.registration?.registrationId ?? "";
    this.#says("StartRegistration", registrationId);

    const repeat = await call(this.#registrations.startRegistration, request);
    assert.equal(repeat.registration?.registrationId, registrationId);
    this.#says("StartRegistration", "the same request again: the same registration");

    this.#place = { registrationId, resumeToken: answer.resumeToken };
  }

  async #submit(): Promise<void> {
    const withPerson = await call(this.#registrations.submitPersonalData, {
      requestId: randomUUID(),
      ...this.#place,
      personalData: {
        familyName: "Ёлкина",
        givenName: "Анна",
        birthDate: { year: 1990, month: 2, day: 28 },
        regionCode: "RU-MOW",
      },
    });
    this.#says("SubmitPersonalData", `due: ${stage(withPerson.registration)}`);

    const withContacts = await call(this.#registrations.submitContacts, {
      requestId: randomUUID(),
      ...this.#place,
      mobile: this.#mobile,
      email: this.#email,
    });
    this.#says("SubmitContacts", `due: ${stage(withContacts.registration)}`);
  }

  async #sendCode(): Promise<void> {
    const request = () => ({
      requestId: randomUUID(),
      ...this.#place,
      channel: Channel.SMS,
      client: CLIENT,
    });
    const answer = await call(this.#registrations.sendConfirmation, request());
    const digits = answer.registration?.confirmation?.codeLength;
    this.#says("SendConfirmation", `${digits} digits`);

    const again = call(this.#registrations.sendConfirmation, request());
    const refusal = await refused(again, "RESEND_TOO_SOON");
    assert(refusal.retryAfterMs !== undefined);
    this.#says("SendConfirmation", `${refusal.reason}, in ${refusal.retryAfterMs / 1000} s`);
  }

  async #readCode(): Promise<string> {
    const { message } = await call(
      this.#inbox.waitForMessage,
      { to: this.#mobile, timeoutSeconds: MESSAGE_WAIT_SECONDS },
      // The deadline leaves the server the time that it is asked to wait.
      { deadlineMs: (MESSAGE_WAIT_SECONDS + 5) * 1000 },
    );
    const code = message?.text.match(/\d{6}/)?.[0];
    assert(message && code, "no message with a code came");
    this.#says("WaitForMessage", message.messageId);
    return code;
  }

  async #confirm(code: string): Promise<string> {
    const { grant } = await call(this.#registrations.confirmRegistration, {
      requestId: randomUUID(),
      ...this.#place,
      code,
      client: CLIENT,
    });
    assert(grant?.session);
    this.#says("ConfirmRegistration", grant.session.accountId);
    return grant.accessToken;
  }

  async #seeProfile(token: string): Promise<void> {
    const { profile } = await call(this.#profiles.getProfile, {}, { token });
    const name = `${profile?.givenName} ${profile?.familyName}`;
    assert.equal(name, "Анна Ёлкина");
    this.#says("GetProfile", name);
  }

  async #logIn(): Promise<void> {
    const { grant } = await call(this.#sessions.login, {
      requestId: randomUUID(),
      identifier: this.#mobile,
      password: PASSWORD,
      client: CLIENT,
    });
    assert(grant?.session);
    this.#says("Login", grant.session.sessionId);
  }

  async #beRefused(): Promise<void> {
    const wrong = call(this.#sessions.login, {
      requestId: randomUUID(),
      identifier: this.#login,
      password: "wrong",
      client: CLIENT,
    });
    const refusal = await refused(wrong, "CREDENTIALS_INVALID");
    this.#says("Login", `${refusal.reason} (${refusal.message})`);

    const malformed = call(this.#sessions.login, { requestId: "no uuid", password: PASSWORD });
    const { reason, fields } = await refused(malformed, "INVALID_REQUEST");
    assert.deepEqual([...fields.keys()].sort(), ["identifier", "request_id"]);
    const told = [...fields].map(([field, why]) => `${field}: ${why}`).join(", ");
    this.#says("Login", `${reason} (${told})`);
  }

  #says(step: string, seen: string): void {
    this.#steps += 1;
    console.log(`${String(this.#steps).padStart(2)} ${step.padEnd(20)} ${seen}`);
  }
}

/** Awaits a call that has to be refused for `reason`. */
async function refused(answer: Promise<unknown>, reason: string): Promise<Refusal> {
  const refusal = await answer.then(
    () => assert.fail(`a call was answered that is to be refused: ${reason}`),
    (error: unknown) => error,
  );
  if (refusal instanceof Refusal && refusal.reason === reason) {
    return refusal;
  }
  throw refusal;
}

/** Names the stage that is due. A later server may know stages that this client does not. */
function stage(of: Registration | undefined): string {
  const due = of?.dueStage ?? RegistrationStage.UNSPECIFIED;
  return RegistrationStage[due] ?? `stage ${due}`;
}

const { values } = parseArgs({ options: { "port-base": { type: "string", default: "7100" } } });
await new Journey(Number(values["port-base"])).walk();
