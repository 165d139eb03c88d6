//! Cups, bowls, pots, vases and plates: turned clay with a glaze.

use super::Look;
use crate::draw::{Colour, Paint, Pen, Shape, rgb};

/// A vessel's outside wall: the clay colour lit from above.
fn clay(pen: &mut Pen, wall: &Shape, colour: Colour, top: f32) {
    let stops = [colour.lighter(0.12), colour, colour.darker(0.12)];
    pen.fill(wall, Paint::Linear((0.0, top), (0.0, 0.0), stops));
}

/// The glaze: drips, bands or speckles in the second colour, kept inside the wall.
fn glaze(pen: &mut Pen, wall: &Shape, look: &mut Look, top: f32) {
    match look.dice.below(4) {
        0 => {
            let mut edge = vec![(-60.0, top - 10.0), (-60.0, top * 0.62)];
            for step in 0..9_u8 {
                let depth = look.dice.between(0.4, 0.72);
                edge.push((-50.0 + f32::from(step) * 12.5, top * depth));
            }
            edge.extend([(60.0, top * 0.6), (60.0, top - 10.0)]);
            pen.fill_inside(wall, &Shape::blob(&edge), look.second);
        }
        1 => {
            for (at, thick) in [(0.66, 7.0), (0.5, 2.5), (0.43, 2.5)] {
                pen.fill_inside(wall, &Shape::rect(-60.0, top * at, 120.0, thick), look.second);
            }
        }
        2 => {
            for _ in 0..46 {
                let (x, y) = (look.dice.between(-48.0, 48.0), look.dice.between(top, 0.0));
                let radius = look.dice.between(0.5, 1.5);
                pen.fill_inside(wall, &Shape::circle(x, y, radius), look.second.fade(0.8));
            }
        }
        _ => pen.fill_inside(wall, &Shape::rect(-60.0, top * 0.34, 120.0, 60.0), look.second),
    }
}

fn opening(pen: &mut Pen, top: f32, radius: f32, inside: Colour, edge: Colour) {
    pen.fill(&Shape::ellipse(0.0, top, radius, radius * 0.2), edge.lighter(0.35));
    let well = Shape::ellipse(0.0, top + 0.4, radius - 2.4, radius * 0.2 - 1.7);
    let stops = [inside.darker(0.5), inside.darker(0.25), inside];
    pen.fill(&well, Paint::Linear((-radius, top), (radius, top), stops));
}

pub fn mug(pen: &mut Pen, look: &mut Look) {
    pen.ground(-32.0, 36.0);
    let handle = Shape::rim((27.0, -40.0), (15.0, 17.0), (-0.25, 0.25), 7.0);
    pen.fill(&handle, look.main.darker(0.2));
    pen.fill(&Shape::rim((27.0, -41.0), (15.0, 17.0), (-0.22, 0.1), 2.0), look.main.lighter(0.3));
    let wall = Shape::from(0.0, -70.0)
        .to(32.0, -70.0)
        .curve((32.0, -40.0), (32.0, -20.0), (29.0, -7.0))
        .quad((27.0, 0.0), (18.0, 0.5))
        .to(0.0, 1.0)
        .mirror();
    let wall = wall.and(Shape::ellipse(0.0, -70.0, 32.0, 6.4));
    clay(pen, &wall, look.main, -70.0);
    glaze(pen, &wall, look, -70.0);
    pen.round_off(&wall, -33.0, 33.0);
    opening(pen, -70.0, 32.0, look.main.darker(0.2), look.main);
    let drink = *look.dice.pick(&[rgb(0x5a_3420), rgb(0x8a_5a2b), rgb(0x7c_8f3c), rgb(0xb0_6a35)]);
    pen.fill(&Shape::ellipse(0.0, -68.9, 28.0, 3.6), drink);
    pen.fill(&Shape::ellipse(-9.0, -69.4, 10.0, 1.0), drink.lighter(0.4).fade(0.7));
    pen.fill(&Shape::bend(&[(-25.0, -58.0), (-25.5, -40.0), (-24.0, -22.0)], 3.2), shine());
}

pub fn bowl(pen: &mut Pen, look: &mut Look) {
    pen.ground(-26.0, 26.0);
    pen.fill(&Shape::round(-19.0, -7.0, 38.0, 7.5, 2.0), look.main.darker(0.3));
    let wall = Shape::from(0.0, -46.0)
        .to(47.0, -46.0)
        .curve((45.0, -22.0), (30.0, -6.0), (17.0, -4.5))
        .to(0.0, -4.0)
        .mirror();
    let wall = wall.and(Shape::ellipse(0.0, -46.0, 47.0, 9.4));
    clay(pen, &wall, look.main, -46.0);
    glaze(pen, &wall, look, -48.0);
    pen.round_off(&wall, -48.0, 48.0);
    opening(pen, -46.0, 47.0, look.main.lighter(0.1), look.main);
    if look.dice.once_in(2) {
        for (x, y) in [(-16.0, -47.0), (2.0, -49.0), (18.0, -46.5), (-2.0, -43.5)] {
            let fruit = look.accent;
            let orb = Shape::circle(x, y - 4.0, 10.0);
            pen.fill(&orb, Paint::Radial((x - 3.0, y - 8.0), 14.0, [fruit.lighter(0.35), fruit]));
        }
        let lip = Shape::rim((0.0, -46.0), (46.0, 8.6), (0.0, 0.5), 2.2);
        pen.fill(&lip, look.main.lighter(0.3));
    }
    pen.fill(&Shape::bend(&[(-39.0, -33.0), (-33.0, -20.0), (-24.0, -11.0)], 3.0), shine());
}

pub fn teapot(pen: &mut Pen, look: &mut Look) {
    pen.ground(-34.0, 34.0);
    let spout = Shape::from(-24.0, -22.0)
        .curve((-40.0, -24.0), (-38.0, -48.0), (-54.0, -54.0))
        .to(-49.0, -59.0)
        .curve((-34.0, -56.0), (-32.0, -44.0), (-22.0, -44.0))
        .close();
    pen.fill(&spout, look.main.darker(0.08));
    let handle = Shape::rim((30.0, -33.0), (19.0, 20.0), (-0.27, 0.27), 6.5);
    pen.fill(&handle, look.main.darker(0.22));
    let wall = Shape::from(0.0, -56.0)
        .to(18.0, -56.0)
        .curve((34.0, -52.0), (39.0, -38.0), (37.0, -24.0))
        .curve((35.0, -8.0), (26.0, 0.0), (16.0, 0.5))
        .to(0.0, 1.0)
        .mirror();
    clay(pen, &wall, look.main, -56.0);
    glaze(pen, &wall, look, -56.0);
    pen.round_off(&wall, -38.0, 38.0);
    let lid = Shape::from(0.0, -66.0)
        .quad((18.0, -65.0), (20.0, -55.5))
        .quad((10.0, -52.5), (0.0, -52.5))
        .mirror();
    clay(pen, &lid, look.main.lighter(0.08), -66.0);
    pen.round_off(&lid, -20.0, 20.0);
    let knob = Shape::ellipse(0.0, -70.0, 5.5, 5.0);
    pen.fill(&knob, look.second);
    pen.round_off(&knob, -6.0, 6.0);
    pen.fill(&Shape::bend(&[(-27.0, -42.0), (-31.0, -30.0), (-28.0, -14.0)], 3.2), shine());
}

pub fn vase(pen: &mut Pen, look: &mut Look) {
    pen.ground(-18.0, 18.0);
    let belly = look.dice.between(24.0, 30.0);
    let shoulder = look.dice.between(-62.0, -42.0);
    let wall = Shape::from(0.0, -94.0)
        .to(13.0, -94.0)
        .curve((8.0, -84.0), (9.0, -78.0), (14.0, shoulder - 14.0))
        .curve((belly, shoulder), (belly + 4.0, shoulder + 14.0), (belly, shoulder + 24.0))
        .curve((belly - 4.0, -8.0), (18.0, -2.0), (15.0, 0.5))
        .to(0.0, 1.0)
        .mirror();
    clay(pen, &wall, look.main, -94.0);
    glaze(pen, &wall, look, -90.0);
    pen.round_off(&wall, -belly, belly);
    opening(pen, -94.0, 13.2, look.main.darker(0.3), look.main);
    pen.fill(
        &Shape::bend(&[(-belly * 0.72, shoulder), (-belly * 0.8, -32.0), (-17.0, -14.0)], 2.8),
        shine(),
    );
}

pub fn plates(pen: &mut Pen, look: &mut Look) {
    pen.ground(-36.0, 36.0);
    let tones =
        [look.main.darker(0.08), look.second, look.main, look.second.lighter(0.3), look.main];
    let count = 3 + look.dice.below(3);
    let mut floor = 0.0;
    for tone in tones.iter().take(count) {
        let plate = Shape::from(0.0, floor - 6.5)
            .to(49.0, floor - 6.5)
            .quad((40.0, floor - 1.0), (26.0, floor))
            .to(0.0, floor + 0.4)
            .mirror();
        let plate = plate.and(Shape::ellipse(0.0, floor - 6.5, 49.0, 4.4));
        clay(pen, &plate, *tone, floor - 8.0);
        pen.round_off(&plate, -50.0, 50.0);
        pen.fill(&Shape::ellipse(0.0, floor - 6.9, 48.0, 3.9), tone.lighter(0.3));
        floor -= 5.6;
    }
    let top = floor - 1.4;
    pen.fill(&Shape::ellipse(0.0, top, 34.0, 2.5), look.main.darker(0.06));
    pen.fill(&Shape::rim((0.0, top), (41.0, 3.1), (0.0, 1.0), 0.9), look.accent.fade(0.8));
}

pub fn shine() -> Colour {
    Colour::WHITE.fade(0.42)
}
