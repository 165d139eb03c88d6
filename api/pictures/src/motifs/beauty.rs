//! Bottles, jars and soap.

use super::Look;
use super::tableware::shine;
use crate::draw::{Colour, Paint, Pen, Shape, rgb};

fn vessel(pen: &mut Pen, wall: &Shape, colour: Colour, half: f32) {
    let stops = [colour.lighter(0.2), colour, colour.darker(0.12)];
    pen.fill(wall, Paint::Linear((-half, -80.0), (half, 0.0), stops));
    pen.round_off(wall, -half, half);
}

fn print(pen: &mut Pen, y: f32, look: &Look, half: f32) {
    let ink = if look.main.brightness() > 0.55 { look.main.darker(0.65) } else { rgb(0xfa_f6ee) };
    pen.fill(&Shape::circle(0.0, y - 9.0, half * 0.3), look.accent);
    for (line, share, thick) in
        [(0.0, 0.8, 2.0), (5.0, 0.55, 1.3), (9.0, 0.65, 0.9), (12.0, 0.4, 0.9)]
    {
        pen.fill(&Shape::line(&[(-half * share, y + line), (half * share, y + line)], thick), ink);
    }
}

pub fn pump_bottle(pen: &mut Pen, look: &mut Look) {
    pen.ground(-21.0, 21.0);
    pen.fill(
        &Shape::line(&[(0.0, -96.0), (-17.0, -94.0), (-18.0, -90.0)], 4.6),
        look.second.darker(0.1),
    );
    pen.fill(&Shape::round(-8.0, -100.0, 16.0, 8.0, 3.0), look.second);
    pen.fill(&Shape::rect(-2.2, -92.0, 4.4, 12.0), rgb(0xd5_d6da));
    let collar = Shape::round(-10.0, -82.0, 20.0, 12.0, 2.0);
    pen.fill(&collar, look.second);
    pen.round_off(&collar, -10.0, 10.0);
    let square = look.dice.once_in(2);
    let wall = if square {
        Shape::round(-21.0, -71.0, 42.0, 71.5, 6.0)
    } else {
        Shape::from(0.0, -71.0)
            .to(8.0, -71.0)
            .curve((20.0, -68.0), (22.0, -58.0), (22.0, -46.0))
            .to(22.0, -8.0)
            .quad((22.0, 0.5), (14.0, 0.5))
            .to(0.0, 0.5)
            .mirror()
    };
    vessel(pen, &wall, look.main, 22.0);
    print(pen, -32.0, look, 13.0);
    pen.fill(&Shape::line(&[(-16.5, -54.0), (-16.5, -10.0)], 2.4), shine());
}

pub fn dropper(pen: &mut Pen, look: &mut Look) {
    pen.ground(-18.0, 18.0);
    let bulb = Shape::round(-6.0, -86.0, 12.0, 20.0, 6.0);
    pen.fill(&bulb, look.second.darker(0.1));
    let collar = Shape::round(-9.5, -69.0, 19.0, 14.0, 1.5);
    pen.fill(&collar, rgb(0xc8_a567));
    pen.round_off(&collar, -10.0, 10.0);
    let wall = Shape::from(0.0, -56.0)
        .to(7.0, -56.0)
        .curve((10.0, -50.0), (19.0, -50.0), (19.0, -40.0))
        .to(19.0, -6.0)
        .quad((19.0, 0.5), (13.0, 0.5))
        .to(0.0, 0.5)
        .mirror();
    vessel(pen, &wall, look.main, 19.0);
    pen.fill_inside(
        &wall,
        &Shape::line(&[(0.0, -58.0), (0.0, -8.0)], 2.2),
        Colour::WHITE.fade(0.25),
    );
    pen.fill(&Shape::round(-12.0, -36.0, 24.0, 29.0, 1.0), rgb(0xfb_f7ef).fade(0.92));
    pen.fill(&Shape::blob(&[(0.0, -33.0), (4.0, -25.0), (0.0, -21.5), (-4.0, -25.0)]), look.accent);
    for (y, half) in [(-17.0, 8.0), (-13.5, 5.5), (-10.5, 6.5)] {
        pen.fill(&Shape::line(&[(-half, y), (half, y)], 1.1), look.main.darker(0.5));
    }
    pen.fill(&Shape::line(&[(-15.5, -38.0), (-15.5, -8.0)], 1.8), shine());
}

pub fn cream_jar(pen: &mut Pen, look: &mut Look) {
    pen.ground(-33.0, 33.0);
    let wall = Shape::round(-34.0, -28.0, 68.0, 28.5, 6.0);
    vessel(pen, &wall, look.main, 34.0);
    let ink = if look.main.brightness() > 0.55 { look.main.darker(0.6) } else { rgb(0xfa_f6ee) };
    for (y, half, thick) in [(-16.0, 15.0, 2.4), (-10.0, 9.0, 1.4)] {
        pen.fill(&Shape::line(&[(-half, y), (half, y)], thick), ink);
    }
    let lid = Shape::round(-35.0, -45.0, 70.0, 18.0, 3.0);
    pen.fill(&lid, look.second);
    pen.round_off(&lid, -36.0, 36.0);
    pen.fill(&Shape::ellipse(0.0, -44.5, 34.0, 3.2), look.second.lighter(0.3));
    pen.fill(&Shape::ellipse(0.0, -44.6, 9.0, 1.3), look.accent);
    pen.fill(&Shape::line(&[(-27.0, -22.0), (-27.0, -8.0)], 2.4), shine());
}

pub fn soap(pen: &mut Pen, look: &mut Look) {
    pen.ground(-42.0, 42.0);
    let dish = Shape::from(0.0, -10.0)
        .to(44.0, -10.0)
        .quad((42.0, 0.0), (32.0, 0.5))
        .to(0.0, 0.5)
        .mirror();
    pen.fill(&dish, rgb(0xb9_8f63));
    pen.round_off(&dish, -44.0, 44.0);
    let lower = Shape::round(-34.0, -28.0, 68.0, 18.5, 7.0);
    pen.fill(&lower, look.main);
    pen.fill_inside(
        &lower,
        &Shape::bend(&[(-36.0, -18.0), (-14.0, -23.0), (8.0, -16.0), (36.0, -22.0)], 3.0),
        look.second.fade(0.8),
    );
    pen.round_off(&lower, -35.0, 35.0);
    let upper = Shape::round(-27.0, -45.0, 58.0, 17.5, 7.0);
    pen.fill(&upper, look.second);
    pen.round_off(&upper, -28.0, 32.0);
    pen.fill(&Shape::round(-9.0, -41.0, 22.0, 9.0, 4.0), look.second.darker(0.12));
    pen.fill(&Shape::line(&[(-2.0, -36.5), (6.0, -36.5)], 1.4), look.second.lighter(0.3));
    for (x, y, radius) in
        [(37.0, -46.0, 4.0), (43.0, -37.0, 2.4), (-37.0, -38.0, 3.0), (32.0, -55.0, 2.2)]
    {
        pen.fill(&Shape::circle(x, y, radius), Colour::WHITE.fade(0.5));
        pen.fill(
            &Shape::circle(x - radius * 0.3, y - radius * 0.3, radius * 0.3),
            Colour::WHITE.fade(0.9),
        );
    }
    pen.fill(&Shape::line(&[(-21.0, -41.0), (-13.0, -42.0)], 2.0), shine());
}
