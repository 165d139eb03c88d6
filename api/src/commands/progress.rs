//! Shows how far long work has come: a bar on a terminal, a line now and then elsewhere; nothing
//! of what is done within a second.

use std::collections::HashMap;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// What takes less is not worth showing.
const NOTICEABLE: Duration = Duration::from_secs(1);

/// Time between two lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

/// Work on standard error, one bar or row of lines for each kind of thing.
pub struct Shown {
    terminal: bool,
    kinds: Mutex<HashMap<&'static str, Kind>>,
}

struct Kind {
    began: Instant,
    said: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl Shown {
    /// Bars if standard error is a terminal, else lines.
    pub fn new() -> Self {
        Self { terminal: std::io::stderr().is_terminal(), kinds: Mutex::default() }
    }

    /// `done` of `total` of `what` are done.
    pub fn at(&self, what: &'static str, done: usize, total: usize) {
        let mut kinds = self.kinds.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let kind = kinds.entry(what).or_insert(Kind { began: now, said: None, bar: None });
        let took = now.duration_since(kind.began);
        if done >= total {
            if let Some(bar) = kind.bar.take() {
                bar.finish_and_clear();
            }
            if took >= NOTICEABLE {
                eprintln!("{total} {what} in {}.{} s", took.as_secs(), took.subsec_millis() / 100);
            }
            kinds.remove(what);
        } else if took >= NOTICEABLE && self.terminal {
            kind.bar.get_or_insert_with(|| bar(what, total)).set_position(done as u64);
        } else if took >= NOTICEABLE
            && kind.said.is_none_or(|said| now.duration_since(said) >= BETWEEN_LINES)
        {
            eprintln!("{done} of {total} {what}");
            kind.said = Some(now);
        }
    }
}

fn bar(what: &'static str, total: usize) -> ProgressBar {
    let bar = ProgressBar::new(total as u64).with_message(what);
    match ProgressStyle::with_template("{msg:12} {bar:40} {pos} of {len}, {eta} to go") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
