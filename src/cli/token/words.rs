//! Dates and distances in words. Seconds since 1970 come in, text comes out; any number is a date here, beyond the
//! year 9999 as well.

const DAY: i64 = 86_400;

/// `2021-01-01 00:00:00 UTC`
pub fn date(seconds: i64) -> String {
    let mut out = String::with_capacity(24);
    write_date(seconds, &mut out);
    out
}

/// The same, behind what is written already. Written by hand: three of them stand in each line about a token.
pub fn write_date(seconds: i64, out: &mut String) {
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let clock = seconds.rem_euclid(DAY);
    match year {
        0..=9999 => {
            two(year / 100, out);
            two(year % 100, out);
        }
        _ => out.push_str(&format!("{year:04}")),
    }
    let rest = [('-', month), ('-', day), (' ', clock / 3_600), (':', clock / 60 % 60), (':', clock % 60)];
    for (mark, number) in rest {
        out.push(mark);
        two(number, out);
    }
    out.push_str(" UTC");
}

/// In decimal digits.
pub fn write_number(number: i64, out: &mut String) {
    const MOST_DIGITS: usize = 20;
    let mut digits = [b'0'; MOST_DIGITS];
    let (mut rest, mut length) = (number.unsigned_abs(), 0);
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + (rest % 10) as u8;
        rest /= 10;
        length += 1;
        if rest == 0 {
            break;
        }
    }
    if number < 0 {
        out.push('-');
    }
    let written = digits.get(MOST_DIGITS - length..).unwrap_or_default();
    out.push_str(std::str::from_utf8(written).unwrap_or_default());
}

fn two(number: i64, out: &mut String) {
    for digit in [number / 10, number % 10] {
        out.push(char::from(b'0' + (digit % 10) as u8));
    }
}

/// Days of 400 years, the period of the Gregorian calendar.
const PERIOD: i64 = 146_097;

/// Year, month and day of the Gregorian calendar. Years are counted from March, so that the leap day comes last.
fn civil(days_since_1970: i64) -> (i64, i64, i64) {
    let days = days_since_1970 + 719_468;
    let (period, within) = (days.div_euclid(PERIOD), days.rem_euclid(PERIOD));
    let year = (within - within / 1_460 + within / 36_524 - within / 146_096) / 365;
    let day_of_year = within - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let calendar_month = if month < 10 { month + 3 } else { month - 9 };
    (period * 400 + year + i64::from(calendar_month <= 2), calendar_month, day)
}

const UNITS: [(i64, &str); 6] = [
    (31_556_952, "years"),
    (2_629_746, "months"),
    (DAY, "days"),
    (3_600, "hours"),
    (60, "minutes"),
    (1, "seconds"),
];

/// `in 3 days`, `2 years ago`: the largest unit of which there are at least two.
pub fn distance(from: i64, to: i64) -> String {
    let seconds = to.saturating_sub(from);
    let size = seconds.unsigned_abs() as i128;
    let Some((unit, name)) = UNITS.iter().find(|(unit, _)| size >= 2 * i128::from(*unit)) else {
        return "now".to_owned();
    };
    let count = size / i128::from(*unit);
    if seconds > 0 { format!("in {count} {name}") } else { format!("{count} {name} ago") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_calendar() {
        assert_eq!(date(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(date(951_782_399), "2000-02-28 23:59:59 UTC");
        assert_eq!(date(951_782_400), "2000-02-29 00:00:00 UTC");
        assert_eq!(date(1_516_239_022), "2018-01-18 01:30:22 UTC");
        assert_eq!(date(253_402_300_800), "10000-01-01 00:00:00 UTC");
        assert_eq!(date(-1), "1969-12-31 23:59:59 UTC");
        assert!(date(i64::MAX).ends_with("UTC") && date(i64::MIN).ends_with("UTC"));
    }

    #[test]
    fn numbers_are_written_as_everywhere() {
        for number in [0, 7, 10, -1, 1_700_000_000, i64::MAX, i64::MIN] {
            let mut out = String::new();
            write_number(number, &mut out);
            assert_eq!(out, number.to_string());
        }
    }

    #[test]
    fn distances_use_the_unit_that_people_use() {
        assert_eq!(distance(0, 3 * DAY), "in 3 days");
        assert_eq!(distance(0, 36 * 3_600), "in 36 hours");
        assert_eq!(distance(70_000_000, 0), "2 years ago");
        assert_eq!(distance(10, 11), "now");
        assert!(distance(i64::MIN, i64::MAX).starts_with("in "));
    }
}
