//! Writing: reports to files and standard output, everything else to standard error.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::args::{Color, Common};
use super::exit::Failure;
use crate::report::{self, Format, json, terminal};

/// A wanted format, and where to.
pub(super) struct Wanted {
    pub format: Format,
    pub path: Option<PathBuf>,
}

/// The formats named on the command line.
pub(super) fn wanted(common: &Common) -> Result<Vec<Wanted>, Failure> {
    let known = || Format::ALL.iter().map(|f| f.name().to_owned()).collect::<Vec<_>>();
    let wanted: Vec<Wanted> = common
        .format
        .iter()
        .map(|text| {
            let (name, path) = text.split_once('=').map_or((text.as_str(), None), |(n, p)| (n, Some(PathBuf::from(p))));
            let format = Format::from_name(name).ok_or_else(|| Failure::Word {
                word: name.to_owned(),
                what: "a format",
                nearest: super::exit::nearest(name, &known()),
            })?;
            Ok(Wanted { format, path })
        })
        .collect::<Result<_, Failure>>()?;
    if wanted.iter().filter(|w| w.path.is_none()).count() > 1 {
        return Err(Failure::Usage("only one format can go to standard output: give the others a path, `FORMAT=PATH`".into()));
    }
    Ok(wanted)
}

/// Writes bytes to standard output. A closed pipe is nobody's fault.
pub(super) fn stdout(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::File { what: "write", path: "standard output".into(), source: error })
        }
        _ => Ok(()),
    }
}

/// Writes a file, with its folders.
pub(super) fn file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failure = |source| Failure::File { what: "write", path: path.display().to_string(), source };
    if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failure)?;
    }
    std::fs::write(path, bytes).map_err(failure)
}

/// Writes the answer to a question: as text, or in the formats that the command line names. Returns whether text went to standard output.
pub(super) fn answer<T: serde::Serialize>(value: &T, text: impl Fn(terminal::Look) -> String, common: &Common) -> Result<bool, Failure> {
    let wanted = wanted(common)?;
    if wanted.is_empty() {
        stdout(text(terminal::Look { width: width(), colour: colour(common) }).as_bytes())?;
        return Ok(true);
    }
    for one in &wanted {
        let bytes = match one.format {
            Format::Terminal => text(terminal::Look::default()).into_bytes(),
            Format::Json => json::render(value)?,
            other => return Err(report::Error::Answer(other).into()),
        };
        match &one.path {
            Some(path) => file(path, &bytes)?,
            None => stdout(&bytes)?,
        }
    }
    Ok(wanted.iter().any(|w| w.format == Format::Terminal && w.path.is_none()))
}

/// Whether standard output gets colour.
pub(super) fn colour(common: &Common) -> bool {
    match common.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            std::io::stdout().is_terminal()
                && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
                && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
        }
    }
}

/// The width of the terminal.
pub(super) fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()).unwrap_or_else(terminal_width).clamp(60, 160)
}

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
}

/// Says something on standard error.
pub(super) fn say(common: &Common, line: &str) {
    if !common.quiet {
        let _ = writeln!(std::io::stderr().lock(), "{}", crate::report::visible::visible(line));
    }
}

/// Reports a failure.
pub(super) fn error(failure: &Failure) {
    let mut err = anstream::stderr().lock();
    let red = anstyle::Style::new().bold().fg_color(Some(anstyle::AnsiColor::Red.into()));
    let _ = writeln!(err, "{red}error:{red:#} {}", crate::report::visible::visible(&failure.to_string()));
    if let Some(help) = failure.help() {
        let cyan = anstyle::Style::new().bold().fg_color(Some(anstyle::AnsiColor::Cyan.into()));
        let _ = writeln!(err, "{cyan}help:{cyan:#} {}", crate::report::visible::visible(&help));
    }
}
