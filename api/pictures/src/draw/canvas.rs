//! The canvas: pixels, and the filling of outlines by exact area coverage.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "coordinates are a few thousand at most and clamped to the canvas first"
)]

use super::pen::Paint;
use super::shader::{Shade, Shader, blend};
use super::{Colour, Point};

/// An opaque RGB picture in the making.
pub struct Canvas {
    width: usize,
    height: usize,
    rgb: Vec<u8>,
}

/// How much of each pixel in a window of the canvas an area covers.
struct Mask {
    left: usize,
    top: usize,
    width: usize,
    height: usize,
    cover: Vec<f32>,
}

impl Canvas {
    pub fn new(width: u32, height: u32) -> Self {
        let (width, height) = (width as usize, height as usize);
        Self { width, height, rgb: vec![255; width * height * 3] }
    }

    pub fn size(&self) -> (f32, f32) {
        (self.width as f32, self.height as f32)
    }

    /// The finished picture: width, height and its RGB bytes.
    pub fn into_rgb(self) -> (u32, u32, Vec<u8>) {
        (self.width as u32, self.height as u32, self.rgb)
    }

    /// Fills the outlines, only inside `frame` when there is one.
    pub fn fill(&mut self, outlines: &[Vec<Point>], frame: Option<&[Vec<Point>]>, paint: Paint) {
        let size = (self.width, self.height);
        let Some(mut mask) = Mask::of(outlines, size, 1.0) else { return };
        if let Some(frame) = frame {
            let Some(frame) = Mask::of(frame, size, 1.0) else { return };
            mask.keep(&frame);
        }
        let shader = Shader::new(paint);
        for row in 0..mask.height {
            let y = mask.top + row;
            let start = (y * self.width + mask.left) * 3;
            let pixels = &mut self.rgb[start..start + mask.width * 3];
            let cover = &mask.cover[row * mask.width..(row + 1) * mask.width];
            shader.fill_row(pixels, cover, (mask.left as f32 + 0.5, y as f32 + 0.5));
        }
    }

    /// Fills the outlines with edges blurred over about `blur` pixels.
    ///
    /// Worked out on a canvas a quarter the size: nobody sees the difference in a blur.
    pub fn soft(&mut self, outlines: &[Vec<Point>], blur: f32, colour: Colour) {
        const STEP: f32 = 4.0;
        let radius = ((blur / STEP).round() as usize).clamp(1, 24);
        let grown = (self.width / 4 + 1, self.height / 4 + 1);
        let Some(mask) = Mask::of(outlines, grown, 1.0 / STEP) else { return };
        let mask = mask.blurred(radius, grown);
        let ink = Shade::from(colour);
        let mut line = vec![0.0; mask.width + 2];
        let (left, top) = ((mask.left * 4).min(self.width), (mask.top * 4).min(self.height));
        let right = ((mask.left + mask.width) * 4).min(self.width);
        for y in top..((mask.top + mask.height) * 4).min(self.height) {
            mask.row_between((y as f32 + 0.5) / STEP - 0.5, &mut line);
            let pixels = &mut self.rgb[(y * self.width + left) * 3..(y * self.width + right) * 3];
            for (x, pixel) in pixels.chunks_exact_mut(3).enumerate() {
                // Pixel centres lie 1, 3, 5 and 7 eighths into a cell; `line` is a cell ahead.
                let (cell, share) = match x % 4 {
                    0 => (x / 4, 0.625),
                    1 => (x / 4, 0.875),
                    2 => (x / 4 + 1, 0.125),
                    _ => (x / 4 + 1, 0.375),
                };
                let alpha = (line[cell] + (line[cell + 1] - line[cell]) * share) * ink.alpha;
                if alpha > 0.003 {
                    blend(pixel, ink.parts, alpha);
                }
            }
        }
    }
}

impl Mask {
    /// Covers the outlines, each coordinate times `scale`, clipped to `size`; nothing when outside.
    fn of(outlines: &[Vec<Point>], size: (usize, usize), scale: f32) -> Option<Self> {
        let points = || outlines.iter().flatten();
        let low = |of: fn(&Point) -> f32| points().map(of).fold(f32::MAX, f32::min) * scale;
        let high = |of: fn(&Point) -> f32| points().map(of).fold(f32::MIN, f32::max) * scale;
        let left = low(|p| p.0).floor().clamp(0.0, size.0 as f32) as usize;
        let right = high(|p| p.0).ceil().clamp(0.0, size.0 as f32) as usize;
        let top = low(|p| p.1).floor().clamp(0.0, size.1 as f32) as usize;
        let bottom = high(|p| p.1).ceil().clamp(0.0, size.1 as f32) as usize;
        if left >= right || top >= bottom {
            return None;
        }
        let (width, height) = (right - left, bottom - top);
        if is_upright(outlines) {
            let across = reach((left, right), (low(|p| p.0), high(|p| p.0)));
            let down = reach((top, bottom), (low(|p| p.1), high(|p| p.1)));
            let mut cover = Vec::with_capacity(width * height);
            for share in down {
                cover.extend(across.iter().map(|cover| cover * share));
            }
            return Some(Self { left, top, width, height, cover });
        }
        let mut sheet = Sheet { width, height, delta: vec![0.0; (width + 2) * height] };
        for outline in outlines {
            let shift = |p: &Point| (p.0 * scale - left as f32, p.1 * scale - top as f32);
            let ends = outline.iter().cycle().skip(1);
            for (from, to) in outline.iter().zip(ends) {
                sheet.edge(shift(from), shift(to));
            }
        }
        Some(Self { left, top, width, height, cover: sheet.settle() })
    }

    /// Keeps only what the frame covers too.
    fn keep(&mut self, frame: &Self) {
        for row in 0..self.height {
            for column in 0..self.width {
                let (x, y) = (self.left + column, self.top + row);
                self.cover[row * self.width + column] *= frame.exactly_at(x, y);
            }
        }
    }

    fn exactly_at(&self, x: usize, y: usize) -> f32 {
        let inside = x >= self.left
            && y >= self.top
            && x < self.left + self.width
            && y < self.top + self.height;
        if inside { self.cover[(y - self.top) * self.width + x - self.left] } else { 0.0 }
    }

    /// The coverage between two rows, with an empty cell before the first and after the last.
    fn row_between(&self, y: f32, line: &mut [f32]) {
        let y = (y - self.top as f32).max(0.0);
        let (row, share) = (y as usize, y.fract());
        let cells = |row: usize| {
            let row = row.min(self.height - 1);
            &self.cover[row * self.width..(row + 1) * self.width]
        };
        let (upper, lower) = (cells(row), cells(row + 1));
        for ((slot, above), below) in line[1..].iter_mut().zip(upper).zip(lower) {
            *slot = above + (below - above) * share;
        }
    }

    /// Three box blurs in a row are close to a bell curve.
    fn blurred(self, radius: usize, size: (usize, usize)) -> Self {
        let margin = radius * 3;
        let (left, top) = (self.left.saturating_sub(margin), self.top.saturating_sub(margin));
        let width = (self.left + self.width + margin).min(size.0) - left;
        let height = (self.top + self.height + margin).min(size.1) - top;
        let mut cover = vec![0.0; width * height];
        for row in 0..self.height {
            let start = (self.top - top + row) * width + self.left - left;
            cover[start..start + self.width]
                .copy_from_slice(&self.cover[row * self.width..(row + 1) * self.width]);
        }
        let mut scratch = vec![0.0; width.max(height)];
        for _ in 0..3 {
            for row in 0..height {
                box_blur(&mut cover, (row * width, 1, width), radius, &mut scratch);
            }
            for column in 0..width {
                box_blur(&mut cover, (column, width, height), radius, &mut scratch);
            }
        }
        Self { left, top, width, height, cover }
    }
}

/// Whether the outlines are one rectangle along the axes: walls and tables, the largest of all.
fn is_upright(outlines: &[Vec<Point>]) -> bool {
    let [outline] = outlines else { return false };
    let [a, b, c, d] = outline.as_slice() else { return false };
    let same = |p: f32, q: f32| (p - q).abs() < 1e-4;
    let one_way = same(a.1, b.1) && same(b.0, c.0) && same(c.1, d.1) && same(d.0, a.0);
    one_way || (same(a.0, b.0) && same(b.1, c.1) && same(c.0, d.0) && same(d.1, a.1))
}

/// How much of each cell from `cells.0` to `cells.1` a stretch covers.
fn reach(cells: (usize, usize), (from, to): Point) -> Vec<f32> {
    let cover = |cell: usize| (to.min(cell as f32 + 1.0) - from.max(cell as f32)).clamp(0.0, 1.0);
    (cells.0..cells.1).map(cover).collect()
}

/// Blurs one line of cells: `(start, stride, length)`.
fn box_blur(cells: &mut [f32], line: (usize, usize, usize), radius: usize, scratch: &mut [f32]) {
    let (start, stride, length) = line;
    for (i, slot) in scratch[..length].iter_mut().enumerate() {
        *slot = cells[start + i * stride];
    }
    let share = 1.0 / (2 * radius + 1) as f32;
    let mut sum: f32 = scratch[..length.min(radius)].iter().sum();
    for i in 0..length {
        if i + radius < length {
            sum += scratch[i + radius];
        }
        if i > radius {
            sum -= scratch[i - radius - 1];
        }
        cells[start + i * stride] = sum * share;
    }
}

/// Signed changes of coverage along each row; summed up from the left they are the coverage.
struct Sheet {
    width: usize,
    height: usize,
    delta: Vec<f32>,
}

impl Sheet {
    fn edge(&mut self, a: Point, b: Point) {
        let (sign, a, b) = if a.1 < b.1 { (1.0, a, b) } else { (-1.0, b, a) };
        if b.1 <= 0.0 || b.1 - a.1 < 1e-6 {
            return;
        }
        let slope = (b.0 - a.0) / (b.1 - a.1);
        let mut x = if a.1 < 0.0 { a.0 - a.1 * slope } else { a.0 };
        let first = a.1.max(0.0) as usize;
        let last = (b.1.ceil() as usize).min(self.height);
        for row in first..last {
            let y = row as f32;
            let rise = (y + 1.0).min(b.1) - y.max(a.1);
            let next = x + slope * rise;
            self.step(row, (x, next), rise * sign);
            x = next;
        }
    }

    /// One row's share of an edge that runs from `x.0` to `x.1` and covers `amount` of the row.
    fn step(&mut self, row: usize, x: Point, amount: f32) {
        let limit = self.width as f32;
        let (low, high) = (x.0.min(x.1).clamp(0.0, limit), x.0.max(x.1).clamp(0.0, limit));
        let first = low as usize;
        let last = (high.ceil() as usize).max(first + 1);
        let cells = &mut self.delta[row * (self.width + 2)..(row + 1) * (self.width + 2)];
        if last == first + 1 {
            let right = f32::midpoint(low, high) - first as f32;
            cells[first] += amount * (1.0 - right);
            cells[first + 1] += amount * right;
            return;
        }
        // The edge crosses several cells: each gets the area to the right of it, as a change.
        let run = 1.0 / (high - low);
        let mut before = 0.0;
        for (cell, slot) in cells[first..last].iter_mut().enumerate() {
            let edge = (first + cell) as f32;
            let from = low.max(edge);
            let to = high.min(edge + 1.0);
            let within = (to - from) * run * (edge + 1.0 - f32::midpoint(from, to));
            let passed = ((from - low) * run).max(0.0);
            let covered = passed + within;
            *slot += amount * (covered - before);
            before = covered;
        }
        cells[last] += amount * (1.0 - before);
    }

    fn settle(mut self) -> Vec<f32> {
        let mut cover = Vec::with_capacity(self.width * self.height);
        for row in self.delta.chunks_exact_mut(self.width + 2) {
            let mut sum = 0.0_f32;
            for change in &row[..self.width] {
                sum += change;
                cover.push(sum.abs().min(1.0));
            }
        }
        cover
    }
}
