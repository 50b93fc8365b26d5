//! Shell scripts into the key-path tree: the variables that a script sets, for itself and for what it starts.
//!
//! In: the text of a script. Out: a flat tree in file order of `NAME=text` where a command may begin, behind `export`
//! and its like, and in arguments of container tools (`-e NAME=text`, `--env=NAME=text`). A value that is put together
//! of several pieces is left out, as the shell alone knows it. Texts of `<<END` are other files. Runs nothing.

mod cut;

use super::edit::mark_len;
use super::tree::{Kind, Node, Problem, Scalar, Style, Syntax, Tree, Value};
use super::words::switch;
use cut::{Piece, Word};
use std::ops::Range;

/// Words behind which an assignment may stand as if it began the command.
const SETTERS: [&str; 8] = ["export", "readonly", "local", "declare", "typeset", "env", "sudo", "then"];

/// Variables in front of one command.
const MOST_BEFORE: usize = 32;

/// Options whose argument is a variable of what is started.
const OPTIONS: [&str; 5] = ["-e", "--env", "--build-arg", "--from-literal", "--set-env"];

pub fn read(text: &str) -> (Tree, Vec<Problem>) {
    let start = mark_len(text);
    let (mut nodes, mut opens, mut option, mut handed) = (Vec::new(), true, false, false);
    let pieces = cut::pieces(text, start);
    for (number, piece) in pieces.iter().enumerate() {
        let Piece::Word(word) = piece else {
            (opens, option, handed) = (true, false, false);
            continue;
        };
        let written = text.get(word.span.clone()).unwrap_or("");
        let (at, named) = argument(written);
        if opens || option || named {
            let given = handed || option || named || is_given(text, pieces.get(number + 1..).unwrap_or(&[]));
            let found = assignment(text, word, word.span.start + at);
            nodes.extend(found.filter(|node| given || !is_flag_of_its_own(node)));
        }
        handed |= written == "export";
        opens = opens && (SETTERS.contains(&written) || is_flag(written) || name_len(written).is_some());
        option = OPTIONS.contains(&written);
    }
    (Tree::of_table(nodes, start..text.len(), Syntax::Dockerfile), Vec::new())
}

/// Whether a command follows that gets the variable: `NAME=text run`.
fn is_given(text: &str, behind: &[Piece]) -> bool {
    let written = behind.iter().map_while(|piece| match piece {
        Piece::Word(word) => text.get(word.span.clone()),
        Piece::Break => None,
    });
    written.take(MOST_BEFORE).any(|word| name_len(word).is_none())
}

/// `VERIFY=false` alone is the script's own memory of what it was told.
fn is_flag_of_its_own(node: &Node) -> bool {
    let text = node.scalar().map_or("", |scalar| scalar.text.as_str());
    switch(text).is_some() || text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Where the variable of `--env=NAME=text` begins; and whether it is such an argument.
fn argument(written: &str) -> (usize, bool) {
    let option = OPTIONS.iter().find(|option| {
        written.strip_prefix(**option).is_some_and(|rest| rest.starts_with('=')) && option.starts_with("--")
    });
    option.map_or((0, false), |option| (option.len() + 1, true))
}

/// `declare -x NAME=text`
fn is_flag(written: &str) -> bool {
    written.starts_with('-') && written.len() <= 3
}

/// Length of the name in front of a `=`: in capitals, as variables of the environment are.
fn name_len(written: &str) -> Option<usize> {
    let (name, _) = written.split_once('=')?;
    let capital = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let named = name.bytes().all(capital) && name.starts_with(|first: char| first.is_ascii_uppercase());
    named.then_some(name.len())
}

fn assignment(text: &str, word: &Word, from: usize) -> Option<Node> {
    // `-e "NAME=text"`: the quotes stand around both.
    let around = text.get(from..word.span.end)?;
    let quote = around.chars().next().filter(|first| matches!(first, '"' | '\''));
    let from = from + quote.map_or(0, char::len_utf8);
    let name = name_len(text.get(from..word.span.end)?)?;
    let start = from + name + 1;
    let inner = match quote {
        Some(quote) => single(text, start, word.span.end, quote)?,
        None => value(text, start..word.span.end)?,
    };
    let said = text.get(inner.clone())?;
    if is_mixed(said) {
        return None;
    }
    let scalar =
        Scalar { text: said.to_owned(), kind: Kind::Text, style: Style::Foreign, inner: inner.clone() };
    let (key, key_span) = (text.get(from..from + name)?.to_owned(), from..from + name);
    Some(Node { key, key_span, value: Value::Scalar(scalar), span: inner, comment: None })
}

/// The value's text: all of it plain, or all of it in one pair of quotes.
fn value(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let written = text.get(range.clone())?;
    match written.chars().next().filter(|first| matches!(first, '"' | '\'')) {
        Some(quote) => single(text, range.start + 1, range.end, quote),
        None => (!written.contains(['"', '\'', '\\'])).then_some(range),
    }
}

/// What stands between here and the quote that ends the word.
fn single(text: &str, start: usize, end: usize, quote: char) -> Option<Range<usize>> {
    let inner = start..end.checked_sub(1).filter(|inner| *inner >= start)?;
    let plain = text.get(inner.clone())?.chars().all(|letter| letter != quote && letter != '\\');
    (plain && text.get(inner.end..end)?.starts_with(quote)).then_some(inner)
}

/// A text with a gap in it. One that is nothing but `${NAME}` or `${NAME:-text}` is a reference, as in other files.
fn is_mixed(said: &str) -> bool {
    let braced = said.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
    let inner = braced.unwrap_or(said);
    inner.contains('`') || inner.contains('$')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_pairs(text: &str) -> Vec<(String, String)> {
        let (tree, problems) = read(text);
        assert!(problems.is_empty());
        let mut found = Vec::new();
        tree.walk(|_, node| {
            if let Some(scalar) = node.scalar() {
                assert_eq!(text.get(scalar.inner.clone()), Some(scalar.text.as_str()));
                found.push((node.key.clone(), scalar.text.clone()));
            }
        });
        found
    }

    fn names(text: &str) -> String {
        let pairs = read_pairs(text);
        pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn variables_are_read_where_they_are_set() {
        assert_eq!(names("export A=b\nC='d e' run\n  F=\"g\" \\\n  H=i run"), "A=b C=d e F=g H=i");
        assert_eq!(
            names("docker run -e A=b -e 'C=d' --env=E=f \\\n  --env \"G=h\" image X=y"),
            "A=b C=d E=f G=h"
        );
        assert_eq!(names("if x; then A=b; fi && C=d | E=f"), "A=b C=d E=f");
        assert_eq!(names("A=${B:-c}; D=${E}\ndeclare -x F=g"), "A=${B:-c} D=${E} F=g");
        assert_eq!(names("\u{feff}A=b"), "A=b");
        assert_eq!(names("A=0 run; B=false\nexport C=0; export D=1 E=no"), "A=0 C=0 D=1 E=no");
    }

    #[test]
    fn what_only_the_shell_knows_is_left_out() {
        for text in [
            "A=$(cat b)",
            "A=`cat b`",
            "A=$B",
            "A=b$C",
            "A=\"b $C\"",
            "A=b\"c\"",
            "a=b",
            "echo A=b",
            "# A=b",
            "x # A=b",
            "cat <<END\nA=b\nEND\n",
            "cat <<-'END'\nA=b\n\tEND\n",
            "A=\"b",
            "A",
            "=",
            "make A=b",
            "[ \"$A\" = b ]",
            "echo \"A=b\nC=d\"",
            "A+=b",
        ] {
            assert_eq!(names(text), "", "{text}");
        }
        assert_eq!(names("cat <<END\nA=b\nEND\nC=d"), "C=d");
    }

    #[test]
    fn bad_scripts_end() {
        for text in ["'", "\"\\", "<<", "<<E", "$(", "\\", "A=", "\0=\0", "((((", "<<''\n"] {
            read(&text.repeat(20_000));
        }
    }
}
