//! Identity through its contract: real server, real Postgres and Redis, peers that are real servers.

#[cfg(test)]
mod access;
#[cfg(test)]
mod activation;
#[cfg(test)]
mod alike;
#[cfg(test)]
mod chain;
#[cfg(test)]
mod change_password;
#[cfg(test)]
mod confirm;
#[cfg(test)]
mod contacts;
#[cfg(test)]
mod device_tokens;
#[cfg(test)]
mod draft;
#[cfg(test)]
mod events;
#[cfg(test)]
mod lock_order;
#[cfg(test)]
mod login;
#[cfg(test)]
mod login_name;
#[cfg(test)]
mod notices;
#[cfg(test)]
mod outbox;
#[cfg(test)]
mod overload;
#[cfg(test)]
mod password;
#[cfg(test)]
mod peers;
#[cfg(test)]
mod proof;
#[cfg(test)]
mod recovery;
#[cfg(test)]
mod refresh;
#[cfg(test)]
mod rehash;
#[cfg(test)]
mod reminder;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod reservation;
#[cfg(test)]
mod retention;
#[cfg(test)]
mod rotation;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod send;
#[cfg(test)]
mod session;
#[cfg(test)]
mod stages;
#[cfg(test)]
mod step_up;
#[cfg(test)]
mod suite;
#[cfg(test)]
mod takeover;
#[cfg(test)]
mod thinning;
#[cfg(test)]
mod throttle;
#[cfg(test)]
mod unlisted;
#[cfg(test)]
mod watch;
#[cfg(test)]
mod wire;
