//! Composes things into pictures: a still of one, or a scene of a few.

use super::backdrop;
use super::palette::Room;
use super::{Drawing, Thing};
use crate::draw::{Canvas, Dice, Pen, Placement, Point};
use crate::motifs::{Motif, Stance};

/// Twice a served width, so that the narrow variant is an exact half.
const STILL: u32 = 640;
const SCENE: (u32, u32) = (640, 853);
/// Spots are laid out as on a canvas 720 wide.
const LAYOUT: f32 = 640.0 / 720.0;

/// Where one thing goes: its origin on the layout, and how large its box may be.
struct Spot {
    origin: Point,
    width: f32,
    height: f32,
}

/// One product by itself in a quiet room.
pub fn still(thing: Thing) -> Drawing {
    let mut dice = Dice::new(thing.seed ^ 0x5111);
    let mut canvas = Canvas::new(STILL, STILL);
    let room = Room::for_colour(thing.tint.colour(), &mut dice);
    let hangs = thing.motif.stance() == Stance::Hangs;
    backdrop::room(&mut canvas, room, if hangs { 0.9 } else { 0.68 }, &mut dice);
    let spot = if hangs {
        Spot { origin: (360.0, 600.0), width: 500.0, height: 470.0 }
    } else {
        Spot { origin: (360.0, 590.0), width: 470.0, height: 430.0 }
    };
    place(&mut canvas, thing, &spot);
    canvas.into()
}

/// One to three products in a room, and where the middle of each is as shares of width and height.
pub fn scene(things: &[Thing], seed: u64) -> (Drawing, Vec<Point>) {
    let mut dice = Dice::new(seed ^ 0x5ce1e);
    let mut canvas = Canvas::new(SCENE.0, SCENE.1);
    let horizon = dice.between(0.56, 0.64);
    let colour = things.first().map_or(super::Tint::Ivory, |thing| thing.tint).colour();
    let room = Room::for_colour(colour, &mut dice);
    backdrop::room(&mut canvas, room, horizon, &mut dice);
    backdrop::decor(&mut canvas, room, horizon, &mut dice);
    let spots = arrange(things, seed);
    let mut order: Vec<usize> = (0..things.len()).collect();
    order.sort_by(|&a, &b| spots[a].origin.1.total_cmp(&spots[b].origin.1));
    let mut middles = vec![(0.5, 0.5); things.len()];
    for index in order {
        middles[index] = place(&mut canvas, things[index], &spots[index]);
    }
    (canvas.into(), middles)
}

/// Where the middle of each thing is in the scene of the same things and seed, without drawing it,
/// in thousandths of width and height.
pub fn places(things: &[Thing], seed: u64) -> Vec<(i32, i32)> {
    let spots = arrange(things, seed);
    let canvas_size = (f32_of(SCENE.0), f32_of(SCENE.1));
    let middles = things.iter().zip(&spots).map(|(thing, spot)| middle(*thing, spot, canvas_size));
    middles.map(|(x, y)| (thousandths(x), thousandths(y))).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "clamped to a picture")]
fn thousandths(share: f32) -> i32 {
    (share.clamp(0.0, 1.0) * 1_000.0) as i32
}

/// Finds a spot for each: what hangs goes up on the wall, what stands shares the table.
fn arrange(things: &[Thing], seed: u64) -> Vec<Spot> {
    let mut dice = Dice::new(seed ^ 0x5b07);
    let hanging = things.iter().filter(|t| t.motif.stance() == Stance::Hangs).count();
    let standing = things.len() - hanging;
    let (mut hung, mut stood) = (0, 0);
    let mirrored = dice.once_in(2);
    let mut spots = Vec::with_capacity(things.len());
    for thing in things {
        let mut spot = if thing.motif.stance() == Stance::Hangs {
            hung += 1;
            hang(hung, hanging, standing)
        } else {
            stood += 1;
            stand(stood, standing, hanging > 0)
        };
        if mirrored {
            spot.origin.0 = 720.0 - spot.origin.0;
        }
        spot.origin.0 += dice.between(-14.0, 14.0);
        spot.origin.1 += dice.between(-10.0, 10.0);
        spots.push(spot);
    }
    spots
}

fn hang(nth: usize, of: usize, standing: usize) -> Spot {
    let size = if of == 1 && standing == 0 {
        560.0
    } else if of == 1 {
        400.0
    } else {
        290.0
    };
    let x = match (nth, of) {
        (1, 1) if standing == 0 => 360.0,
        (1, 1) => 250.0,
        (1, 2) => 195.0,
        (2, 2) => 525.0,
        (1, _) => 150.0,
        (2, _) => 360.0,
        _ => 570.0,
    };
    let floor = if standing == 0 { 300.0 + size * 0.75 } else { 130.0 + size };
    Spot { origin: (x, floor), width: size, height: size }
}

fn stand(nth: usize, of: usize, below: bool) -> Spot {
    let (x, y, width, height) = match (nth, of, below) {
        (1, 1, true) => (470.0, 830.0, 330.0, 270.0),
        (1, 1, false) => (360.0, 800.0, 470.0, 470.0),
        (1, 2, true) => (220.0, 850.0, 280.0, 220.0),
        (2, 2, true) => (515.0, 800.0, 290.0, 240.0),
        (1, 2, false) => (240.0, 810.0, 370.0, 400.0),
        (2, 2, false) => (520.0, 730.0, 330.0, 370.0),
        (1, _, _) => (215.0, 790.0, 300.0, 330.0),
        (2, _, _) => (510.0, 720.0, 310.0, 370.0),
        _ => (430.0, 880.0, 290.0, 230.0),
    };
    Spot { origin: (x, y), width, height }
}

/// Draws the thing there; answers its middle as shares of the canvas.
fn place(canvas: &mut Canvas, thing: Thing, spot: &Spot) -> Point {
    let origin = (spot.origin.0 * LAYOUT, spot.origin.1 * LAYOUT);
    let placement = Placement { origin, scale: scale_of(thing, spot), turn: 0.0 };
    let size = canvas.size();
    let mut look = thing.tint.look(thing.seed);
    thing.motif.draw(&mut Pen::new(canvas, placement), &mut look);
    middle(thing, spot, size)
}

/// Pixels per unit of the motif.
fn scale_of(thing: Thing, spot: &Spot) -> f32 {
    let (width, height) = thing.motif.extent();
    (spot.width / width).min(spot.height / height) * LAYOUT
}

fn middle(thing: Thing, spot: &Spot, (width, height): Point) -> Point {
    let half = thing.motif.extent().1 * scale_of(thing, spot) * 0.5;
    (spot.origin.0 * LAYOUT / width, (spot.origin.1 * LAYOUT - half) / height)
}

#[expect(clippy::cast_precision_loss, reason = "a few hundred pixels")]
fn f32_of(pixels: u32) -> f32 {
    pixels as f32
}

impl Thing {
    /// A thing of that kind; unknown words give a plain mug, since content is checked by a test.
    pub fn new(motif: &str, tint: &str, seed: u64) -> Self {
        let motif = Motif::named(motif).unwrap_or(Motif::Mug);
        Self { motif, tint: super::Tint::named(tint).unwrap_or(super::Tint::Ivory), seed }
    }
}
