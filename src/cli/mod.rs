//! The command line: arguments, files, progress, exit codes. The only room that knows the clock, the file system and the terminal.
//!
//! *In:* arguments. *Out:* files, text on standard output, an exit code.
//! *Does not:* decide anything about access.

mod args;
mod baseline;
mod commands;
mod config;
mod drawing;
mod exit;
mod folder;
mod inputs;
mod output;
mod progress;
mod simulate;

use std::process::ExitCode;

use args::{Arguments, Command};
use exit::{Failure, Outcome};

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = match Arguments::read() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are asked for; everything else is wrong use.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    if let Some(threads) = arguments.common.threads {
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    match dispatch(&arguments) {
        Ok(outcome) => outcome.code(),
        Err(failure) => {
            output::error(&failure);
            ExitCode::from(2)
        }
    }
}

fn dispatch(arguments: &Arguments) -> Result<Outcome, Failure> {
    let common = &arguments.common;
    match &arguments.command {
        Command::Review(args) => commands::review::run(args, common),
        Command::Compare(args) => commands::compare::run(args, common),
        Command::Trace(args) => commands::trace::run(args, common),
        Command::Can(args) => commands::can::run(args, common),
        Command::WhoCan(args) => commands::who_can::run(args, common),
        Command::NewAccess(args) => commands::new_access::run(args, common),
        Command::AccessNotGranted(args) => commands::access_not_granted::run(args, common),
        Command::Simulate(args) => commands::simulate::run(args),
        Command::Reach(args) => commands::reach::run(args, common),
        Command::Diagram(args) => commands::diagram::run(args, common),
        Command::Init(args) => commands::init::run(args, common),
        Command::Collect(args) => commands::collect::run(args, common),
        Command::Verify(args) => commands::verify::run(args),
        Command::Rules => commands::rules::list(),
        Command::Explain(args) => commands::rules::explain(args),
        Command::Vendors => commands::vendors::run(),
        Command::Schema(args) => commands::schema::run(args),
        Command::Completions(args) => commands::shell::completions(args),
        Command::Man => commands::shell::man(),
    }
}
