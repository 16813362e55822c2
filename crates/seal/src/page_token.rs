use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::KeyRing;
use crate::handle::HandleSealer;

/// Seals where a page of one list ends, so that a stranger can neither read nor make it.
#[derive(Clone, Debug)]
pub struct PageTokens {
    sealer: HandleSealer,
}

impl PageTokens {
    /// Makes the tokens of one list of one service, such as `identity.sessions`.
    pub fn new(ring: KeyRing, list: &'static str) -> Self {
        Self {
            sealer: HandleSealer::new(ring, &format!("page:{list}")),
        }
    }

    /// Returns the token of the page after `position`, a few plain values; it is read back with the
    /// same scope only, such as the account whose list it is.
    ///
    /// # Panics
    /// When the position is no JSON, such as a map whose keys are not texts.
    pub fn write(&self, scope: &[u8], position: &impl Serialize) -> String {
        let position = serde_json::to_vec(position).expect("a position is a few plain values");
        self.sealer.seal_in(scope, &position)
    }

    /// Returns the position of a token of this list and scope.
    pub fn read<T: DeserializeOwned>(&self, scope: &[u8], token: &str) -> Option<T> {
        let position = self.sealer.open_in(scope, token)?;
        serde_json::from_slice(&position).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Position = (i64, String);

    fn tokens(list: &'static str) -> PageTokens {
        PageTokens::new(KeyRing::from_secret("k1", [1; 32]), list)
    }

    fn position() -> Position {
        (42, "0198c2b4-0000-7000-8000-000000000000".to_owned())
    }

    #[test]
    fn position_is_read_back() {
        let token = tokens("bills").write(b"acc", &position());
        assert_eq!(tokens("bills").read(b"acc", &token), Some(position()));
        assert!(token.len() <= 128, "{}", token.len());
    }

    #[test]
    fn token_of_another_list_or_scope_or_shape_is_refused() {
        let token = tokens("bills").write(b"acc", &position());
        assert_eq!(tokens("notices").read::<Position>(b"acc", &token), None);
        assert_eq!(tokens("bills").read::<Position>(b"other", &token), None);
        assert_eq!(tokens("bills").read::<Position>(b"", &token), None);
        assert_eq!(tokens("bills").read::<String>(b"acc", &token), None);
        assert_eq!(tokens("bills").read::<Position>(b"acc", ""), None);
    }
}
