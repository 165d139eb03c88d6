//! The pen: draws shapes given in a motif's own coordinates at a place on the canvas.

use super::{Canvas, Colour, Point, Shape};

/// Where a motif's own coordinates land on the canvas.
#[derive(Debug, Clone, Copy)]
pub struct Placement {
    /// Where the motif's origin goes, in pixels.
    pub origin: Point,
    /// Pixels per unit.
    pub scale: f32,
    /// Clockwise turn in radians.
    pub turn: f32,
}

impl Placement {
    fn apply(self, (x, y): Point) -> Point {
        let (sin, cos) = self.turn.sin_cos();
        let (x, y) = (x * self.scale, y * self.scale);
        (self.origin.0 + x * cos - y * sin, self.origin.1 + x * sin + y * cos)
    }
}

/// What fills a shape. Points are in the same coordinates as the shape.
#[derive(Debug, Clone, Copy)]
pub enum Paint {
    Solid(Colour),
    /// Three colours along a line.
    Linear(Point, Point, [Colour; 3]),
    /// From the first colour at the centre to the second at the radius.
    Radial(Point, f32, [Colour; 2]),
}

impl From<Colour> for Paint {
    fn from(colour: Colour) -> Self {
        Self::Solid(colour)
    }
}

/// Draws on a canvas at a placement.
pub struct Pen<'a> {
    canvas: &'a mut Canvas,
    place: Placement,
}

impl<'a> Pen<'a> {
    pub fn new(canvas: &'a mut Canvas, place: Placement) -> Self {
        Self { canvas, place }
    }

    fn lay(&self, shape: &Shape) -> Vec<Vec<Point>> {
        let lay = |outline: &Vec<Point>| outline.iter().map(|&p| self.place.apply(p)).collect();
        shape.outlines.iter().map(lay).collect()
    }

    fn lay_paint(&self, paint: Paint) -> Paint {
        match paint {
            Paint::Solid(colour) => Paint::Solid(colour),
            Paint::Linear(a, b, stops) => {
                Paint::Linear(self.place.apply(a), self.place.apply(b), stops)
            }
            Paint::Radial(centre, radius, stops) => {
                Paint::Radial(self.place.apply(centre), radius * self.place.scale, stops)
            }
        }
    }

    /// Fills the shape.
    pub fn fill(&mut self, shape: &Shape, paint: impl Into<Paint>) {
        let paint = self.lay_paint(paint.into());
        self.canvas.fill(&self.lay(shape), None, paint);
    }

    /// Fills what of the shape lies inside `frame`.
    pub fn fill_inside(&mut self, frame: &Shape, shape: &Shape, paint: impl Into<Paint>) {
        let paint = self.lay_paint(paint.into());
        self.canvas.fill(&self.lay(shape), Some(&self.lay(frame)), paint);
    }

    /// Fills the shape with edges blurred over about `blur` units.
    pub fn soft(&mut self, shape: &Shape, blur: f32, colour: Colour) {
        self.canvas.soft(&self.lay(shape), blur * self.place.scale, colour);
    }

    /// The shadow of something that stands on the floor from `left` to `right`.
    pub fn ground(&mut self, left: f32, right: f32) {
        let (middle, half) = (f32::midpoint(left, right), (right - left) / 2.0);
        let night = super::rgb(0x1a_1730);
        self.soft(&Shape::ellipse(middle + 7.0, -0.5, half * 1.12, 5.0), 7.0, night.fade(0.34));
        self.soft(&Shape::ellipse(middle + 1.0, -0.5, half * 0.98, 2.2), 2.2, night.fade(0.42));
    }

    /// The shadow on a wall behind something flat that hangs there.
    pub fn wall_shadow(&mut self, shape: &Shape) {
        let moved = Shape {
            outlines: (shape.outlines.iter())
                .map(|outline| outline.iter().map(|&(x, y)| (x + 3.0, y + 4.0)).collect())
                .collect(),
        };
        self.soft(&moved, 6.0, super::rgb(0x1a_1730).fade(0.3));
    }

    /// Light from the left, shade on the right: what makes a flat shape look round.
    pub fn round_off(&mut self, shape: &Shape, left: f32, right: f32) {
        let light = Colour::WHITE.fade(0.2);
        let clear = Colour::WHITE.fade(0.0);
        let span = right - left;
        let lit = Paint::Linear((left, 0.0), (left + span * 0.5, 0.0), [light, clear, clear]);
        let night = super::rgb(0x1a_1730);
        let shades = [night.fade(0.0), night.fade(0.1), night.fade(0.3)];
        self.fill(shape, lit);
        self.fill(shape, Paint::Linear((left + span * 0.4, 0.0), (right, 0.0), shades));
    }
}
