//! Guesses per second of one core at the secret of a token: the `hmac` crate as everybody uses it, every way of working
//! that this machine has, and what two interleaved streams of the SHA extensions could do at most.
//!
//! `cargo bench --bench hmac`. Rounds alternate between the ways, and the fastest of each counts, so that a busy
//! neighbour disturbs all of them alike. Ratios are what to look at.

use authlint::jose::guess::Search;
use authlint::jose::verify::{Hs, hmac_matches};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::hint::black_box;
use std::time::Instant;

const ROUNDS: usize = 25;
const WORDS: usize = 1 << 14;

/// One way of guessing, and how fast it went.
struct Way<'w> {
    name: String,
    /// Guesses that one call makes.
    guesses: f64,
    run: Box<dyn Fn() + 'w>,
    best: f64,
}

fn main() {
    let words: Vec<String> = (0..WORDS).map(|number| format!("guess-{number:08}")).collect();
    let keys: Vec<&[u8]> = words.iter().map(String::as_bytes).collect();
    for (name, algorithm) in [("HS256", Hs::Hs256), ("HS384", Hs::Hs384), ("HS512", Hs::Hs512)] {
        measure(name, algorithm, &keys);
    }
}

fn measure(name: &str, algorithm: Hs, keys: &[&[u8]]) {
    let token = token(name, algorithm);
    let decoded = authlint::jose::decode(&token);
    let search = |kernel: usize| Search::new(&token, &decoded)?.with_kernel(kernel);
    let searches: Vec<Search> = (0..4).map_while(search).collect();
    let input = &token.as_bytes()[..decoded.signing_length];
    let mut ways = vec![way("hmac crate", keys.len(), || {
        keys.iter().for_each(|key| {
            black_box(hmac_matches(input, &decoded.signature, algorithm, key));
        });
    })];
    for search in &searches {
        ways.push(way(search.kernel(), keys.len(), || {
            black_box(search.find(keys));
        }));
    }
    let compressions = searches.first().map_or(5, Search::compressions);
    ways.extend(ceiling(algorithm, compressions));
    for _ in 0..ROUNDS {
        ways.iter_mut().for_each(Way::round);
    }
    print(name, compressions, &ways);
}

fn way<'w>(name: &str, guesses: usize, run: impl Fn() + 'w) -> Way<'w> {
    Way { name: name.to_owned(), guesses: guesses as f64, run: Box::new(run), best: f64::MAX }
}

/// Two streams without any work around them.
#[cfg(target_arch = "x86_64")]
fn ceiling<'w>(algorithm: Hs, compressions: usize) -> Option<Way<'w>> {
    use authlint::jose::lanes::sha_ni;
    sha_ni::ceiling(1).filter(|_| algorithm == Hs::Hs256)?;
    let times = WORDS * compressions / 2;
    Some(way("ceiling of two streams", WORDS, move || {
        black_box(sha_ni::ceiling(black_box(times)));
    }))
}

#[cfg(not(target_arch = "x86_64"))]
fn ceiling<'w>(_: Hs, _: usize) -> Option<Way<'w>> {
    None
}

impl Way<'_> {
    fn round(&mut self) {
        let start = Instant::now();
        (self.run)();
        self.best = self.best.min(start.elapsed().as_secs_f64());
    }

    fn rate(&self) -> f64 {
        self.guesses / self.best / 1e6
    }
}

fn print(name: &str, compressions: usize, ways: &[Way<'_>]) {
    let usual = ways.first().map_or(1.0, Way::rate);
    let ceiling = ways.last().filter(|way| way.name.starts_with("ceiling")).map(Way::rate);
    println!("{name}, {compressions} compressions a guess, one core");
    for way in ways {
        let of_ceiling =
            ceiling.map_or(String::new(), |best| format!("{:5.0} % of ceiling", way.rate() / best * 100.0));
        println!("  {:38} {:6.2} M/s {:5.1} x{of_ceiling}", way.name, way.rate(), way.rate() / usual);
    }
}

/// The shape that jwt.io shows, with a signature that no word gives.
fn token(name: &str, algorithm: Hs) -> String {
    let encode = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let header = encode(&format!(r#"{{"alg":"{name}","typ":"JWT"}}"#));
    let claims = encode(r#"{"sub":"1234567890","name":"Fake Person","iat":1516239022}"#);
    format!("{header}.{claims}.{}", URL_SAFE_NO_PAD.encode(vec![7; algorithm.length()]))
}
