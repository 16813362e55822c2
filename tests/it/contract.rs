//! Every RPC against every kind of caller and every kind of bad input, from the descriptor set.

mod access;
mod call;
mod input;
mod methods;
mod mutation;
mod sample;
mod wire;
