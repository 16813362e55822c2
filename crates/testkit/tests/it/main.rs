//! The kit, tried on the servers that it starts.

#[cfg(test)]
mod capture;
#[cfg(test)]
mod channel;
#[cfg(test)]
mod databases;
#[cfg(test)]
mod otlp;
#[cfg(test)]
mod redis;
