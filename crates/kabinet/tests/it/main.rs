//! The command as a person runs it.

#[cfg(test)]
mod command;
#[cfg(test)]
mod configuration;
#[cfg(test)]
mod contracts;
#[cfg(test)]
mod dev;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod suite;
