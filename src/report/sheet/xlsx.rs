//! XLSX of the control matrix: a filtered table with frozen headings, states told by word and by colour.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError};

use super::{COLUMNS, cells};
use crate::report::Error;
use crate::report::view::{Report, State};

/// The matrix as XLSX. The workbook's date is a fixed one, so that the same report gives the same bytes.
///
/// # Errors
/// When the workbook cannot be written.
pub fn render(report: &Report) -> Result<Vec<u8>, Error> {
    write(report).map_err(|error| Error::Sheet(error.to_string()))
}

fn write(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(1980, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title("Control matrix").set_author("keyholder").set_creation_datetime(&made));
    let sheet = book.add_worksheet();
    sheet.set_name("Control matrix")?;
    let cell = || Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Hair);
    let heading = cell().set_bold().set_background_color(Color::RGB(0x14202E)).set_font_color(Color::White);
    for (column, (name, width)) in (0_u16..).zip(COLUMNS) {
        sheet.write_string_with_format(0, column, name, &heading)?;
        sheet.set_column_width(column, f64::from(width))?;
    }
    let rows = cells(report);
    let mut last = 0;
    for (row, (cells, control)) in (1_u32..).zip(rows.iter().zip(&report.controls)) {
        for ((column, (name, _)), text) in (0_u16..).zip(COLUMNS).zip(cells) {
            let format = if name == "state" { cell().set_bold().set_background_color(colour(control.state)) } else { cell() };
            sheet.write_string_with_format(row, column, text, &format)?;
        }
        last = row;
    }
    sheet.autofilter(0, 0, last, u16::try_from(COLUMNS.len()).unwrap_or(1) - 1)?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    book.save_to_buffer()
}

fn colour(state: State) -> Color {
    Color::RGB(match state {
        State::Met => 0xD7EFE1,
        State::Gap => 0xF9D3CD,
        State::Unknown => 0xFFF0C8,
        State::Stated => 0xDCE6F8,
        State::Exception => 0xEBDCF4,
        State::NotApplicable => 0xEDEFF2,
    })
}
