//! A progress line: only on a terminal, and only when the work takes longer than a second.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::args::Common;

/// Shows what is being done until it is dropped.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Begins to wait; the line appears after a second.
    pub fn begin(common: &Common) -> Self {
        if common.quiet || !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner()
            .with_style(ProgressStyle::with_template("{spinner} {msg} {elapsed}").unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_secs(1));
        Self(bar)
    }

    /// Names the step.
    pub fn step(&self, what: &'static str) {
        self.0.set_message(what);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

/// A bar of calls made, of those known so far.
#[cfg(feature = "live")]
pub(super) struct Bar(ProgressBar);

#[cfg(feature = "live")]
impl Bar {
    /// Begins.
    pub fn begin(common: &Common) -> Self {
        if common.quiet || !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let style = ProgressStyle::with_template("{bar:30} {pos} of {len} calls {elapsed}").unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = ProgressBar::new(0).with_style(style);
        bar.enable_steady_tick(Duration::from_secs(1));
        Self(bar)
    }

    /// How far it is.
    pub fn at(&self, made: usize, known: usize) {
        self.0.set_length(known.try_into().unwrap_or(u64::MAX));
        self.0.set_position(made.try_into().unwrap_or(u64::MAX));
    }

    /// A line that stays.
    pub fn notice(&self, text: &str, quiet: bool) {
        if !quiet {
            self.0.suspend(|| anstream::eprintln!("{text}"));
        }
    }
}

#[cfg(feature = "live")]
impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
