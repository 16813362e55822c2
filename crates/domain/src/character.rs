use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Says whether a character can change how a text reads without being seen, or has no meaning that
/// everybody shares: controls, format characters (bidi controls among them), separators other than
/// the space, private use, unassigned.
pub fn is_deceptive(character: char) -> bool {
    match character.general_category() {
        GeneralCategory::SpaceSeparator => character != ' ',
        GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator
        | GeneralCategory::Control
        | GeneralCategory::Format
        | GeneralCategory::Surrogate
        | GeneralCategory::PrivateUse
        | GeneralCategory::Unassigned => true,
        _ => false,
    }
}

/// Says whether a character is a letter of any script.
pub(crate) fn is_letter(character: char) -> bool {
    character.general_category_group() == GeneralCategoryGroup::Letter
}

/// Says whether a character combines with the one before it.
pub(crate) fn is_mark(character: char) -> bool {
    character.general_category_group() == GeneralCategoryGroup::Mark
}
