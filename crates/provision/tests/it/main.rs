//! The servers' lives, with real servers and real kills.

#[cfg(test)]
mod client;
#[cfg(test)]
mod durable;
#[cfg(test)]
mod ephemeral;
#[cfg(test)]
mod held;
#[cfg(test)]
mod places;
