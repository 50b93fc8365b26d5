//! Keys of which one or another is meant: `CORS_{ORIGIN,ORIGINS}`.
//!
//! In: conditions whose keys may hold a list in braces. Out: the conditions of every choice. Knows no meaning of a key.

/// A key with the texts of which it must say one.
type Condition = (String, Vec<String>);

/// The most choices that are made; the rest of a longer list says nothing.
const MOST: usize = 256;

/// Every way to choose one key of each condition.
pub(super) fn choices(conditions: &[Condition]) -> Vec<Vec<Condition>> {
    let mut all: Vec<Vec<Condition>> = vec![Vec::new()];
    for (key, texts) in conditions {
        let keys = spelled_out(key);
        let with = |chosen: &Vec<Condition>| {
            let one = |key: &String| [chosen.clone(), vec![(key.clone(), texts.clone())]].concat();
            keys.iter().map(one).collect::<Vec<_>>()
        };
        all = all.iter().flat_map(with).take(MOST).collect();
    }
    all
}

/// `a{b,c}d` is `abd` and `acd`; one list at most.
fn spelled_out(key: &str) -> Vec<String> {
    let parts = key.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
    match parts {
        Some((before, (list, behind))) => {
            list.split(',').map(|one| format!("{before}{one}{behind}")).collect()
        }
        None => vec![key.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_chosen_with_every_other() {
        let condition = |key: &str| (key.to_owned(), vec!["*".to_owned()]);
        let keys = |conditions: &[Condition]| -> Vec<String> {
            let of_choice = |choice: &Vec<Condition>| {
                choice.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>().join(" ")
            };
            choices(conditions).iter().map(of_choice).collect()
        };
        assert_eq!(keys(&[]), [""]);
        assert_eq!(keys(&[condition("a.b")]), ["a.b"]);
        assert_eq!(keys(&[condition("A_{B,C}"), condition("{d,}e")]), ["A_B de", "A_B e", "A_C de", "A_C e"]);
        assert_eq!(keys(&[condition("{open")]), ["{open"]);
        assert_eq!(choices(&vec![condition("{a,b}"); 30]).len(), MOST);
    }
}
