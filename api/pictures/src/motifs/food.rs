//! Tins, bags, jars and boxes of things to eat and drink.

use super::Look;
use super::tableware::shine;
use crate::draw::{Colour, Paint, Pen, Shape, rgb};

const PAPER: Colour = rgb(0xfb_f5e8);

/// A printed label: a mark and two lines of small print.
fn label(pen: &mut Pen, centre: (f32, f32), half: (f32, f32), look: &mut Look) {
    let (x, y) = centre;
    let (w, h) = half;
    pen.fill(&Shape::round(x - w, y - h, w * 2.0, h * 2.0, 2.0), PAPER);
    pen.fill(
        &Shape::round(x - w + 1.6, y - h + 1.6, w * 2.0 - 3.2, h * 2.0 - 3.2, 1.4)
            .minus(Shape::round(x - w + 2.3, y - h + 2.3, w * 2.0 - 4.6, h * 2.0 - 4.6, 1.0)),
        look.second.fade(0.7),
    );
    match look.dice.below(3) {
        0 => {
            let mark = Shape::blob(&[
                (x, y - h * 0.62),
                (x + w * 0.3, y - h * 0.2),
                (x, y + h * 0.1),
                (x - w * 0.3, y - h * 0.2),
            ]);
            pen.fill(&mark, look.accent);
            pen.fill(&Shape::line(&[(x, y - h * 0.4), (x, y + h * 0.2)], 0.8), PAPER);
        }
        1 => {
            pen.fill(&Shape::circle(x, y - h * 0.22, w * 0.34), look.accent);
            pen.fill(&Shape::circle(x + w * 0.1, y - h * 0.3, w * 0.2), PAPER.fade(0.8));
        }
        _ => {
            for step in 0..3_u8 {
                let lift = f32::from(step) * h * 0.2;
                pen.fill(
                    &Shape::rim((x, y - h * 0.02 - lift), (w * 0.42, h * 0.2), (0.5, 1.0), 1.3),
                    look.accent,
                );
            }
        }
    }
    pen.fill(
        &Shape::line(&[(x - w * 0.55, y + h * 0.42), (x + w * 0.55, y + h * 0.42)], 1.7),
        look.second.darker(0.25),
    );
    pen.fill(
        &Shape::line(&[(x - w * 0.34, y + h * 0.66), (x + w * 0.34, y + h * 0.66)], 1.1),
        look.second.darker(0.1),
    );
}

pub fn tea_tin(pen: &mut Pen, look: &mut Look) {
    pen.ground(-28.0, 28.0);
    let body = Shape::round(-28.0, -60.0, 56.0, 60.5, 3.0);
    let stops = [look.main.lighter(0.08), look.main, look.main.darker(0.1)];
    pen.fill(&body, Paint::Linear((0.0, -60.0), (0.0, 0.0), stops));
    for step in 0..9_u8 {
        let x = -28.0 + f32::from(step) * 7.0;
        pen.fill_inside(&body, &Shape::circle(x, -52.5, 2.2), look.second.fade(0.8));
        pen.fill_inside(&body, &Shape::circle(x, -6.0, 2.2), look.second.fade(0.8));
    }
    label(pen, (0.0, -29.0), (17.0, 18.0), look);
    pen.round_off(&body, -29.0, 29.0);
    let lid = Shape::round(-29.5, -76.0, 59.0, 19.0, 3.0);
    pen.fill(&lid, look.second);
    pen.fill(&Shape::rect(-29.5, -60.5, 59.0, 1.4), look.second.darker(0.35));
    pen.round_off(&lid, -30.0, 30.0);
    pen.fill(&Shape::ellipse(0.0, -75.5, 28.5, 3.2), look.second.lighter(0.25));
    pen.fill(&Shape::line(&[(-22.0, -50.0), (-22.0, -10.0)], 2.4), shine());
}

pub fn coffee_bag(pen: &mut Pen, look: &mut Look) {
    pen.ground(-28.0, 28.0);
    let body = Shape::from(0.0, -82.0)
        .to(27.0, -82.0)
        .curve((26.0, -60.0), (32.0, -30.0), (29.0, 0.0))
        .to(0.0, 0.5)
        .mirror();
    let stops = [look.main.lighter(0.12), look.main, look.main.darker(0.12)];
    pen.fill(&body, Paint::Linear((0.0, -82.0), (0.0, 0.0), stops));
    pen.fill_inside(&body, &Shape::rect(-40.0, -14.0, 80.0, 20.0), look.second);
    let crimp = Shape::round(-27.5, -91.0, 55.0, 12.0, 1.2);
    pen.fill(&crimp, look.main.darker(0.14));
    for step in 0..4_u8 {
        let y = -88.5 + f32::from(step) * 2.4;
        pen.fill(&Shape::line(&[(-26.0, y), (26.0, y)], 0.6), look.main.lighter(0.2).fade(0.6));
    }
    label(pen, (0.0, -42.0), (17.0, 20.0), look);
    pen.fill(&Shape::circle(0.0, -70.0, 3.2), look.main.darker(0.35));
    pen.fill(&Shape::circle(0.0, -70.0, 1.2), look.main.lighter(0.2));
    pen.round_off(&body, -31.0, 31.0);
    pen.fill(&Shape::bend(&[(-22.0, -74.0), (-25.0, -40.0), (-25.0, -10.0)], 2.2), shine());
}

pub fn honey_jar(pen: &mut Pen, look: &mut Look) {
    pen.ground(-27.0, 27.0);
    let glass = Shape::from(0.0, -56.0)
        .to(20.0, -56.0)
        .quad((28.0, -54.0), (28.0, -42.0))
        .to(28.0, -8.0)
        .quad((28.0, 0.5), (18.0, 0.5))
        .to(0.0, 0.5)
        .mirror();
    pen.fill(&glass, rgb(0xf3_efe4));
    let full = look.accent;
    let content = Shape::rect(-40.0, -48.0, 80.0, 60.0);
    let stops = [full.lighter(0.3), full, full.darker(0.18)];
    pen.fill_inside(&glass, &content, Paint::Linear((-28.0, -40.0), (28.0, 0.0), stops));
    pen.fill(&Shape::ellipse(0.0, -48.0, 26.5, 3.0), full.lighter(0.35));
    label(pen, (0.0, -24.0), (17.0, 15.0), look);
    pen.round_off(&glass, -29.0, 29.0);
    let lid = Shape::round(-23.0, -69.0, 46.0, 14.0, 3.0);
    pen.fill(&lid, look.main);
    for step in 0..12_u8 {
        let x = -21.0 + f32::from(step) * 3.8;
        pen.fill(&Shape::line(&[(x, -64.0), (x, -57.0)], 0.8), look.main.darker(0.25).fade(0.6));
    }
    pen.round_off(&lid, -24.0, 24.0);
    pen.fill(&Shape::ellipse(0.0, -68.5, 22.0, 2.4), look.main.lighter(0.3));
    pen.fill(&Shape::bend(&[(-23.0, -46.0), (-23.5, -28.0), (-22.5, -10.0)], 2.8), shine());
}

pub fn gift_box(pen: &mut Pen, look: &mut Look) {
    pen.ground(-42.0, 42.0);
    let body = Shape::rect(-41.0, -38.0, 82.0, 38.5);
    let stops = [look.main.lighter(0.06), look.main, look.main.darker(0.12)];
    pen.fill(&body, Paint::Linear((0.0, -38.0), (0.0, 0.0), stops));
    if look.dice.once_in(2) {
        for row in 0..3_u8 {
            for column in 0..9_u8 {
                let shift = if row % 2 == 0 { 0.0 } else { 4.8 };
                let (x, y) =
                    (-40.0 + f32::from(column) * 9.6 + shift, -29.0 + f32::from(row) * 11.0);
                pen.fill_inside(&body, &Shape::circle(x, y, 1.4), look.second.fade(0.8));
            }
        }
    }
    label(pen, (24.0, -17.0), (12.0, 13.0), look);
    pen.fill(&Shape::rect(-14.0, -38.0, 10.0, 38.5), look.accent);
    pen.round_off(&body, -42.0, 42.0);
    let lid = Shape::round(-44.0, -49.0, 88.0, 13.0, 1.5);
    pen.fill(&lid, look.main.lighter(0.16));
    pen.fill(&Shape::rect(-14.0, -49.0, 10.0, 13.0), look.accent.lighter(0.1));
    pen.fill(&Shape::rect(-44.0, -37.0, 88.0, 1.4), look.main.darker(0.35).fade(0.6));
    pen.round_off(&lid, -45.0, 45.0);
    for side in [-1.0, 1.0] {
        let bow = Shape::from(-9.0, -49.0)
            .curve(
                (-9.0 + side * 8.0, -64.0),
                (-9.0 + side * 24.0, -62.0),
                (-9.0 + side * 18.0, -52.0),
            )
            .quad((-9.0 + side * 12.0, -49.0), (-9.0, -49.0))
            .close();
        pen.fill(&bow, look.accent.lighter(if side < 0.0 { 0.18 } else { 0.05 }));
    }
    pen.fill(&Shape::round(-12.5, -54.0, 7.0, 6.0, 2.5), look.accent.darker(0.12));
}
