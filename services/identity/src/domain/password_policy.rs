//! Which passwords are taken (ASVS 5.0, V6.2; NIST SP 800-63B-4, section 3.1.1).

use zeroize::Zeroizing;
use zxcvbn::Entropy;
use zxcvbn::feedback::{Suggestion, Warning};

use super::blocklist::Blocklist;
use super::finding::Finding;
use super::password::Password;

/// Longest password in octets of UTF-8; more is refused and never truncated.
pub(crate) const MAX_BYTES: usize = 512;
/// The time of an estimate grows with the square of the length and with the product of what every sign
/// may stand for: a hundred signs of many kinds took more than a second, these bounds keep it to
/// some 15 ms. What lies beyond can only make a password stronger.
const MAX_ESTIMATED_LENGTH: usize = 48;
const MAX_ESTIMATED_SIGNS: usize = 3;
/// Signs that people write for letters; a digit stands for too few letters to matter.
const SIGNS: &str = "@({[<!|$+%";
/// Stands for no letter.
const NO_SIGN: char = '~';
/// A shorter login name is part of too many words.
const MIN_LOGIN_LENGTH: usize = 3;
const BEST_STRENGTH: u8 = 4;

/// The operator's rules.
#[derive(Debug)]
pub(crate) struct PasswordPolicy {
    pub(crate) min_length: usize,
    pub(crate) max_length: usize,
    pub(crate) min_strength: u8,
    /// How many of lower case, upper case, digits and punctuation; 0 demands none.
    pub(crate) min_character_kinds: u8,
    pub(crate) blocklist: Blocklist,
    /// Names of the operator and its products, which are easy to guess here.
    pub(crate) operator_words: Vec<String>,
}

/// What the policy says about one password.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Assessment {
    pub(crate) strength: u8,
    pub(crate) findings: Vec<Finding>,
    pub(crate) advice: Vec<Finding>,
}

impl PasswordPolicy {
    /// Judges a password that stands beside a login name.
    pub(crate) fn assess(&self, password: &Password, login: &str) -> Assessment {
        let estimate = self.estimate(password, login);
        let strength = u8::from(estimate.score());
        let length = password.length();
        let rules = [
            (length < self.min_length, Finding::PasswordTooShort),
            (
                length > self.max_length || password.as_bytes().len() > MAX_BYTES,
                Finding::PasswordTooLong,
            ),
            (self.blocklist.contains(password), Finding::PasswordBlocked),
            (strength < self.min_strength, Finding::PasswordWeak),
            (
                contains_login(password, login),
                Finding::PasswordContainsLogin,
            ),
            (
                character_kinds(password) < self.min_character_kinds,
                Finding::PasswordComposition,
            ),
        ];
        Assessment {
            strength,
            findings: rules
                .into_iter()
                .filter_map(|(broken, finding)| broken.then_some(finding))
                .collect(),
            advice: advice(&estimate, strength),
        }
    }

    fn estimate(&self, password: &Password, login: &str) -> Entropy {
        let known: Vec<&str> = std::iter::once(login)
            .chain(self.operator_words.iter().map(String::as_str))
            .filter(|word| !word.is_empty())
            .collect();
        zxcvbn::zxcvbn(&estimated(password), &known)
    }
}

/// Returns the part of the password that is estimated, in which only the first kinds of signs stand
/// for letters.
fn estimated(password: &Password) -> Zeroizing<String> {
    let mut kinds = Vec::with_capacity(MAX_ESTIMATED_SIGNS);
    let mut estimated = Zeroizing::new(String::with_capacity(password.as_bytes().len()));
    for character in password.as_str().chars().take(MAX_ESTIMATED_LENGTH) {
        let is_new = SIGNS.contains(character) && !kinds.contains(&character);
        if is_new && kinds.len() == MAX_ESTIMATED_SIGNS {
            estimated.push(NO_SIGN);
            continue;
        }
        if is_new {
            kinds.push(character);
        }
        estimated.push(character);
    }
    estimated
}

fn contains_login(password: &Password, login: &str) -> bool {
    let login = caseless::default_case_fold_str(login);
    login.chars().count() >= MIN_LOGIN_LENGTH
        && caseless::default_case_fold_str(password.as_str()).contains(&login)
}

fn character_kinds(password: &Password) -> u8 {
    let kinds: [fn(char) -> bool; 4] = [
        char::is_lowercase,
        char::is_uppercase,
        char::is_numeric,
        |character| !character.is_alphanumeric(),
    ];
    let present = kinds
        .into_iter()
        .filter(|kind| password.as_str().contains(kind))
        .count();
    u8::try_from(present).expect("there are four kinds")
}

fn advice(estimate: &Entropy, strength: u8) -> Vec<Finding> {
    if strength == BEST_STRENGTH {
        return Vec::new();
    }
    let feedback = estimate.feedback();
    let mut advice = vec![Finding::AdviceLonger];
    if let Some(feedback) = feedback {
        advice.extend(feedback.warning().map(of_warning));
        advice.extend(feedback.suggestions().iter().copied().map(of_suggestion));
    }
    advice.sort_unstable();
    advice.dedup();
    advice
}

fn of_warning(warning: Warning) -> Finding {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess
        | Warning::ShortKeyboardPatternsAreEasyToGuess
        | Warning::RepeatsLikeAaaAreEasyToGuess
        | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess
        | Warning::SequencesLikeAbcAreEasyToGuess => Finding::AdviceNoPatterns,
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword
        | Warning::AWordByItselfIsEasyToGuess => Finding::AdviceLonger,
        Warning::RecentYearsAreEasyToGuess
        | Warning::DatesAreOftenEasyToGuess
        | Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => Finding::AdviceNoNamesOrDates,
    }
}

fn of_suggestion(suggestion: Suggestion) -> Finding {
    match suggestion {
        Suggestion::UseAFewWordsAvoidCommonPhrases
        | Suggestion::NoNeedForSymbolsDigitsOrUppercaseLetters
        | Suggestion::AddAnotherWordOrTwo => Finding::AdviceLonger,
        Suggestion::CapitalizationDoesntHelpVeryMuch
        | Suggestion::AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase
        | Suggestion::ReversedWordsArentMuchHarderToGuess
        | Suggestion::PredictableSubstitutionsDontHelpVeryMuch => Finding::AdviceMixInside,
        Suggestion::UseALongerKeyboardPatternWithMoreTurns
        | Suggestion::AvoidRepeatedWordsAndCharacters
        | Suggestion::AvoidSequences => Finding::AdviceNoPatterns,
        Suggestion::AvoidRecentYears
        | Suggestion::AvoidYearsThatAreAssociatedWithYou
        | Suggestion::AvoidDatesAndYearsThatAreAssociatedWithYou => Finding::AdviceNoNamesOrDates,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "violet-Tramway.88 crossing";

    fn policy() -> PasswordPolicy {
        PasswordPolicy {
            min_length: 8,
            max_length: 128,
            min_strength: 3,
            min_character_kinds: 0,
            blocklist: Blocklist::embedded(),
            operator_words: vec!["kabinet".to_owned()],
        }
    }

    fn findings(password: &str, login: &str) -> Vec<Finding> {
        policy().assess(&Password::new(password), login).findings
    }

    #[test]
    fn good_password_has_no_finding_and_no_advice() {
        let assessment = policy().assess(&Password::new(GOOD), "ivan");
        assert_eq!((assessment.findings, assessment.advice), (vec![], vec![]));
        assert_eq!(assessment.strength, 4);
    }

    #[test]
    fn every_broken_rule_is_told_at_once() {
        assert_eq!(
            findings("ivan1", "Ivan"),
            [
                Finding::PasswordTooShort,
                Finding::PasswordWeak,
                Finding::PasswordContainsLogin
            ]
        );
        assert_eq!(
            findings("password1", "ivan"),
            [Finding::PasswordBlocked, Finding::PasswordWeak]
        );
    }

    #[test]
    fn length_is_counted_in_code_points_and_bounded_in_octets() {
        let eight = "жщэъюёйы";
        assert!(!findings(eight, "").contains(&Finding::PasswordTooShort));
        assert!(findings(&"ж".repeat(129), "").contains(&Finding::PasswordTooLong));
        assert!(!findings(&"ж".repeat(128), "").contains(&Finding::PasswordTooLong));
        let operator = PasswordPolicy {
            max_length: 1_000,
            ..policy()
        };
        let long = operator.assess(&Password::new(&"ж".repeat(257)), "");
        assert!(long.findings.contains(&Finding::PasswordTooLong));
    }

    #[test]
    fn composition_is_demanded_only_if_configured() {
        let plain = "violet tramway crossing here";
        assert_eq!(findings(plain, ""), []);
        let strict = PasswordPolicy {
            min_character_kinds: 4,
            ..policy()
        };
        assert_eq!(
            strict.assess(&Password::new(plain), "").findings,
            [Finding::PasswordComposition]
        );
        assert_eq!(strict.assess(&Password::new(GOOD), "").findings, []);
    }

    #[test]
    fn login_and_operator_make_a_password_weaker() {
        let strength = |login| {
            policy()
                .assess(&Password::new("zhdanovich77"), login)
                .strength
        };
        assert!(strength("zhdanovich") < strength(""));
        assert!(findings("kabinet12", "").contains(&Finding::PasswordWeak));
    }

    #[test]
    fn estimate_of_any_password_is_bounded() {
        let estimated = |text: &str| estimated(&Password::new(text)).to_string();
        assert_eq!(estimated("p@$$w0rd!"), "p@$$w0rd!");
        assert_eq!(estimated("4@8({[<369!1|@({"), "4@8({~~369~1~@({");
        assert_eq!(estimated(&"ж".repeat(128)), "ж".repeat(48));
        // A second each, unless they are cut.
        for _ in 0..100 {
            findings(&"4@8({[<369!1|70$5+%2".repeat(6), "ivan");
        }
    }

    #[test]
    fn signs_for_letters_make_no_word_strong() {
        assert!(findings("p@$$w0rd!", "").contains(&Finding::PasswordWeak));
    }

    #[test]
    fn weak_password_comes_with_advice() {
        let advice = policy().assess(&Password::new("qwertyuiop1990"), "").advice;
        assert!(advice.contains(&Finding::AdviceLonger), "{advice:?}");
    }

    proptest! {
        #[test]
        fn no_password_makes_the_rules_panic(password in "\\PC{0,128}", login in "\\PC{0,32}") {
            let _ = findings(&password, &login);
        }
    }
}
