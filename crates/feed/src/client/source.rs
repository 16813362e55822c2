//! Who calls.

use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::Interceptor,
};

const CALLER: &str = "kabinet-caller";
const MAX_NAME: usize = 63;

/// Tells that a text does not name a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a source is named by at most 63 lower-case letters, digits, dots, dashes and underscores")]
pub struct SourceNameError;

/// Names the source in every call.
#[derive(Clone, Debug)]
pub(super) struct Source {
    caller: MetadataValue<Ascii>,
}

impl Source {
    pub(super) fn named(name: &str) -> Result<Self, SourceNameError> {
        let letter =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_".contains(&byte);
        if !(1..=MAX_NAME).contains(&name.len()) || !name.bytes().all(letter) {
            return Err(SourceNameError);
        }
        let caller = format!("bss/{name}");
        Ok(Self {
            caller: caller.parse().map_err(|_| SourceNameError)?,
        })
    }
}

impl Interceptor for Source {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert(CALLER, self.caller.clone());
        Ok(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_callers_are_names_of_sources() {
        assert!(Source::named("demo-1.north_west").is_ok());
        for name in ["", "Demo", "demo/2", "de mo", "дом", &"x".repeat(64)] {
            assert!(Source::named(name).is_err(), "{name}");
        }
    }
}
