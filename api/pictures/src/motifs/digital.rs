//! Electronics.

use super::Look;
use super::tableware::shine;
use crate::draw::{Paint, Pen, Shape, rgb};

pub fn headphones(pen: &mut Pen, look: &mut Look) {
    pen.ground(-38.0, 38.0);
    pen.fill(&Shape::rim((0.0, -48.0), (34.0, 40.0), (0.47, 1.03), 8.0), look.main.darker(0.15));
    pen.fill(&Shape::rim((0.0, -48.0), (34.5, 40.5), (0.52, 0.9), 2.4), look.main.lighter(0.35));
    for side in [-1.0_f32, 1.0] {
        let x = side * 33.0;
        pen.fill(&Shape::round(x - 2.5, -60.0, 5.0, 26.0, 2.0), look.second.darker(0.1));
        let cushion = Shape::round(x - side * 9.0 - 7.0, -45.0, 14.0, 42.0, 7.0);
        pen.fill(&cushion, look.second.darker(0.35));
        let cup = Shape::round(x - 9.5 + side * 2.0, -47.0, 19.0, 46.0, 9.0);
        let stops = [look.main.lighter(0.2), look.main, look.main.darker(0.2)];
        pen.fill(&cup, Paint::Linear((x - 10.0, -47.0), (x + 10.0, 0.0), stops));
        pen.round_off(&cup, x - 10.0, x + 12.0);
        pen.fill(&Shape::round(x - 2.0 + side * 2.0, -30.0, 4.0, 13.0, 2.0), look.accent);
    }
    pen.fill(&Shape::bend(&[(-37.0, -36.0), (-37.5, -16.0)], 2.2), shine());
}

pub fn camera(pen: &mut Pen, look: &mut Look) {
    pen.ground(-46.0, 46.0);
    pen.fill(&Shape::round(18.0, -66.0, 20.0, 8.0, 2.0), rgb(0xa9_acb3));
    pen.fill(&Shape::round(-38.0, -64.0, 13.0, 6.0, 2.0), look.accent);
    let hump = Shape::poly(&[(-17.0, -56.0), (-11.0, -69.0), (11.0, -69.0), (17.0, -56.0)]);
    pen.fill(&hump, look.second.darker(0.1));
    let body = Shape::round(-47.0, -60.0, 94.0, 60.0, 7.0);
    pen.fill(&body, look.second);
    pen.fill_inside(&body, &Shape::rect(-50.0, -48.0, 100.0, 38.0), look.main);
    for row in 0..6_u8 {
        let y = -44.0 + f32::from(row) * 6.2;
        pen.fill_inside(
            &body,
            &Shape::line(&[(-46.0, y), (46.0, y)], 0.7),
            look.main.darker(0.3).fade(0.5),
        );
    }
    pen.round_off(&body, -48.0, 48.0);
    for (radius, tone) in [(25.0, rgb(0x2b_2c33)), (22.5, rgb(0x55_5862)), (19.5, rgb(0x1d_1e26))] {
        pen.fill(&Shape::circle(0.0, -30.0, radius), tone);
    }
    let glass = [rgb(0x4f_7fb0), rgb(0x12_1526)];
    pen.fill(&Shape::circle(0.0, -30.0, 14.5), Paint::Radial((-4.0, -35.0), 18.0, glass));
    pen.fill(&Shape::circle(-5.0, -36.0, 3.6), shine());
    pen.fill(&Shape::circle(5.0, -24.0, 1.8), look.accent.lighter(0.3).fade(0.8));
    pen.fill(&Shape::round(30.0, -55.0, 11.0, 5.0, 1.5), rgb(0xe8_e4d8));
    pen.fill(&Shape::circle(-36.0, -54.0, 1.8), rgb(0xe0_5a4a));
}

pub fn keyboard(pen: &mut Pen, look: &mut Look) {
    pen.ground(-54.0, 54.0);
    let case = Shape::from(0.0, -40.0)
        .to(48.0, -40.0)
        .to(56.0, -5.0)
        .quad((56.5, 0.0), (52.0, 0.5))
        .to(0.0, 0.5)
        .mirror();
    let stops = [look.main.lighter(0.15), look.main, look.main.darker(0.2)];
    pen.fill(&case, Paint::Linear((0.0, -40.0), (0.0, 0.0), stops));
    pen.fill_inside(&case, &Shape::rect(-60.0, -4.0, 120.0, 6.0), look.main.darker(0.3));
    for row in 0..4_u8 {
        let depth = f32::from(row);
        let (y, half) = (-37.0 + depth * 8.0, 45.0 + depth * 1.9);
        let keys = 12_u8;
        let step = half * 2.0 / f32::from(keys);
        let mut key = 0;
        while key < keys {
            let space = row == 3 && key == 3;
            let span = if space { 6 } else { 1 };
            let x = -half + f32::from(key) * step;
            let tone = match (row, key) {
                (0, 0) | (2, 11) => look.accent,
                (3, _) | (_, 0 | 11) if !space => look.second.darker(0.16),
                _ => look.second,
            };
            let width = step * f32::from(span) - 1.0;
            pen.fill(&Shape::round(x, y + 1.4, width, 6.0, 1.3), tone.darker(0.4));
            pen.fill(&Shape::round(x + 0.3, y, width - 0.6, 5.6, 1.3), tone);
            key += span;
        }
    }
}

pub fn speaker(pen: &mut Pen, look: &mut Look) {
    pen.ground(-30.0, 30.0);
    let case = Shape::round(-31.0, -86.0, 62.0, 86.5, 9.0);
    let stops = [look.main.lighter(0.14), look.main, look.main.darker(0.16)];
    pen.fill(&case, Paint::Linear((0.0, -86.0), (0.0, 0.0), stops));
    let front = Shape::round(-26.0, -81.0, 52.0, 76.0, 6.0);
    pen.fill(&front, look.second.darker(0.25));
    for (y, radius) in [(-60.0, 11.0), (-28.0, 20.0)] {
        pen.fill(&Shape::circle(0.0, y, radius), rgb(0x2a_2a31));
        pen.fill(&Shape::circle(0.0, y, radius * 0.86), rgb(0x45_464f));
        let cone = [rgb(0x55_5761), rgb(0x23_232a)];
        pen.fill(
            &Shape::circle(0.0, y, radius * 0.74),
            Paint::Radial((-radius * 0.2, y - radius * 0.2), radius, cone),
        );
        pen.fill(&Shape::circle(0.0, y, radius * 0.3), look.accent);
        pen.fill(&Shape::circle(-radius * 0.08, y - radius * 0.1, radius * 0.12), shine());
    }
    pen.fill(&Shape::circle(20.0, -76.0, 1.6), look.accent.lighter(0.4));
    pen.round_off(&case, -32.0, 32.0);
    pen.fill(&Shape::line(&[(-28.0, -74.0), (-28.0, -14.0)], 1.8), shine());
}

pub fn watch(pen: &mut Pen, look: &mut Look) {
    pen.ground(-14.0, 14.0);
    for (y, h) in [(-100.0, 34.0), (-34.0, 34.0)] {
        let strap = Shape::round(-12.0, y, 24.0, h, 4.0);
        pen.fill(&strap, look.main);
        pen.round_off(&strap, -13.0, 13.0);
        for step in 0..3_u8 {
            let hole = y + 8.0 + f32::from(step) * 6.0;
            pen.fill(&Shape::circle(0.0, hole, 1.2), look.main.darker(0.5));
        }
    }
    pen.fill(&Shape::round(22.0, -54.0, 5.0, 8.0, 2.0), look.second.darker(0.2));
    let case = Shape::circle(0.0, -50.0, 24.0);
    pen.fill(&case, look.second);
    pen.round_off(&case, -24.0, 24.0);
    let dial = if look.dice.once_in(2) { rgb(0xfb_f8f1) } else { look.accent.darker(0.55) };
    pen.fill(&Shape::circle(0.0, -50.0, 20.5), look.second.darker(0.3));
    pen.fill(
        &Shape::circle(0.0, -50.0, 19.5),
        Paint::Radial((-4.0, -55.0), 26.0, [dial.lighter(0.12), dial.darker(0.08)]),
    );
    let ink = if dial.brightness() > 0.5 { rgb(0x2a_2a30) } else { rgb(0xf5_f1e6) };
    for hour in 0..12_u8 {
        let (sin, cos) = (f32::from(hour) / 12.0 * std::f32::consts::TAU).sin_cos();
        let (near, far) = (15.0, if hour % 3 == 0 { 18.2 } else { 17.0 });
        pen.fill(
            &Shape::line(&[(sin * near, -50.0 - cos * near), (sin * far, -50.0 - cos * far)], 1.1),
            ink,
        );
    }
    pen.fill(&Shape::line(&[(0.0, -50.0), (-7.0, -56.0)], 1.9), ink);
    pen.fill(&Shape::line(&[(0.0, -50.0), (8.5, -60.0)], 1.4), ink);
    pen.fill(&Shape::line(&[(-2.0, -47.0), (6.0, -38.0)], 0.7), look.accent);
    pen.fill(&Shape::circle(0.0, -50.0, 1.7), look.accent);
    pen.fill(&Shape::rim((0.0, -50.0), (17.0, 17.0), (0.55, 0.68), 2.2), shine());
}
