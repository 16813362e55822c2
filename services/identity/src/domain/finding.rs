/// A rule that a login name or a password breaks, or advice on a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Finding {
    LoginTooShort,
    LoginTooLong,
    LoginCharacters,
    LoginStart,
    LoginLikePhone,
    LoginLikeEmail,
    LoginLikeAccountNumber,
    LoginReserved,
    LoginMixedScripts,
    PasswordTooShort,
    PasswordTooLong,
    PasswordBlocked,
    PasswordWeak,
    PasswordContainsLogin,
    PasswordComposition,
    AdviceLonger,
    AdviceNoPatterns,
    AdviceNoNamesOrDates,
    AdviceMixInside,
}
