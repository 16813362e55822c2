//! One door per service.

use tokio::io;

use super::{door::Door, service::Service};

/// How often a base is looked for whose ports are all free.
const ATTEMPTS: usize = 100;

/// The doors of a suite.
pub(crate) struct Doors {
    doors: Vec<(Service, Door)>,
}

impl Doors {
    /// Takes any free ports.
    pub(super) async fn bind() -> Self {
        let mut doors = Vec::new();
        for service in Service::ALL {
            doors.push((service, Door::bind(0).await.unwrap()));
        }
        Self { doors }
    }

    /// Takes ports as far from each other as `kabinet dev` has them; returns the base that `kabinet
    /// tour` counts from, and a door for the inbox of the sinks.
    pub(super) async fn bind_for_tour() -> (u16, Self, Door) {
        for _ in 0..ATTEMPTS {
            if let Ok(bound) = try_bind_for_tour().await {
                return bound;
            }
        }
        panic!("no free ports are found beside each other");
    }

    pub(crate) fn of(&self, service: Service) -> &Door {
        let found = self.doors.iter().find(|(of, _)| *of == service);
        &found.expect("every service has a door").1
    }
}

async fn try_bind_for_tour() -> io::Result<(u16, Doors, Door)> {
    let identity = Door::bind(0).await?;
    let base = identity.port() - 1;
    let at = |offset: u16| {
        base.checked_add(offset)
            .ok_or(io::ErrorKind::AddrNotAvailable)
    };
    let doors = Doors {
        doors: vec![
            (Service::Identity, identity),
            (Service::Profile, Door::bind(at(2)?).await?),
            (Service::Verification, Door::bind(at(3)?).await?),
            (Service::Subscriptions, Door::bind(at(4)?).await?),
        ],
    };
    Ok((base, doors, Door::bind(at(81)?).await?))
}
