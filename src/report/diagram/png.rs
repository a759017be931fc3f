//! PNG from our own SVG, with the embedded fonts only, so that every machine draws the same pixels.

use std::sync::Arc;

use resvg::{tiny_skia, usvg};

use super::Error;
use super::font;

/// Pixels per SVG pixel, and the most pixels a side may have.
const SCALE: f32 = 2.0;
const MOST: f32 = 16_000.0;

/// Renders an SVG as PNG bytes at twice its size, or smaller when a side would pass 16,000 pixels.
///
/// # Errors
/// [`Error::Render`] when the SVG is not well-formed or too large.
pub fn render(svg: &str) -> Result<Vec<u8>, Error> {
    let failed = |why: &dyn std::fmt::Display| Error::Render(why.to_string());
    let mut fonts = usvg::fontdb::Database::new();
    for bytes in font::OPENTYPE {
        fonts.load_font_data(bytes.to_vec());
    }
    let options = usvg::Options { fontdb: Arc::new(fonts), font_family: "Inter".to_owned(), ..usvg::Options::default() };
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| failed(&error))?;
    let size = tree.size();
    let scale = SCALE.min(MOST / size.width().max(size.height()).max(1.0));
    let pixels = size.to_int_size().scale_by(scale).ok_or_else(|| failed(&"no size"))?;
    let mut pixmap = tiny_skia::Pixmap::new(pixels.width(), pixels.height()).ok_or_else(|| failed(&"too large"))?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| failed(&error))
}
