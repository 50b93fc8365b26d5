//! Runs two programs in turn and sums the rounds up.
//! In: two tasks and a number of rounds. Out: medians, ratios, and which rounds met a busy machine.
//! It knows nothing of trees, targets or tables. Only ratios of interleaved runs mean anything on a shared machine.

use crate::launch::{self, Run, Task};
use std::fs;

/// A round in which others used more than this share of all processors is called busy.
const FOREIGN: f64 = 0.10;
/// A round in which a program's processor time exceeds its median by this factor is called busy.
const OUTLIER: f64 = 1.25;

/// One round: the first program, then the second.
pub struct Round {
    pub runs: [Run; 2],
    /// The share of all processors' time that neither program used, 0 to 1; `None` where `/proc/stat` is missing.
    pub foreign: Option<f64>,
}

/// All rounds of one comparison.
pub struct Rounds {
    pub rounds: Vec<Round>,
    /// Numbers, from 1, of the rounds in which the machine was busy with something else.
    pub busy: Vec<usize>,
    pub peak_mb: [f64; 2],
}

/// One warm-up each, one run each for memory, then `count` rounds of A B.
///
/// # Errors
/// When a program cannot be run or fails.
pub fn compare(tasks: &[Task; 2], count: usize) -> Result<Rounds, String> {
    for task in tasks {
        launch::measure(task)?;
    }
    let peak_mb = [launch::peak_mb(&tasks[0])?, launch::peak_mb(&tasks[1])?];
    let mut rounds = Vec::with_capacity(count);
    for _ in 0..count {
        rounds.push(round(tasks)?);
    }
    let busy = busy(&rounds);
    Ok(Rounds { rounds, busy, peak_mb })
}

/// The wall times of `count` interleaved starts, in milliseconds: medians of A and B.
///
/// # Errors
/// When a program cannot be run or fails.
pub fn starts(tasks: &[Task; 2], count: usize) -> Result<[f64; 2], String> {
    let mut walls = [Vec::new(), Vec::new()];
    for number in 0..=count {
        for (task, walls) in tasks.iter().zip(&mut walls) {
            let wall = launch::wall(task)?;
            // The first start of each is the warm-up.
            if number > 0 {
                walls.push(wall);
            }
        }
    }
    Ok(walls.map(median))
}

impl Rounds {
    /// The median wall time of a program (0 or 1), in milliseconds.
    pub fn wall_ms(&self, which: usize) -> f64 {
        median(self.rounds.iter().map(|round| round.runs[which].wall_ms).collect())
    }

    /// The median processor time of a program (0 or 1), in milliseconds.
    pub fn cpu_ms(&self, which: usize) -> f64 {
        median(self.rounds.iter().map(|round| round.runs[which].cpu_ms).collect())
    }

    /// The median of the rounds' own wall ratios, A over B.
    pub fn wall_ratio(&self) -> f64 {
        median(self.rounds.iter().map(wall_ratio).collect())
    }

    /// The same over quiet rounds only; `None` with fewer than three of them.
    pub fn quiet_wall_ratio(&self) -> Option<f64> {
        let quiet = self.rounds.iter().enumerate().filter(|(index, _)| !self.busy.contains(&(index + 1)));
        let ratios: Vec<f64> = quiet.map(|(_, round)| wall_ratio(round)).collect();
        (ratios.len() >= 3).then(|| median(ratios))
    }

    /// The median of the rounds' own ratios of processor time, A over B: steadier than wall on a busy machine.
    pub fn cpu_ratio(&self) -> f64 {
        let ratio = |round: &Round| round.runs[0].cpu_ms / round.runs[1].cpu_ms.max(1.0);
        median(self.rounds.iter().map(ratio).collect())
    }
}

fn wall_ratio(round: &Round) -> f64 {
    round.runs[0].wall_ms / round.runs[1].wall_ms
}

fn round(tasks: &[Task; 2]) -> Result<Round, String> {
    let before = processor_ticks();
    let runs = [launch::measure(&tasks[0])?, launch::measure(&tasks[1])?];
    let foreign = before.zip(processor_ticks()).and_then(|(before, after)| foreign(before, after, &runs));
    Ok(Round { runs, foreign })
}

/// Busy and total ticks of all processors, of which Linux counts a hundred per second on each.
fn processor_ticks() -> Option<(f64, f64)> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let ticks: Vec<f64> = text.lines().next()?.split_whitespace().skip(1).flat_map(str::parse).collect();
    let total: f64 = ticks.iter().take(8).sum();
    Some((total - ticks.get(3)? - ticks.get(4)?, total))
}

fn foreign(before: (f64, f64), after: (f64, f64), runs: &[Run; 2]) -> Option<f64> {
    let own = runs.iter().map(|run| run.cpu_ms / 10.0).sum::<f64>();
    let total = after.1 - before.1;
    (total > 0.0).then(|| ((after.0 - before.0 - own) / total).max(0.0))
}

fn busy(rounds: &[Round]) -> Vec<usize> {
    let medians = [0, 1].map(|which| median(rounds.iter().map(|round| round.runs[which].cpu_ms).collect()));
    let outlier =
        |round: &Round| round.runs.iter().zip(medians).any(|(run, median)| run.cpu_ms > median * OUTLIER);
    let numbered = rounds.iter().enumerate();
    let busy =
        numbered.filter(|(_, round)| outlier(round) || round.foreign.is_some_and(|share| share > FOREIGN));
    busy.map(|(index, _)| index + 1).collect()
}

/// The middle of the numbers; 0 when there are none.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match (numbers.get(middle), numbers.len() % 2) {
        (Some(upper), 0) => (numbers[middle - 1] + upper) / 2.0,
        (Some(exact), _) => *exact,
        (None, _) => 0.0,
    }
}
