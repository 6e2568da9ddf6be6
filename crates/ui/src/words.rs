//! What the pages say, in the member's language.
//!
//! The words live in `extension/_locales`; the build script makes one method of [`Words`] per key, so
//! a key that is missing in one language does not compile. Nothing here knows why something is said:
//! that choice is made in [`say`], in one place for all errors.

pub mod moving;
pub mod say;
pub mod time;

use warifu::app::Language;

/// The language for a BCP 47 tag as browsers give it: Japanese for `ja` and `ja-JP`, else English.
#[must_use]
pub fn of_tag(tag: &str) -> Language {
    match tag.split('-').next() {
        Some(first) if first.eq_ignore_ascii_case("ja") => Language::Ja,
        _ => Language::En,
    }
}

/// The tag for the `lang` attribute: `en` or `ja`.
#[must_use]
pub fn tag(language: Language) -> &'static str {
    match language {
        Language::En => "en",
        Language::Ja => "ja",
    }
}

/// The words of one language. Copied freely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    language: Language,
}

impl Words {
    /// The words of `language`.
    #[must_use]
    pub fn of(language: Language) -> Self {
        Self { language }
    }

    /// The language spoken.
    #[must_use]
    pub fn language(self) -> Language {
        self.language
    }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

#[cfg(test)]
mod tests {
    use super::{Language, Words, of_tag};

    #[test]
    fn tags_of_japanese_in_any_form_are_japanese() {
        for tag in ["ja", "ja-JP", "JA", "ja-Latn"] {
            assert_eq!(of_tag(tag), Language::Ja, "{tag}");
        }
        for tag in ["en", "en-GB", "jam", "", "zh-CN"] {
            assert_eq!(of_tag(tag), Language::En, "{tag}");
        }
    }

    /// The words that the OMU manual for members prints (manual 3, Chrome steps 9 to 15).
    #[test]
    fn words_of_the_manual_stay() {
        let w = Words::of(Language::Ja);
        let shown = [
            (w.edit(), "編集"),
            (w.add_account(), "アカウントを追加"),
            (w.manual_entry(), "手動入力"),
            (w.issuer(), "発行者"),
            (w.secret(), "シークレット"),
            (w.more(), "その他"),
            (w.digits(), "桁数"),
            (w.type_of_code(), "タイプ"),
            (w.time_based(), "タイムベース"),
            (w.username(), "ユーザー名"),
            (w.ok(), "OK"),
            (w.secret_invalid(), "無効なアカウントのシークレット"),
        ];
        for (ours, manual) in shown {
            assert_eq!(ours, manual);
        }
    }

    #[test]
    fn arguments_stand_where_the_language_wants_them() {
        assert_eq!(Words::of(Language::En).key_bits(80), "80 bits");
        assert_eq!(Words::of(Language::Ja).key_bits(80), "80ビット");
    }
}
