use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// How long one attempt may wait for an answer.
const ATTEMPT: Duration = Duration::from_secs(2);

/// Asks a server whether it takes connections.
pub(crate) type Probe = fn(&Path) -> io::Result<bool>;

/// Postgres answers a start-up message with an authentication request once it takes connections.
pub(crate) fn postgres(socket: &Path) -> io::Result<bool> {
    const PROTOCOL_3: u32 = 196_608;
    const PARAMETERS: &[u8] = b"user\0postgres\0database\0postgres\0\0";
    let length = u32::try_from(8 + PARAMETERS.len()).expect("a short constant");
    let mut message = Vec::from(length.to_be_bytes());
    message.extend(PROTOCOL_3.to_be_bytes());
    message.extend(PARAMETERS);
    Ok(&ask::<1>(socket, &message)? == b"R")
}

/// Redis answers PING with an error while it loads its data.
pub(crate) fn redis(socket: &Path) -> io::Result<bool> {
    Ok(&ask::<5>(socket, b"PING\r\n")? == b"+PONG")
}

fn ask<const N: usize>(socket: &Path, question: &[u8]) -> io::Result<[u8; N]> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(ATTEMPT))?;
    stream.write_all(question)?;
    let mut answer = [0; N];
    stream.read_exact(&mut answer)?;
    Ok(answer)
}
