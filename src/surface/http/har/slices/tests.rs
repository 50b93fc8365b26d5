//! Slices are the same wherever a block of the file ends, and no input makes them cost more than its entries.

use super::*;

type Placed<T> = Vec<(usize, T)>;

/// Entries and troubles, with their places.
fn said(text: &[u8], block: usize, longest: usize) -> (Placed<Vec<u8>>, Placed<&'static str>) {
    let (mut entries, mut troubles) = (Vec::new(), Vec::new());
    for slice in (Slices { block, ..Slices::new(text, longest) }) {
        assert!(text[slice.start..].starts_with(&slice.bytes), "slices are the file's text");
        let entry = slice.entry.map(|range| (slice.start + range.start, slice.bytes[range].to_vec()));
        entries.extend(entry);
        troubles.extend(slice.trouble);
    }
    (entries, troubles)
}

fn recording(entries: &str) -> String {
    format!(r#"{{"log": {{"comment": "a\\", "entries": [{entries}], "pages": []}}}}"#)
}

#[test]
fn blocks_may_end_anywhere() {
    let long = format!(r#"{{"long": "{}"}}"#, r#"\\\""#.repeat(20));
    let text = recording(&format!(r#" {{"a": "\"]"}} , {long} ,7,{{"b": [{{}}]}}{}"#, " ".repeat(30)));
    for longest in [0, 1, 12, 15, 80, 1_000] {
        for end in 0..=text.len() {
            let whole = said(&text.as_bytes()[..end], BLOCK, longest);
            for size in [1, 2, 3, 5, 7] {
                assert_eq!(said(&text.as_bytes()[..end], size, longest), whole, "{end} {size} {longest}");
            }
        }
    }
}

#[test]
fn an_entry_is_too_long_by_its_own_length() {
    let text = recording(&format!(
        r#"{}{{"a":1}}{},{{"a":"{}"}},{{"b":2}}"#,
        " ".repeat(50),
        " ".repeat(50),
        "x".repeat(50)
    ));
    let (entries, troubles) = said(text.as_bytes(), 16, 10);
    let entries: Vec<Vec<u8>> = entries.into_iter().map(|(_, bytes)| bytes).collect();
    assert_eq!(entries, [br#"{"a":1}"#, br#"{"b":2}"#]);
    assert_eq!(troubles.len(), 1, "{troubles:?}");
}

#[test]
fn an_escape_may_stand_across_blocks_of_what_is_dropped() {
    let before = recording("").find(']').unwrap_or(0);
    for shift in 0..8 {
        let text = recording(&format!(
            r#"{{"a":"{}\"{}"}}"#,
            "x".repeat(BLOCK - before - shift - 4),
            "y".repeat(BLOCK)
        ));
        let (entries, troubles) = said(text.as_bytes(), BLOCK, 1_000);
        assert_eq!((entries.len(), troubles.len()), (0, 1), "{shift}");
        assert_eq!(said(text.as_bytes(), BLOCK, usize::MAX).0.len(), 1, "{shift}");
    }
}

#[test]
fn white_space_comes_in_parts() {
    let blanks = " ".repeat(3 * PART);
    for text in [
        recording(&format!("{blanks}1{blanks},{blanks}2{blanks}")),
        recording("1").replacen(':', &format!(":{blanks}"), 1),
    ] {
        let slices = Slices::new(text.as_bytes(), 100);
        let longest = slices.map(|slice| slice.bytes.len()).max();
        assert!(longest.is_some_and(|longest| longest < 3 * PART), "{longest:?}");
        assert_eq!(said(text.as_bytes(), BLOCK, 100).1, []);
    }
}

#[test]
fn what_has_no_entries_says_so() {
    for text in ["", "{", "[]", r#"{"log": {}}"#, r#"{"log": {"entries": 1}}"#, r#"{"entries": []}"#] {
        let mut slices = Slices::new(text.as_bytes(), 100);
        assert!(slices.by_ref().all(|slice| slice.entry.is_none()) && slices.lacks_entries, "{text}");
    }
}
