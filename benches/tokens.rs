//! Tokens audited per second of one core, from a stream of lines to a stream of reports: unsigned, RS256 and HS256, the
//! last with the embedded words tried on each. Also the memory, at two lengths of stream.
//!
//! `cargo bench --bench tokens`. The command itself runs, on one thread; processor time counts (Linux only, in steps of
//! 10 ms), and of several rounds the fastest, so that a busy neighbour does not.

use authlint::jose::verify::{Hs, hmac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const TOKENS: usize = 100_000;
const ROUNDS: usize = 5;

fn main() -> std::io::Result<()> {
    println!("{TOKENS} tokens of one issuer as NDJSON, `authlint token FILE --format json`, one thread");
    for algorithm in ["none", "RS256", "HS256"] {
        let (short, long) = (write(algorithm, TOKENS)?, write(algorithm, 3 * TOKENS)?);
        let mut best = f64::MAX;
        for _ in 0..ROUNDS {
            best = best.min(run(&short)?.seconds);
        }
        let (some, more) = (run(&short)?.peak, run(&long)?.peak);
        let rate = TOKENS as f64 / best / 1e3;
        println!(
            "{algorithm:>6}  {rate:6.0} thousand a second and core  {some} MB, and {more} MB for {} tokens",
            3 * TOKENS
        );
    }
    Ok(())
}

struct Cost {
    seconds: f64,
    /// Megabytes.
    peak: usize,
}

fn run(input: &Path) -> std::io::Result<Cost> {
    let before = processor_time();
    let mut child = Command::new(env!("CARGO_BIN_EXE_authlint"))
        .args(["token", "--format", "json", "--fail-on", "never"])
        .arg(input)
        .env("RAYON_NUM_THREADS", "1")
        .stdout(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait()?.is_none() {
        peak = peak.max(high_water(&status));
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    Ok(Cost { seconds: processor_time() - before, peak: peak / 1_024 })
}

/// Kilobytes.
fn high_water(status: &str) -> usize {
    let text = std::fs::read_to_string(status).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|size| size.parse().ok()).unwrap_or(0)
}

/// Seconds of all children so far, in user and system mode: the 16th and 17th field of `/proc/self/stat`.
fn processor_time() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(13).take(2).filter_map(|field| field.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

fn write(algorithm: &str, tokens: usize) -> std::io::Result<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("tokens");
    std::fs::create_dir_all(&folder)?;
    let path = folder.join(format!("{algorithm}-{tokens}.ndjson"));
    let mut file = BufWriter::new(File::create(&path)?);
    for number in 0..tokens {
        let token = token(algorithm, number);
        writeln!(file, r#"{{"time":{number},"user":"fake-{number}","token":"{token}"}}"#)?;
    }
    file.into_inner()?.sync_all()?;
    Ok(path)
}

/// Claims as large identity providers write them; no word of any list is the secret.
fn token(algorithm: &str, number: usize) -> String {
    let header = format!(r#"{{"alg":"{algorithm}","typ":"JWT","kid":"fake-key-1"}}"#);
    let issued = 1_700_000_000 + number % 1_000;
    let claims = format!(
        r#"{{"iss":"https://id.fake.example/realms/fake","aud":["fake-api","fake-web"],"sub":"fake-user-{number}","jti":"fake-{number}","iat":{issued},"exp":{},"scope":"openid profile read:things write:things","roles":["reader","writer"],"azp":"fake-web","sid":"fake-session-{number}","acr":"1","preferred_username":"fake-{number}"}}"#,
        issued + 3_600
    );
    let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
    let signature = match algorithm {
        "none" => Vec::new(),
        "HS256" => hmac(signed.as_bytes(), Hs::Hs256, b"fake, and in no list of words 7f3a"),
        _ => (0..256).map(|at| (number * 31 + at * 7 + 1) as u8).collect(),
    };
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
}
