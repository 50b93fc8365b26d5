//! Every way of computing many codes at once against the `hmac` crate, over lengths of keys and messages on both sides
//! of every block, and with the hit in every lane.

use super::super::decode;
use super::super::guess::{Prepared, Search};
use super::super::verify::{Hs, Words, find_embedded, words};
use super::b64;
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha2::{Sha256, Sha384, Sha512};

const ALGORITHMS: [(&str, Hs); 3] = [("HS256", Hs::Hs256), ("HS384", Hs::Hs384), ("HS512", Hs::Hs512)];

fn code<M: Mac + KeyInit>(key: &[u8], input: &[u8]) -> Vec<u8> {
    <M as KeyInit>::new_from_slice(key).unwrap().chain_update(input).finalize().into_bytes().to_vec()
}

fn signed(name: &str, key: &[u8], filler: usize) -> String {
    let header = b64(format!(r#"{{"alg":"{name}"}}"#));
    let input = format!("{header}.{}", b64(format!(r#"{{"f":"{}"}}"#, "x".repeat(filler))));
    let code = match name {
        "HS256" => code::<Hmac<Sha256>>(key, input.as_bytes()),
        "HS384" => code::<Hmac<Sha384>>(key, input.as_bytes()),
        _ => code::<Hmac<Sha512>>(key, input.as_bytes()),
    };
    format!("{input}.{}", b64(code))
}

/// The same search in every way that this machine has.
fn searches(token: &str) -> Vec<Search> {
    let decoded = decode(token);
    (0..).map_while(|kernel| Search::new(token, &decoded)?.with_kernel(kernel)).collect()
}

fn key(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 7 + length) as u8).collect()
}

#[test]
fn all_ways_agree_with_the_hmac_crate_at_every_length_of_key() {
    let keys: Vec<Vec<u8>> = (0..256).map(key).collect();
    let listed: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
    for (name, _) in ALGORITHMS {
        for place in [0, 15, 16, 63, 64, 65, 127, 128, 129, 255] {
            for search in searches(&signed(name, &keys[place], 10)) {
                assert_eq!(search.find(&listed), Some(place), "{name} {} {place}", search.kernel());
                assert_eq!(search.find(&listed[..place]), None, "{name} {} {place}", search.kernel());
            }
        }
    }
}

#[test]
fn all_ways_agree_at_every_length_of_message() {
    for (name, _) in ALGORITHMS {
        for filler in (0..100).chain([150, 1_000]) {
            let token = signed(name, b"fake-test-key", filler);
            for search in searches(&token) {
                assert_eq!(search.find(&[b"other", b"fake-test-key"]), Some(1), "{name} {filler}");
            }
        }
    }
}

#[test]
fn there_is_always_a_way_and_every_lane_is_looked_at() {
    for (name, algorithm) in ALGORITHMS {
        let keys: Vec<Vec<u8>> = (1..40).map(key).collect();
        let listed: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
        let prepared = Prepared::new(algorithm, &listed);
        for (place, key) in keys.iter().enumerate() {
            let token = signed(name, key, 3);
            assert!(!searches(&token).is_empty());
            let search = Search::new(&token, &decode(&token)).unwrap();
            assert_eq!(search.find_prepared(&prepared, 0..usize::MAX), Some(place), "{name}");
        }
    }
}

#[test]
fn keys_prepared_for_another_hash_find_nothing() {
    let token = signed("HS384", b"a", 3);
    let search = Search::new(&token, &decode(&token)).unwrap();
    for (_, algorithm) in [ALGORITHMS[0], ALGORITHMS[2]] {
        assert_eq!(search.find_prepared(&Prepared::new(algorithm, &[b"a"]), 0..usize::MAX), None);
    }
    assert_eq!(search.find(&[]), None);
}

#[test]
fn signatures_of_another_length_are_not_searched() {
    let token = signed("HS256", b"a", 3);
    for cut in 1..token.len() {
        let text = &token[..token.len() - cut];
        let search = Search::new(text, &decode(text));
        assert!(search.is_none_or(|search| search.find(&[b"a"]).is_none()), "{cut}");
    }
    assert!(Search::new("", &decode("")).is_none());
}

#[test]
fn every_embedded_word_is_found_by_its_rank() {
    for (rank, word) in words().enumerate().step_by(97) {
        for (name, _) in ALGORITHMS {
            let token = signed(name, word, 20);
            assert_eq!(find_embedded(&token, &decode(&token), Words::All), Some(rank), "{name} {rank}");
        }
    }
    let token = signed("HS256", super::FAKE_KEY, 20);
    assert_eq!(find_embedded(&token, &decode(&token), Words::All), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_keys_and_messages_agree(
        keys in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..40),
        filler in 0..400usize,
        chosen in any::<prop::sample::Index>(),
    ) {
        let wanted = chosen.get(&keys);
        // Zeros at the end of a key change nothing (RFC 2104 section 2), so another one may be the same key.
        let listed: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
        for (name, _) in ALGORITHMS {
            for search in searches(&signed(name, wanted, filler)) {
                let found = search.find(&listed).unwrap();
                prop_assert_eq!(signed(name, &keys[found], filler), signed(name, wanted, filler));
            }
        }
    }
}
