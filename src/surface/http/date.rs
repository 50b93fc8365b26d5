//! Dates of headers (RFC 9110 section 5.6.7, and what RFC 6265bis section 5.6.1 takes for cookies) as seconds since
//! 1970. What is no date is nothing.

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `Wed, 21 Oct 2026 07:28:00 GMT` and `Wednesday, 21-Oct-26 07:28:00 GMT`.
pub fn seconds(text: &str) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    let outside = |letter: char| !(letter.is_ascii_alphanumeric() || letter == ':');
    for word in text.split(outside).filter(|word| !word.is_empty()) {
        let number = word.parse::<i64>().ok();
        match number {
            _ if time.is_none() && word.contains(':') => time = Some(clock(word)?),
            Some(number) if day.is_none() && (1..=31).contains(&number) && word.len() <= 2 => {
                day = Some(number)
            }
            Some(number) if year.is_none() && (word.len() == 2 || word.len() == 4) => {
                year = Some(century(number))
            }
            None if month.is_none() => month = month_of(word),
            _ => {}
        }
    }
    Some(days(year?, month?, day?)? * 86_400 + time?)
}

fn clock(word: &str) -> Option<i64> {
    let mut parts = word.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
    let fits = (0..24).contains(&hours) && (0..60).contains(&minutes) && (0..61).contains(&seconds);
    fits.then_some(hours * 3600 + minutes * 60 + seconds)
}

fn month_of(word: &str) -> Option<i64> {
    let head = word.get(..3)?.to_ascii_lowercase();
    MONTHS.iter().position(|month| *month == head).map(|index| index as i64 + 1)
}

fn century(year: i64) -> i64 {
    match year {
        0..70 => year + 2000,
        70..100 => year + 1900,
        _ => year,
    }
}

/// Days since 1970 in the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> Option<i64> {
    if !(1601..=9999).contains(&year) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year / 400;
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_both_styles_are_read() {
        assert_eq!(seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("Wed, 21 Oct 2026 07:28:00 GMT"), Some(1_792_567_680));
        assert_eq!(seconds("Wednesday, 21-Oct-26 07:28:00 GMT"), Some(1_792_567_680));
        for text in ["", "soon", "21 Oct", "99:99:99 1 Jan 2026", "1 Jan 99999999999999999999 00:00:00"] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }
}
