use std::io;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::behaviour::SmtpBehaviour;
use super::protocol::{Next, Protocol};
use super::reply;
use crate::messages::Messages;
use crate::switch::Switch;

/// RFC 5321, section 4.5.3.2.7.
const MAX_IDLE: Duration = Duration::from_mins(5);
const READ_OCTETS: usize = 8 * 1024;

/// Serves one connection until the client is done or idle.
pub(super) async fn run(
    mut stream: TcpStream,
    messages: Messages,
    behaviour: Arc<Switch<SmtpBehaviour>>,
) -> io::Result<()> {
    let env = messages.env().clone();
    let mut protocol = Protocol::new(messages, Arc::clone(&behaviour));
    let mut replies = String::new();
    let mut next = protocol.greet(&mut replies);
    let mut buffer = vec![0; READ_OCTETS];
    loop {
        let reading = async {
            stream.write_all(replies.as_bytes()).await?;
            match next {
                Next::Close => {
                    stream.shutdown().await?;
                    Ok(0)
                }
                Next::Read | Next::FallSilent => stream.read(&mut buffer).await,
            }
        };
        let received = tokio::select! {
            received = reading => received?,
            () = env.sleep(MAX_IDLE) => {
                // A client that does not read must not hold the farewell up.
                let _ = stream.try_write(reply::IDLE.as_bytes());
                0
            }
        };
        if received == 0 {
            return Ok(());
        }
        replies.clear();
        if next == Next::Read {
            next = protocol.take(&buffer[..received], &mut replies);
            if let SmtpBehaviour::Slow(pause) = behaviour.get() {
                env.sleep(pause).await;
            }
        }
    }
}
