//! Lamps, lanterns and candles, with the glow they throw.

use super::Look;
use super::tableware::shine;
use crate::draw::{Colour, Paint, Pen, Shape, rgb};

const WARM: Colour = rgb(0xff_e7a8);

fn glow(pen: &mut Pen, centre: (f32, f32), radius: f32) {
    let stops = [WARM.fade(0.55), WARM.fade(0.0)];
    pen.fill(&Shape::circle(centre.0, centre.1, radius), Paint::Radial(centre, radius, stops));
}

pub fn desk_lamp(pen: &mut Pen, look: &mut Look) {
    pen.ground(-30.0, 14.0);
    let base = Shape::ellipse(-8.0, -3.0, 24.0, 5.0);
    pen.fill(&base, look.main.darker(0.25));
    pen.fill(&Shape::ellipse(-8.0, -5.0, 24.0, 4.6), look.main);
    let steel = look.second.darker(0.1);
    pen.fill(&Shape::line(&[(-8.0, -6.0), (-26.0, -52.0)], 4.0), steel);
    pen.fill(&Shape::line(&[(-26.0, -52.0), (14.0, -92.0)], 4.0), steel.lighter(0.15));
    pen.fill(&Shape::circle(-26.0, -52.0, 5.0), look.accent);
    glow(pen, (30.0, -64.0), 58.0);
    let beam = Shape::poly(&[(16.0, -72.0), (44.0, -86.0), (74.0, 0.0), (-2.0, 0.0)]);
    let fading = [WARM.fade(0.42), WARM.fade(0.16), WARM.fade(0.0)];
    pen.fill(&beam, Paint::Linear((30.0, -78.0), (36.0, 0.0), fading));
    let shade = Shape::from(6.0, -92.0)
        .curve((10.0, -104.0), (24.0, -108.0), (31.0, -101.0))
        .to(48.0, -85.0)
        .to(14.0, -68.0)
        .close();
    pen.fill(
        &shade,
        Paint::Linear(
            (4.0, -98.0),
            (40.0, -76.0),
            [look.main.lighter(0.25), look.main, look.main.darker(0.2)],
        ),
    );
    pen.fill(&Shape::line(&[(14.0, -68.5), (48.0, -85.5)], 2.6), WARM);
    pen.fill(&Shape::circle(16.0, -94.0, 3.6), look.accent);
}

pub fn table_lamp(pen: &mut Pen, look: &mut Look) {
    pen.ground(-20.0, 20.0);
    glow(pen, (0.0, -64.0), 74.0);
    let foot = Shape::blob(&[
        (-9.0, -50.0),
        (9.0, -50.0),
        (22.0, -24.0),
        (17.0, -2.0),
        (-17.0, -2.0),
        (-22.0, -24.0),
    ]);
    pen.fill(&foot, look.second);
    pen.round_off(&foot, -22.0, 22.0);
    pen.fill(&Shape::bend(&[(-13.0, -34.0), (-16.0, -22.0), (-14.0, -10.0)], 2.6), shine());
    pen.fill(&Shape::round(-3.0, -56.0, 6.0, 9.0, 1.0), rgb(0xb8_9150));
    let width = look.dice.between(18.0, 27.0);
    let shade = Shape::poly(&[(-width, -94.0), (width, -94.0), (34.0, -53.0), (-34.0, -53.0)])
        .and(Shape::ellipse(0.0, -53.0, 34.0, 3.4));
    let stops = [look.main.lighter(0.25), WARM.mix(look.main, 0.35), look.main.lighter(0.1)];
    pen.fill(&shade, Paint::Linear((0.0, -96.0), (0.0, -50.0), stops));
    if look.dice.once_in(2) {
        for step in -5..=5_i8 {
            let x = f32::from(step);
            let pleat = Shape::line(&[(x * width / 5.5, -93.0), (x * 6.0, -51.5)], 0.7);
            pen.fill(&pleat, look.main.darker(0.25).fade(0.35));
        }
    } else {
        pen.fill_inside(&shade, &Shape::rect(-40.0, -60.0, 80.0, 4.0), look.accent.fade(0.8));
    }
    pen.round_off(&shade, -34.0, 34.0);
    pen.fill(&Shape::ellipse(0.0, -94.0, width, 2.4), WARM);
}

pub fn lantern(pen: &mut Pen, look: &mut Look) {
    pen.fill(&Shape::line(&[(0.0, -260.0), (0.0, -84.0)], 1.1), rgb(0x4a_4038).fade(0.85));
    glow(pen, (0.0, -46.0), 84.0);
    let tall = look.dice.between(28.0, 36.0);
    let globe = Shape::ellipse(0.0, -46.0, 32.0, tall);
    let stops = [WARM.lighter(0.3), look.main];
    pen.fill(&globe, Paint::Radial((-5.0, -50.0), 40.0, stops));
    for step in -3..=3_i8 {
        let y = -46.0 + f32::from(step) * tall / 3.8;
        let share = (1.0 - ((y + 46.0) / tall).powi(2)).max(0.0).sqrt();
        let rib = Shape::rim((0.0, y), (32.0 * share, 4.5 * share), (0.0, 0.5), 0.9);
        pen.fill(&rib, look.main.darker(0.35).fade(0.55));
    }
    pen.round_off(&globe, -33.0, 33.0);
    for y in [-46.0 - tall, -46.0 + tall - 4.0] {
        pen.fill(&Shape::round(-11.0, y, 22.0, 5.0, 2.0), look.second.darker(0.25));
    }
    let foot = -46.0 + tall + 1.0;
    for x in [-4.0, 0.0, 4.0] {
        pen.fill(
            &Shape::bend(&[(x * 0.4, foot), (x, foot + 12.0), (x * 1.3, foot + 20.0)], 1.3),
            look.accent,
        );
    }
}

pub fn candle(pen: &mut Pen, look: &mut Look) {
    pen.ground(-23.0, 23.0);
    let glass = Shape::round(-23.0, -48.0, 46.0, 48.5, 5.0);
    pen.fill(&glass, look.main.darker(0.05));
    let wax = Shape::rect(-23.0, -38.0, 46.0, 40.0);
    pen.fill_inside(&glass, &wax, look.main.lighter(0.25));
    let label = Shape::round(-14.0, -32.0, 28.0, 22.0, 1.5);
    pen.fill(&label, rgb(0xfb_f6ec));
    pen.fill(&Shape::circle(0.0, -24.5, 3.6), look.accent);
    for (y, half) in [(-17.5, 8.0), (-14.0, 5.0)] {
        pen.fill(&Shape::line(&[(-half, y), (half, y)], 1.2), look.second.darker(0.2));
    }
    pen.round_off(&glass, -24.0, 24.0);
    pen.fill(&Shape::ellipse(0.0, -48.0, 23.0, 3.8), look.main.lighter(0.5));
    pen.fill(&Shape::ellipse(0.0, -47.4, 20.5, 2.6), WARM.mix(look.main, 0.4));
    glow(pen, (0.0, -58.0), 42.0);
    pen.fill(&Shape::line(&[(0.0, -47.0), (0.4, -52.0)], 1.2), rgb(0x3a_2a20));
    let flame = Shape::blob(&[(0.5, -69.0), (4.2, -57.0), (0.0, -51.0), (-4.0, -57.0)]);
    pen.fill(&flame, rgb(0xff_a63d));
    pen.fill(
        &Shape::blob(&[(0.2, -63.0), (2.2, -56.0), (0.0, -52.0), (-2.0, -56.0)]),
        rgb(0xff_f0b0),
    );
    pen.fill(&Shape::bend(&[(-19.0, -40.0), (-19.0, -12.0)], 2.2), shine());
}
