//! Which column meets which argument, by the text of a statement.
//!
//! In: a statement with places for arguments (`?`, `$1`, `?1`). Out: columns with the number of the argument that an
//! INSERT or UPDATE gives them, or that rows are looked up by, as it is; one inside a function of the database is left
//! out. It must not judge.

/// A column, and the place of its argument among all, from 0.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub at: usize,
    /// Rows are looked up by it.
    pub selects: bool,
}

/// What a statement does with its arguments.
pub fn columns(text: &str) -> Vec<Column> {
    let of = |selects: bool| move |(name, at): (String, usize)| Column { name, at, selects };
    written(text).into_iter().map(of(false)).chain(selected(text).into_iter().map(of(true))).collect()
}

/// `WHERE a = $1 AND b = ?`
fn selected(text: &str) -> Vec<(String, usize)> {
    let lower = text.to_ascii_lowercase();
    let Some(start) = lower.find("where").filter(|_| lower.len() == text.len()) else { return Vec::new() };
    let rest = &lower[start..];
    let equal = rest.match_indices('=').filter_map(|(at, _)| {
        let column = rest[..at].trim_end().rsplit(|c: char| c.is_whitespace() || c == '(').next()?;
        let value = rest[at + 1..].trim_start();
        let end =
            value.find(|c: char| c.is_whitespace() || matches!(c, ')' | ';' | ',')).unwrap_or(value.len());
        let begin = start + rest.len() - value.len();
        let place = place(&lower, begin, &value[..end])?;
        column
            .starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '`' | '_'))
            .then(|| (name(column), place))
    });
    equal.collect()
}

fn written(text: &str) -> Vec<(String, usize)> {
    let lower = text.to_ascii_lowercase();
    match () {
        () if lower.len() != text.len() => Vec::new(),
        () if starts(&lower, "insert") => inserted(&lower).unwrap_or_default(),
        () if starts(&lower, "update") => updated(&lower).unwrap_or_default(),
        () => Vec::new(),
    }
}

fn starts(text: &str, word: &str) -> bool {
    text.trim_start().starts_with(word)
}

fn inserted(text: &str) -> Option<Vec<(String, usize)>> {
    let open = text.find('(')?;
    let columns = inside(text, open)?;
    let after = open + columns.len() + 1;
    let values = after + text.get(after..)?.find("values")?;
    let open = values + text.get(values..)?.find('(')?;
    let given = inside(text, open)?;
    let mut start = open + 1;
    let mut found = Vec::new();
    for (column, value) in parts(columns).zip(parts(given)) {
        found.extend(place(text, start, value).map(|at| (name(column), at)));
        start += value.len() + 1;
    }
    Some(found)
}

fn updated(text: &str) -> Option<Vec<(String, usize)>> {
    let set = text.find(" set ").or_else(|| text.find("\nset "))? + 5;
    let rest = text.get(set..)?;
    let end = rest.find("where").unwrap_or(rest.len());
    let mut start = set;
    let mut found = Vec::new();
    for part in parts(rest.get(..end)?) {
        if let Some((column, value)) = part.split_once('=') {
            let at = place(text, start + column.len() + 1, value);
            found.extend(at.map(|at| (name(column), at)));
        }
        start += part.len() + 1;
    }
    Some(found)
}

/// What stands between the bracket at `open` and its partner.
fn inside(text: &str, open: usize) -> Option<&str> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return text.get(open + 1..at);
        }
    }
    None
}

/// Between commas that stand in no brackets.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0i32;
    text.split(move |c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        c == ',' && depth <= 0
    })
}

/// The number of the argument that a value is, with a cast at most.
fn place(text: &str, start: usize, value: &str) -> Option<usize> {
    let plain = value.trim().split("::").next().unwrap_or_default().trim();
    if plain == "?" {
        return Some(text.get(..start)?.bytes().filter(|byte| *byte == b'?').count());
    }
    let number = plain.strip_prefix(['$', '?'])?;
    number.parse::<usize>().ok()?.checked_sub(1)
}

fn name(column: &str) -> String {
    let last = column.rsplit('.').next().unwrap_or(column);
    last.trim().trim_matches(['"', '`', '[', ']']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{selected, written as pairs};

    #[test]
    fn rows_are_looked_up_by_columns() {
        let both = selected("SELECT a FROM t WHERE t.mail = $1 AND (\"password\" = $2::text)");
        assert_eq!(both, [("mail".to_owned(), 0), ("password".to_owned(), 1)]);
        let marks = selected("update t set a = ? where b=? and c = ?");
        assert_eq!(marks, [("b".to_owned(), 1), ("c".to_owned(), 2)]);
        assert!(selected("select 1 from t where password = crypt($1, password) or a <= $2").is_empty());
        assert!(
            ["where", "where =", "where é=$1", "where a = $0"]
                .into_iter()
                .all(|text| selected(text).len() < 2)
        );
    }

    #[test]
    fn columns_get_their_arguments() {
        let numbered =
            pairs("INSERT INTO t (id, \"token\", at) VALUES ($1, $2::text, now()) ON CONFLICT DO NOTHING");
        assert_eq!(numbered, [("id".to_owned(), 0), ("token".to_owned(), 1)]);
        let marks = pairs("insert into t(a, token) values (?, ?)");
        assert_eq!(marks, [("a".to_owned(), 0), ("token".to_owned(), 1)]);
        let update = pairs("UPDATE t SET token = $2, at = datetime('now', '+7 days') WHERE id = $1");
        assert_eq!(update, [("token".to_owned(), 1)]);
    }

    #[test]
    fn what_the_database_hashes_is_left_out() {
        assert!(pairs("insert into t (token) values (sha256($1))").is_empty());
    }

    #[test]
    fn hostile_texts_say_nothing() {
        for text in [
            "",
            "insert",
            "insert into t (",
            "update t set",
            "insert ((((",
            "update x set é=$0",
            "insert into t (a) values ($99999999999999999999)",
        ] {
            assert!(pairs(text).is_empty(), "{text}");
        }
    }
}
