//! Every RPC against every kind of caller, every kind of bad input and other people's ids, from the
//! descriptor set.

mod access;
mod call;
mod input;
mod methods;
mod mutation;
mod sample;
mod strangers;
mod wire;
