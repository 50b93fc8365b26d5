//! Starts a program once and measures it.
//! In: a command line. Out: wall time, processor time and peak memory of that one run.
//! It compares nothing. Linux with bash: the kernel's accounting is read through bash's `time`, because
//! the standard library has no safe call for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A command line whose output goes to a file, as a CI step would keep it.
pub struct Task {
    pub program: PathBuf,
    pub arguments: Vec<String>,
    /// Exit codes that mean that the program did its work.
    pub accepted: &'static [i32],
    pub output: PathBuf,
}

/// One measured run.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    pub wall_ms: f64,
    /// User and system time of all threads.
    pub cpu_ms: f64,
}

/// `EPOCHREALTIME` counts microseconds; bash's `time` has no finer unit than a millisecond.
const SCRIPT: &str = r#"
export LC_ALL=C; TIMEFORMAT='%3U %3S'; output=$1; shift
begin=$EPOCHREALTIME
time "$@" >"$output" 2>"$output.err"
code=$?
echo "$begin $EPOCHREALTIME $code"
"#;

/// Runs a task through bash, for its wall and processor time.
///
/// # Errors
/// When bash is missing or older than 5, or the task fails.
pub fn measure(task: &Task) -> Result<Run, String> {
    let mut bash = Command::new("bash");
    bash.args(["--norc", "-c", SCRIPT, "bash"]).arg(&task.output).arg(&task.program).args(&task.arguments);
    let done = bash.output().map_err(|error| format!("bash: {error}"))?;
    let clock = numbers(&done.stdout);
    let [begin, end, code] = clock[..] else { return Err("bash 5 or newer is needed".into()) };
    accept(task, Some(code as i32))?;
    let [user, system] = numbers(&done.stderr)[..] else {
        return Err("bash's time was not understood".into());
    };
    Ok(Run { wall_ms: (end - begin) * 1e3, cpu_ms: (user + system) * 1e3 })
}

/// Runs a task directly, for its wall time alone: for runs of a millisecond, where bash would blur the result.
///
/// # Errors
/// When the program cannot be started or fails.
pub fn wall(task: &Task) -> Result<f64, String> {
    let mut command = command(task)?;
    let begin = Instant::now();
    let status = command.status().map_err(|error| unstartable(task, &error))?;
    let wall = begin.elapsed().as_secs_f64() * 1e3;
    accept(task, status.code())?;
    Ok(wall)
}

/// Runs a task for its peak resident memory in MB, by `/usr/bin/time` where that is installed, else by
/// looking at `/proc` every half millisecond (which may miss the last moments).
///
/// # Errors
/// When the program cannot be started or fails.
pub fn peak_mb(task: &Task) -> Result<f64, String> {
    let gnu = Path::new("/usr/bin/time");
    if !gnu.exists() {
        return sampled_peak_mb(task);
    }
    let note = task.output.with_extension("peak");
    let mut timed = Command::new(gnu);
    timed.args(["-f", "%M", "-o"]).arg(&note).arg(&task.program).args(&task.arguments);
    let status = timed.stdout(file(&task.output)?).stderr(Stdio::null()).status();
    accept(task, status.map_err(|error| unstartable(task, &error))?.code())?;
    let text = fs::read_to_string(&note).map_err(|error| format!("{}: {error}", note.display()))?;
    // With an exit code other than 0, GNU time writes a line about it before the number.
    let kilobytes: Option<f64> = text.lines().last().and_then(|line| line.trim().parse().ok());
    kilobytes.map(|kilobytes| kilobytes / 1024.0).ok_or(format!("/usr/bin/time wrote {text:?}"))
}

fn sampled_peak_mb(task: &Task) -> Result<f64, String> {
    let mut child = command(task)?.spawn().map_err(|error| unstartable(task, &error))?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0.0_f64;
    loop {
        peak = peak.max(high_water_mb(&fs::read_to_string(&status).unwrap_or_default()));
        if let Some(exit) = child.try_wait().map_err(|error| error.to_string())? {
            accept(task, exit.code())?;
            return Ok(peak);
        }
        std::thread::sleep(Duration::from_micros(500));
    }
}

fn high_water_mb(status: &str) -> f64 {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

fn command(task: &Task) -> Result<Command, String> {
    let mut command = Command::new(&task.program);
    command.args(&task.arguments).stdout(file(&task.output)?).stderr(Stdio::null());
    Ok(command)
}

fn file(path: &Path) -> Result<fs::File, String> {
    fs::File::create(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn unstartable(task: &Task, error: &std::io::Error) -> String {
    format!("{} cannot be started: {error}", task.program.display())
}

fn accept(task: &Task, code: Option<i32>) -> Result<(), String> {
    match code {
        Some(code) if task.accepted.contains(&code) => Ok(()),
        Some(code) => Err(format!("{} ended with exit code {code}", task.program.display())),
        None => Err(format!("{} was killed by a signal", task.program.display())),
    }
}

fn numbers(output: &[u8]) -> Vec<f64> {
    String::from_utf8_lossy(output).split_whitespace().filter_map(|word| word.parse().ok()).collect()
}
