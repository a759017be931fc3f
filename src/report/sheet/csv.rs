//! CSV (RFC 4180) of the control matrix. A cell that a spreadsheet would take for a formula begins with an apostrophe.

use super::{COLUMNS, cells};
use crate::report::Error;
use crate::report::view::Report;

/// The matrix as CSV.
///
/// # Errors
/// When the writer fails.
pub fn render(report: &Report) -> Result<Vec<u8>, Error> {
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    out.write_record(COLUMNS.map(|(name, _)| name))?;
    for row in cells(report) {
        out.write_record(row.iter().map(|cell| plain(cell)))?;
    }
    out.into_inner().map_err(|error| Error::Sheet(error.to_string()))
}

/// A cell that is text to every spreadsheet ("CSV Injection", OWASP).
fn plain(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(plain("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(plain("@SUM(1)"), "'@SUM(1)");
        assert_eq!(plain("a=b"), "a=b");
    }
}
