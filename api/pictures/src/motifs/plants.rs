//! Green things in pots.

use super::Look;
use crate::draw::{Colour, Dice, Paint, Pen, Shape, rgb};

const GREENS: [Colour; 4] = [rgb(0x3f_7d52), rgb(0x5c_9a5f), rgb(0x2f_6b4f), rgb(0x7b_ab68)];

fn pot(pen: &mut Pen, look: &mut Look, half: f32, height: f32) {
    pen.ground(-half * 0.8, half * 0.8);
    let wall =
        Shape::poly(&[(-half, -height), (half, -height), (half * 0.76, 0.0), (-half * 0.76, 0.0)]);
    let stops = [look.main.lighter(0.1), look.main, look.main.darker(0.15)];
    pen.fill(&wall, Paint::Linear((0.0, -height), (0.0, 0.0), stops));
    if look.dice.once_in(2) {
        for step in 0..6_u8 {
            let x = -half + f32::from(step) * half * 0.42;
            let stripe = [
                (x, -height * 0.2),
                (x + half * 0.21, -height * 0.55),
                (x + half * 0.42, -height * 0.2),
            ];
            pen.fill_inside(&wall, &Shape::line(&stripe, 2.0), look.second);
        }
    }
    pen.round_off(&wall, -half, half);
    let brim = Shape::round(-half - 3.0, -height - 4.0, half * 2.0 + 6.0, 9.0, 2.0);
    pen.fill(&brim, look.main.lighter(0.1));
    pen.round_off(&brim, -half - 3.0, half + 3.0);
}

/// A leaf from its stem's end to its tip, `width` across.
fn leaf(pen: &mut Pen, stem: (f32, f32), tip: (f32, f32), width: f32, green: Colour) {
    let (dx, dy) = (tip.0 - stem.0, tip.1 - stem.1);
    let length = dx.hypot(dy).max(1.0);
    let (nx, ny) = (-dy / length * width / 2.0, dx / length * width / 2.0);
    let at = |t: f32, side: f32| (stem.0 + dx * t + nx * side, stem.1 + dy * t + ny * side);
    let half = |side: f32| {
        Shape::from(stem.0, stem.1).curve(at(0.15, side * 1.5), at(0.7, side * 1.4), tip).close()
    };
    pen.fill(&half(1.0), green);
    pen.fill(&half(-1.0), green.lighter(0.16));
    pen.fill(&Shape::line(&[stem, at(0.92, 0.0)], 0.7), green.lighter(0.4).fade(0.7));
}

fn green(dice: &mut Dice) -> Colour {
    *dice.pick(&GREENS)
}

pub fn potted_plant(pen: &mut Pen, look: &mut Look) {
    let broad = look.dice.once_in(2);
    let tone = green(&mut look.dice);
    let stems = [
        (-34.0, -74.0),
        (34.0, -78.0),
        (-20.0, -98.0),
        (22.0, -100.0),
        (0.0, -110.0),
        (-42.0, -52.0),
        (42.0, -54.0),
    ];
    let leaves = if broad { 5 } else { 7 };
    for (i, &(x, y)) in stems.iter().enumerate().take(leaves) {
        let (x, y) = (x + look.dice.between(-5.0, 5.0), y + look.dice.between(-4.0, 6.0));
        let shade = if i % 2 == 0 { tone } else { tone.darker(0.14) };
        let joint = (x * 0.42, y * 0.62);
        pen.fill(&Shape::bend(&[(0.0, -34.0), (x * 0.18, y * 0.5), joint], 2.0), tone.darker(0.2));
        leaf(pen, joint, (x, y), if broad { 28.0 } else { 13.0 }, shade);
    }
    pot(pen, look, 25.0, 36.0);
}

pub fn cactus(pen: &mut Pen, look: &mut Look) {
    let tone = green(&mut look.dice);
    let trunk = Shape::round(-12.0, -88.0, 24.0, 66.0, 12.0);
    let mut body = trunk;
    if look.dice.below(3) > 0 {
        body = body.and(Shape::bend(&[(10.0, -46.0), (24.0, -46.0), (25.0, -66.0)], 11.0));
    }
    if look.dice.below(3) > 0 {
        body = body.and(Shape::bend(&[(-10.0, -56.0), (-23.0, -56.0), (-24.0, -74.0)], 10.0));
    }
    pen.fill(&body, tone);
    for x in [-6.0, 0.0, 6.0] {
        pen.fill(&Shape::line(&[(x, -84.0), (x, -28.0)], 1.1), tone.lighter(0.28).fade(0.8));
    }
    pen.round_off(&body, -26.0, 28.0);
    for (x, y) in [(0.0, -88.0), (-4.0, -86.5), (4.0, -86.5)] {
        pen.fill(&Shape::circle(x, y, 4.0), look.accent);
    }
    pen.fill(&Shape::circle(0.0, -87.5, 2.0), rgb(0xff_e39a));
    pot(pen, look, 22.0, 28.0);
}

pub fn bouquet(pen: &mut Pen, look: &mut Look) {
    let tone = green(&mut look.dice);
    let heads = [
        (-26.0, -80.0),
        (24.0, -84.0),
        (0.0, -98.0),
        (-10.0, -76.0),
        (12.0, -72.0),
        (-30.0, -62.0),
        (32.0, -64.0),
    ];
    for &(x, y) in &heads {
        pen.fill(
            &Shape::bend(&[(x * 0.1, -36.0), (x * 0.5, y * 0.7), (x, y)], 1.6),
            tone.darker(0.1),
        );
        let side = if x < 0.0 { -1.0 } else { 1.0 };
        leaf(pen, (x * 0.5, y * 0.7), (x * 0.5 + side * 17.0, y * 0.7 - 9.0), 9.0, tone);
    }
    let petals: u8 = if look.dice.once_in(2) { 6 } else { 9 };
    let centre = *look.dice.pick(&[rgb(0xf2_b632), rgb(0x6b_4226), rgb(0xf7_e8b5)]);
    for (i, &(x, y)) in heads.iter().enumerate() {
        let bloom = if i % 3 == 1 { look.second.lighter(0.2) } else { look.accent };
        for petal in 0..petals {
            let angle = f32::from(petal) / f32::from(petals) * std::f32::consts::TAU;
            let (px, py) = (x + angle.cos() * 6.4, y + angle.sin() * 6.0);
            pen.fill(
                &Shape::circle(px, py, 4.6),
                bloom.lighter(if petal % 2 == 0 { 0.18 } else { 0.0 }),
            );
        }
        pen.fill(&Shape::circle(x, y, 3.9), centre);
    }
    pen.ground(-18.0, 18.0);
    let vase = Shape::from(0.0, -42.0)
        .to(13.0, -42.0)
        .curve((10.0, -30.0), (24.0, -24.0), (20.0, -8.0))
        .quad((18.0, 0.5), (10.0, 0.5))
        .to(0.0, 1.0)
        .mirror();
    let glass = look.main.lighter(0.2);
    pen.fill(
        &vase,
        Paint::Linear((0.0, -42.0), (0.0, 0.0), [glass, glass.darker(0.05), look.main]),
    );
    pen.round_off(&vase, -21.0, 21.0);
    pen.fill(
        &Shape::bend(&[(-10.0, -26.0), (-14.0, -16.0), (-12.0, -7.0)], 2.4),
        super::tableware::shine(),
    );
}

pub fn succulent(pen: &mut Pen, look: &mut Look) {
    let tone = green(&mut look.dice).mix(look.accent, 0.18);
    for (ring, (count, reach)) in [(9_u8, 31.0), (7, 23.0), (5, 14.0)].into_iter().enumerate() {
        let shade = tone.lighter(0.14 * [0.0, 1.0, 2.0][ring]);
        for i in 0..count {
            let angle = std::f32::consts::PI * (1.0 + (f32::from(i) + 0.5) / f32::from(count));
            let tip = (angle.cos() * reach, -32.0 + angle.sin() * reach * 0.78);
            leaf(pen, (tip.0 * 0.15, -30.0), tip, 13.0, shade);
            pen.fill(&Shape::circle(tip.0 * 0.96, tip.1 + 0.8, 1.1), look.accent);
        }
    }
    pot(pen, look, 25.0, 26.0);
}
