//! Linking, as people do it, as strangers try it, and as crashes leave it.

mod again;
mod alike;
mod ending;
mod fixture;
mod limits;
mod notices;
mod owner;
mod proof;
mod race;
mod repeat;
mod retention;
mod secrecy;
mod start;
