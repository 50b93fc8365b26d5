//! NumericDate values (RFC 7519 section 2): a JSON value comes in, seconds or the reason why not come out.
//! It knows no clock: whether a token is expired is for others to say.

use super::json::Json;

/// The last second of the year 9999, where most date types end.
pub const LAST_SECOND: i64 = 253_402_300_799;

/// From here on a date is in milliseconds: as seconds it would lie in the year 5138.
pub const MILLISECONDS_FROM: f64 = 1e11;

/// The claims of RFC 7519 that hold a date.
pub const DATE_CLAIMS: [&str; 3] = ["exp", "nbf", "iat"];

/// What a date claim holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Date {
    /// Seconds since 1970, fractions cut off.
    Seconds(i64),
    /// Too large for seconds, plausible as milliseconds; `beyond` when it lies after the year 9999 as seconds.
    Milliseconds {
        beyond: bool,
    },
    /// Larger than any date in milliseconds.
    Beyond,
    Negative,
    NotANumber,
}

/// Reads one date.
pub fn date(json: &Json) -> Date {
    let Some(number) = json.number() else { return Date::NotANumber };
    if number.is_nan() {
        Date::NotANumber
    } else if number < 0.0 {
        Date::Negative
    } else if number < MILLISECONDS_FROM {
        Date::Seconds(number as i64)
    } else if number <= LAST_SECOND as f64 * 1000.0 {
        Date::Milliseconds { beyond: number > LAST_SECOND as f64 }
    } else {
        Date::Beyond
    }
}

impl Date {
    pub fn seconds(self) -> Option<i64> {
        match self {
            Date::Seconds(seconds) => Some(seconds),
            _ => None,
        }
    }
}
