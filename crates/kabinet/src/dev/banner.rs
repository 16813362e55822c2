//! What a person sees once everything runs.

use super::Plan;
use crate::{dev::ports::Ports, terminal};

pub(super) fn print(plan: &Plan) {
    let ports = plan.ports;
    let base = if ports.base() == Ports::BASE {
        String::new()
    } else {
        format!(" --port-base {}", ports.base())
    };
    terminal::line(&format!(
        "\
Kabinet is ready.

  identity      {identity}   gRPC
  profile       {profile}   gRPC
  verification  {verification}   gRPC
  subscriptions {subscriptions}   gRPC
  mail sink     {smtp}   SMTP
  SMS sink      {smsc}   SMPP 3.4
  messages      http://{page}/   (RPC: kabinet.sinks.v1.InboxService on {inbox})
  data          {directory}

Walk the whole journey:
  cargo run --bin kabinet -- tour{base}

Or look around:
  buf curl --protocol grpc --http2-prior-knowledge --list-methods http://{identity}
  buf curl --protocol grpc --http2-prior-knowledge -d '{{\"language\": \"en\"}}' \\
    http://{identity}/kabinet.identity.v1.RegistrationService/GetRegistrationGuide
  grpcurl -plaintext -d '{{\"language\": \"en\"}}' \\
    {identity} kabinet.identity.v1.RegistrationService/GetRegistrationGuide

README.md has the journey by hand. Ctrl-C stops everything that was started here.",
        identity = ports.identity(),
        profile = ports.profile(),
        verification = ports.verification(),
        subscriptions = ports.subscriptions(),
        smtp = ports.smtp(),
        smsc = ports.smsc(),
        page = ports.page(),
        inbox = ports.inbox(),
        directory = plan.directory.display(),
    ));
}
