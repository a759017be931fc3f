//! `keyholder simulate`: IAM cases as JSON lines.

use std::io::{BufReader, BufWriter};

use crate::cli::args::SimulateArgs;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::simulate;

pub(in crate::cli) fn run(args: &SimulateArgs) -> Result<Outcome, Failure> {
    let path = args.file.display().to_string();
    let failure = |what: &'static str| move |source| Failure::File { what, path, source };
    let out = BufWriter::new(std::io::stdout().lock());
    if args.file.as_os_str() == "-" {
        simulate::run(std::io::stdin().lock(), out).map_err(failure("read"))?;
    } else {
        let file = std::fs::File::open(&args.file).map_err(|source| Failure::File { what: "read", path: args.file.display().to_string(), source })?;
        simulate::run(BufReader::new(file), out).map_err(failure("read"))?;
    }
    Ok(Outcome::Fine)
}
