//! `keyholder verify`: is a pack as it was written.

use crate::cli::args::VerifyArgs;
use crate::cli::exit::{Failure, Outcome};
use crate::cli::output;
use crate::report::pack;
use crate::report::visible::visible;

/// No pack is as large.
const LARGEST: u64 = 2 << 30;

pub(in crate::cli) fn run(args: &VerifyArgs) -> Result<Outcome, Failure> {
    let failure = |source| Failure::File { what: "read", path: args.pack.display().to_string(), source };
    if std::fs::metadata(&args.pack).map_err(failure)?.len() > LARGEST {
        return Err(Failure::Usage(format!("`{}` is larger than any pack", args.pack.display())));
    }
    let bytes = std::fs::read(&args.pack).map_err(failure)?;
    match pack::verify(&bytes) {
        Ok(verified) => {
            let mut out = format!("verified: {} files are as the manifest says\nmanifest: sha256 {}\n", verified.files, verified.manifest);
            for line in &verified.inputs {
                out.push_str(&format!("judged:   {}\n", visible(line)));
            }
            out.push_str("This shows that nothing was changed since it was written, not who wrote it.\n");
            output::stdout(out.as_bytes())?;
            Ok(Outcome::Fine)
        }
        Err(faults) => {
            let lines: String = faults.iter().map(|f| format!("  {}\n", visible(&f.to_string()))).collect();
            output::stdout(format!("the pack does not match:\n{lines}").as_bytes())?;
            Ok(Outcome::Findings)
        }
    }
}
