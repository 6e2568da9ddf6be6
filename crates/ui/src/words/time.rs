//! Times as the member's language writes them, in the browser's time zone.

use js_sys::{Date, Object};
use warifu::otp::UnixTime;

use super::{Words, tag};

/// The day.
#[must_use]
pub fn day(words: Words, time: UnixTime) -> String {
    date(time).to_locale_date_string(tag(words.language()), &Object::new()).into()
}

/// Day and time of day, to the second.
#[must_use]
pub fn moment(words: Words, time: UnixTime) -> String {
    date(time).to_locale_string(tag(words.language()), &Object::new()).into()
}

#[expect(clippy::cast_precision_loss, reason = "exact for 200,000 years")]
fn date(time: UnixTime) -> Date {
    Date::new(&(time.as_ms() as f64).into())
}
