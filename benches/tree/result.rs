//! Judges what was measured against the targets, and writes it as a table and as JSON.
//! In: an outcome. Out: text. It measures nothing and exits nowhere.

use crate::against_rg::{Outcome, Scale};
use serde_json::{Value, json};
use std::fmt::Write;

/// Wall time on the main tree, as a multiple of ripgrep's.
const WALL: f64 = 4.0;
/// Peak resident memory on the tree of scale 1, in MB.
const PEAK_MB: f64 = 100.0;
/// Cold start on an empty folder, as a multiple of ripgrep's.
const START: f64 = 4.0;
/// Time per byte on a larger tree, as a multiple of that on the next smaller one: linear within 30 %.
const GROWTH: f64 = 1.3;

/// A limit and what was measured.
pub struct Target {
    pub name: String,
    pub limit: f64,
    pub measured: f64,
}

impl Target {
    /// Whether the measured value keeps the limit.
    pub fn met(&self) -> bool {
        self.measured <= self.limit
    }
}

/// The targets that the outcome can be held to.
pub fn targets(outcome: &Outcome) -> Vec<Target> {
    let rounds = &outcome.main.rounds;
    let wall = rounds.quiet_wall_ratio().unwrap_or_else(|| rounds.wall_ratio());
    let start = outcome.starts_ms[0] / outcome.starts_ms[1];
    let mut targets = vec![
        target(format!("wall at scale {}, times rg", outcome.main.scale), WALL, wall),
        target("cold start, times rg".to_owned(), START, start),
    ];
    if outcome.main.scale <= 1.0 {
        targets.push(target(format!("peak MB at scale {}", outcome.main.scale), PEAK_MB, rounds.peak_mb[0]));
    }
    targets.extend(outcome.growth.windows(2).filter_map(growth));
    targets
}

fn target(name: String, limit: f64, measured: f64) -> Target {
    Target { name, limit, measured }
}

fn growth(pair: &[Scale]) -> Option<Target> {
    let [small, large] = pair else { return None };
    let measured = large.ms_per_mb(0) / small.ms_per_mb(0);
    Some(target(format!("time per MB, scale {} over {}", large.scale, small.scale), GROWTH, measured))
}

impl Scale {
    fn seen_files(&self) -> u64 {
        self.census.files - self.census.ignored_files
    }

    fn seen_mb(&self) -> f64 {
        (self.census.bytes - self.census.ignored_bytes) as f64 / 1e6
    }

    fn ms_per_mb(&self, which: usize) -> f64 {
        self.rounds.wall_ms(which) / self.seen_mb()
    }
}

/// Everything on one screen.
pub fn table(outcome: &Outcome, targets: &[Target]) -> String {
    let main = &outcome.main;
    let mut text = format!(
        "\ntree of scale {}: {} files, {:.1} MB in sight of both; {}; {} rounds\n\n",
        main.scale,
        main.seen_files(),
        main.seen_mb(),
        outcome.rg_version,
        main.rounds.rounds.len()
    );
    text += "             wall ms     cpu ms    files/s       MB/s    peak MB\n";
    text += &line("authlint", main, 0);
    text += &line("rg", main, 1);
    text += &ratios(main);
    text += &busy(main);
    text += &reported(main);
    text += &growth_table(&outcome.growth);
    let [ours, theirs] = outcome.starts_ms;
    text += &format!(
        "\ncold start on an empty folder, {} each: authlint {ours:.2} ms, rg {theirs:.2} ms, ratio {:.2}\n\n",
        outcome.starts,
        ours / theirs
    );
    text + &verdicts(targets)
}

fn line(name: &str, scale: &Scale, which: usize) -> String {
    let wall = scale.rounds.wall_ms(which);
    let (files, mb) = (scale.seen_files() as f64 / wall * 1e3, scale.seen_mb() / wall * 1e3);
    let (cpu, peak) = (scale.rounds.cpu_ms(which), scale.rounds.peak_mb[which]);
    format!("{name:<10} {wall:>9.1}  {cpu:>9.0}  {files:>9.0}  {mb:>9.0}  {peak:>9.1}\n")
}

fn ratios(scale: &Scale) -> String {
    let rounds = &scale.rounds;
    let quiet = rounds.quiet_wall_ratio().map_or("too few".to_owned(), |ratio| format!("{ratio:.2}"));
    format!(
        "ratio      {:>9.2}  {:>9.2}     (wall over quiet rounds only: {quiet})\n",
        rounds.wall_ratio(),
        rounds.cpu_ratio()
    )
}

fn busy(scale: &Scale) -> String {
    let rounds = &scale.rounds;
    if rounds.busy.is_empty() {
        return "no round met a busy machine\n".to_owned();
    }
    let mut text = format!("{} of {} rounds met a busy machine:\n", rounds.busy.len(), rounds.rounds.len());
    for (number, round) in
        rounds.busy.iter().filter_map(|number| Some((number, rounds.rounds.get(number - 1)?)))
    {
        let foreign = round.foreign.map_or("?".to_owned(), |share| format!("{:.0} %", share * 100.0));
        let [ours, theirs] = round.runs;
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "  round {number}: {foreign} used by others; wall {:.1} and {:.1} ms, cpu {:.0} and {:.0} ms",
            ours.wall_ms, theirs.wall_ms, ours.cpu_ms, theirs.cpu_ms
        );
    }
    text
}

fn reported(scale: &Scale) -> String {
    match scale.reported {
        Some(own) => format!(
            "authlint reports {} files, {} parsed, {} findings; {} were planted\n",
            own.files, own.parsed, own.findings, scale.census.findings
        ),
        None => "authlint's output is no JSON report: its numbers mean nothing\n".to_owned(),
    }
}

fn growth_table(growth: &[Scale]) -> String {
    if growth.is_empty() {
        return String::new();
    }
    let mut text =
        "\nscale      files        MB  authlint ms     ms/MB      rg ms     ms/MB    ratio   peak MB\n"
            .to_owned();
    for scale in growth {
        let _ = writeln!(
            text,
            "{:<6} {:>9}  {:>8.1}  {:>11.1}  {:>8.3}  {:>9.1}  {:>8.3}  {:>7.2}  {:>8.1}",
            scale.scale,
            scale.seen_files(),
            scale.seen_mb(),
            scale.rounds.wall_ms(0),
            scale.ms_per_mb(0),
            scale.rounds.wall_ms(1),
            scale.ms_per_mb(1),
            scale.rounds.wall_ratio(),
            scale.rounds.peak_mb[0]
        );
    }
    text
}

fn verdicts(targets: &[Target]) -> String {
    let verdict = |target: &Target| if target.met() { "met   " } else { "MISSED" };
    let line = |target: &Target| {
        format!("{} {}: {:.2}, limit {}\n", verdict(target), target.name, target.measured, target.limit)
    };
    targets.iter().map(line).collect()
}

/// The same, with every single round, for a machine to read.
pub fn json(outcome: &Outcome, targets: &[Target]) -> String {
    let target = |target: &Target| json!({ "name": target.name, "limit": target.limit, "measured": target.measured, "met": target.met() });
    let value = json!({
        "version": 1,
        "rg": outcome.rg_version,
        "main": scale_json(&outcome.main),
        "growth": outcome.growth.iter().map(scale_json).collect::<Vec<_>>(),
        "cold_start": { "starts": outcome.starts, "authlint_ms": outcome.starts_ms[0], "rg_ms": outcome.starts_ms[1] },
        "targets": targets.iter().map(target).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn scale_json(scale: &Scale) -> Value {
    let rounds = &scale.rounds;
    let program = |which: usize| json!({ "wall_ms": rounds.wall_ms(which), "cpu_ms": rounds.cpu_ms(which), "peak_mb": rounds.peak_mb[which] });
    let reported = scale
        .reported
        .map(|own| json!({ "files": own.files, "parsed": own.parsed, "findings": own.findings }));
    let round = |round: &crate::rounds::Round| {
        let [ours, theirs] = round.runs;
        json!({ "authlint_ms": ours.wall_ms, "rg_ms": theirs.wall_ms, "authlint_cpu_ms": ours.cpu_ms, "rg_cpu_ms": theirs.cpu_ms, "foreign": round.foreign })
    };
    json!({
        "scale": scale.scale,
        "files": scale.seen_files(),
        "bytes": scale.census.bytes - scale.census.ignored_bytes,
        "planted": scale.census.findings,
        "authlint": program(0),
        "rg": program(1),
        "wall_ratio": rounds.wall_ratio(),
        "quiet_wall_ratio": rounds.quiet_wall_ratio(),
        "cpu_ratio": rounds.cpu_ratio(),
        "busy_rounds": rounds.busy,
        "reported": reported,
        "rounds": rounds.rounds.iter().map(round).collect::<Vec<_>>(),
    })
}
