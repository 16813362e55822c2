//! Holds servers until it is killed: `ephemeral`, or `durable DIRECTORY`.
//!
//! Prints the two sockets' paths, one a line, when both servers answer.

use std::error::Error;
use std::io::{self, Write};
use std::path::Path;
use std::thread;

use kabinet_provision::{Postgres, Redis};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (postgres, redis) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["ephemeral"] => (Postgres::ephemeral()?, Redis::ephemeral()?),
        ["durable", directory] => {
            let directory = Path::new(directory);
            (Postgres::start(directory)?, Redis::start(directory)?)
        }
        _ => return Err("either `ephemeral` or `durable DIRECTORY`".into()),
    };
    let mut output = io::stdout();
    writeln!(output, "{}", postgres.socket_directory().display())?;
    writeln!(output, "{}", redis.socket().display())?;
    loop {
        thread::park();
    }
}
