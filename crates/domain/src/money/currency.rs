use std::fmt;

use super::MoneyError;

/// Names a currency by three letters (the form of ISO 4217); whether it exists is not looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Reads a code such as `RUB`.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err(MoneyError::Currency),
        }
    }

    /// Returns the code.
    pub fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("the letters are ASCII")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_upper_case_letters_are_a_code() {
        for code in ["RUB", "PLN", "XXX"] {
            assert_eq!(Currency::parse(code).unwrap().as_str(), code);
        }
        for text in ["", "RU", "RUBL", "rub", "RU1", "RU ", "РУБ", "Ё1"] {
            assert_eq!(Currency::parse(text), Err(MoneyError::Currency), "{text}");
        }
    }
}
