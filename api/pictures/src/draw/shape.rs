//! Shapes as closed outlines. Every outline winds the same way, so overlapping ones unite.

use std::f32::consts::{PI, TAU};

use super::Point;

/// One or more closed outlines; a hole winds the other way.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    pub outlines: Vec<Vec<Point>>,
}

impl Shape {
    /// The polygon through `points`.
    pub fn poly(points: &[Point]) -> Self {
        Self::closed(points.to_vec())
    }

    fn closed(mut outline: Vec<Point>) -> Self {
        if area(&outline) < 0.0 {
            outline.reverse();
        }
        Self { outlines: vec![outline] }
    }

    pub fn rect(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self::poly(&[(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
    }

    /// A rectangle whose corners are rounded by `radius`.
    pub fn round(x: f32, y: f32, width: f32, height: f32, radius: f32) -> Self {
        let r = radius.min(width / 2.0).min(height / 2.0);
        let corners = [
            (x + width - r, y + r, -PI / 2.0),
            (x + width - r, y + height - r, 0.0),
            (x + r, y + height - r, PI / 2.0),
            (x + r, y + r, PI),
        ];
        let mut outline = Vec::with_capacity(36);
        for (cx, cy, start) in corners {
            outline.extend(arc((cx, cy), (r, r), (start, start + PI / 2.0), 8));
        }
        Self::closed(outline)
    }

    pub fn ellipse(x: f32, y: f32, rx: f32, ry: f32) -> Self {
        Self::closed(arc((x, y), (rx, ry), (0.0, TAU), 48))
    }

    pub fn circle(x: f32, y: f32, radius: f32) -> Self {
        Self::ellipse(x, y, radius, radius)
    }

    /// A closed, smooth outline that passes through every point.
    pub fn blob(points: &[Point]) -> Self {
        let n = points.len();
        let mut outline = Vec::with_capacity(n * 8);
        for i in 0..n {
            let around =
                [points[(i + n - 1) % n], points[i], points[(i + 1) % n], points[(i + 2) % n]];
            spline(around, &mut outline);
        }
        Self::closed(outline)
    }

    /// A line with round ends and joints.
    pub fn line(points: &[Point], width: f32) -> Self {
        let half = width / 2.0;
        let mut shape = Self::default();
        for pair in points.windows(2) {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            let (dx, dy) = (x1 - x0, y1 - y0);
            let length = dx.hypot(dy).max(1e-6);
            let (nx, ny) = (-dy / length * half, dx / length * half);
            let quad =
                [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)];
            shape = shape.and(Self::poly(&quad));
        }
        for &(x, y) in points {
            shape = shape.and(Self::closed(arc((x, y), (half, half), (0.0, TAU), 14)));
        }
        shape
    }

    /// A smooth line through every point, with round ends.
    pub fn bend(points: &[Point], width: f32) -> Self {
        let Some((&first, &last)) = points.first().zip(points.last()) else {
            return Self::default();
        };
        let at = |i: usize| points.get(i).copied().unwrap_or(last);
        let mut path = Vec::with_capacity(points.len() * 8);
        for i in 0..points.len() - 1 {
            let before = if i == 0 { first } else { at(i - 1) };
            spline([before, at(i), at(i + 1), at(i + 2)], &mut path);
        }
        path.push(last);
        Self::line(&path, width)
    }

    /// Part of an ellipse's rim, drawn as a line; angles in turns, clockwise from the right.
    pub fn rim(centre: Point, radii: Point, turns: Point, width: f32) -> Self {
        Self::line(&arc(centre, radii, (turns.0 * TAU, turns.1 * TAU), 56), width)
    }

    /// Begins an outline that is drawn edge by edge.
    pub fn from(x: f32, y: f32) -> Outline {
        Outline { points: vec![(x, y)] }
    }

    /// Both shapes as one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.outlines.extend(other.outlines);
        self
    }

    /// This shape with the other, which must lie inside it, cut out.
    #[must_use]
    pub fn minus(mut self, other: Self) -> Self {
        for mut outline in other.outlines {
            outline.reverse();
            self.outlines.push(outline);
        }
        self
    }
}

/// An outline under construction; `close` makes it a shape.
#[derive(Debug)]
pub struct Outline {
    points: Vec<Point>,
}

impl Outline {
    /// A straight edge.
    #[must_use]
    pub fn to(mut self, x: f32, y: f32) -> Self {
        self.points.push((x, y));
        self
    }

    /// A curved edge, pulled towards two handles.
    #[must_use]
    pub fn curve(mut self, a: Point, b: Point, end: Point) -> Self {
        let start = self.points.last().copied().unwrap_or(end);
        for step in 1..=12_u8 {
            let t = f32::from(step) / 12.0;
            let u = 1.0 - t;
            let weigh = |p: fn(Point) -> f32| {
                u * u * u * p(start)
                    + 3.0 * u * u * t * p(a)
                    + 3.0 * u * t * t * p(b)
                    + t * t * t * p(end)
            };
            self.points.push((weigh(|p| p.0), weigh(|p| p.1)));
        }
        self
    }

    /// A curved edge, pulled towards one handle.
    #[must_use]
    pub fn quad(self, handle: Point, end: Point) -> Self {
        let start = self.points.last().copied().unwrap_or(end);
        let towards = |from: Point| {
            (from.0 + (handle.0 - from.0) * 2.0 / 3.0, from.1 + (handle.1 - from.1) * 2.0 / 3.0)
        };
        self.curve(towards(start), towards(end), end)
    }

    pub fn close(self) -> Shape {
        Shape::closed(self.points)
    }

    /// Closes it with its own mirror image to the left of the axis x = 0.
    pub fn mirror(mut self) -> Shape {
        let twin: Vec<_> = self.points.iter().rev().map(|&(x, y)| (-x, y)).collect();
        self.points.extend(twin);
        Shape::closed(self.points)
    }
}

fn arc(centre: Point, radii: Point, angles: Point, steps: u8) -> Vec<Point> {
    (0..=steps)
        .map(|step| {
            let angle = angles.0 + (angles.1 - angles.0) * f32::from(step) / f32::from(steps);
            (centre.0 + radii.0 * angle.cos(), centre.1 + radii.1 * angle.sin())
        })
        .collect()
}

/// Appends the Catmull-Rom curve from the second point up to, but without, the third.
fn spline([p0, p1, p2, p3]: [Point; 4], out: &mut Vec<Point>) {
    for step in 0..8_u8 {
        let t = f32::from(step) / 8.0;
        let along = |a: f32, b: f32, c: f32, d: f32| {
            0.5 * (2.0 * b
                + (c - a) * t
                + (2.0 * a - 5.0 * b + 4.0 * c - d) * t * t
                + (3.0 * b - a - 3.0 * c + d) * t * t * t)
        };
        out.push((along(p0.0, p1.0, p2.0, p3.0), along(p0.1, p1.1, p2.1, p3.1)));
    }
}

fn area(outline: &[Point]) -> f32 {
    let next = outline.iter().cycle().skip(1);
    outline.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}
