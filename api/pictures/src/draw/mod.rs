//! A small anti-aliased vector renderer: shapes are filled with gradients by exact coverage.
//!
//! Only what the demo's illustrations need; a general one would be a dependency ten times its size.

mod canvas;
mod colour;
mod dice;
mod pen;
mod shader;
mod shape;

pub use canvas::Canvas;
pub use colour::{Colour, rgb};
pub use dice::Dice;
pub use pen::{Paint, Pen, Placement};
pub use shape::Shape;

/// A place on the canvas, or in a motif's own box; y grows downwards.
pub type Point = (f32, f32);
