//! Paints made ready for many pixels: a gradient becomes a table that is looked up per pixel.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "colours are bytes and table steps are clamped"
)]

use super::pen::Paint;
use super::{Colour, Point};

/// How many steps a gradient is worked out in; more than one can see.
const STEPS: usize = 256;

/// A colour as the pixels want it: parts from 0 to 255.
#[derive(Clone, Copy)]
pub struct Shade {
    pub parts: [f32; 3],
    pub alpha: f32,
}

impl From<Colour> for Shade {
    fn from(colour: Colour) -> Self {
        let parts = [colour.red * 255.0, colour.green * 255.0, colour.blue * 255.0];
        Self { parts, alpha: colour.alpha }
    }
}

/// A paint, and where in its table a pixel falls.
pub enum Shader {
    Solid(Shade),
    Linear { table: Vec<Shade>, start: f32, across: f32, down: f32 },
    Radial { table: Vec<Shade>, centre: Point, per_pixel: f32 },
}

impl Shader {
    pub fn new(paint: Paint) -> Self {
        let steps = (STEPS - 1) as f32;
        let table = |colour: &dyn Fn(f32) -> Colour| {
            (0..STEPS).map(|step| Shade::from(colour(step as f32 / steps))).collect()
        };
        match paint {
            Paint::Solid(colour) => Self::Solid(colour.into()),
            Paint::Linear(from, to, [first, middle, last]) => {
                let (dx, dy) = (to.0 - from.0, to.1 - from.1);
                let scale = steps / (dx * dx + dy * dy).max(1e-6);
                let colour = |t: f32| {
                    if t < 0.5 {
                        first.mix(middle, t * 2.0)
                    } else {
                        middle.mix(last, t * 2.0 - 1.0)
                    }
                };
                let start = -(from.0 * dx + from.1 * dy) * scale;
                Self::Linear { table: table(&colour), start, across: dx * scale, down: dy * scale }
            }
            Paint::Radial(centre, radius, [inner, outer]) => Self::Radial {
                table: table(&|t| inner.mix(outer, t)),
                centre,
                per_pixel: steps / radius.max(1e-3),
            },
        }
    }

    /// Paints a row of RGB bytes whose first pixel has its middle at the given point.
    pub fn fill_row(&self, pixels: &mut [u8], cover: &[f32], (left, y): Point) {
        let covered = pixels.chunks_exact_mut(3).zip(cover).enumerate();
        let covered = covered.filter(|(_, (_, cover))| **cover > 0.003);
        match self {
            Self::Solid(shade) => {
                for (_, (pixel, cover)) in covered {
                    blend(pixel, shade.parts, cover * shade.alpha);
                }
            }
            Self::Linear { table, start, across, down } => {
                let start = start + down * y + across * left;
                for (x, (pixel, cover)) in covered {
                    let shade = table[((start + across * x as f32) as usize).min(STEPS - 1)];
                    blend(pixel, shade.parts, cover * shade.alpha);
                }
            }
            Self::Radial { table, centre, per_pixel } => {
                let (dx, dy) = (left - centre.0, y - centre.1);
                for (x, (pixel, cover)) in covered {
                    let dx = dx + x as f32;
                    let reach = (dx * dx + dy * dy).sqrt() * per_pixel;
                    let shade = table[(reach as usize).min(STEPS - 1)];
                    blend(pixel, shade.parts, cover * shade.alpha);
                }
            }
        }
    }
}

/// Mixes a colour into one pixel.
pub fn blend(pixel: &mut [u8], parts: [f32; 3], alpha: f32) {
    for (byte, part) in pixel.iter_mut().zip(parts) {
        let old = f32::from(*byte);
        *byte = (old + (part - old) * alpha + 0.5) as u8;
    }
}
