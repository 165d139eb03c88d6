//! Clothes on a hanger.

use super::Look;
use crate::draw::{Colour, Paint, Pen, Shape, rgb};

fn hanger(pen: &mut Pen) {
    let wood = rgb(0xb4_8a5e);
    pen.fill(&Shape::rim((3.0, -107.0), (4.5, 5.0), (0.45, 1.1), 1.6), rgb(0x8c_8f96));
    pen.fill(&Shape::line(&[(0.0, -102.5), (0.0, -97.0)], 1.6), rgb(0x8c_8f96));
    pen.fill(
        &Shape::bend(
            &[(-34.0, -84.0), (-14.0, -94.0), (0.0, -97.0), (14.0, -94.0), (34.0, -84.0)],
            4.0,
        ),
        wood,
    );
}

fn cloth(pen: &mut Pen, shape: &Shape, colour: Colour) {
    pen.wall_shadow(shape);
    let stops = [colour.lighter(0.12), colour, colour.darker(0.1)];
    pen.fill(shape, Paint::Linear((-30.0, -95.0), (30.0, 0.0), stops));
}

fn folds(pen: &mut Pen, lines: &[&[(f32, f32)]], colour: Colour) {
    for line in lines {
        pen.fill(&Shape::bend(line, 1.1), colour.darker(0.3).fade(0.45));
    }
}

/// Body and two sleeves: `neck` half as wide as the collar, `cuff` where the sleeves end.
fn top(neck: f32, cuff: (f32, f32), hem: f32) -> Shape {
    let (cx, cy) = cuff;
    Shape::from(neck, -94.0)
        .quad((26.0, -91.0), (35.0, -84.0))
        .to(cx, cy)
        .to(cx - 12.0, cy + 5.0)
        .to(30.0, -56.0)
        .quad((29.0, -30.0), (31.0, hem))
        .quad((14.0, hem + 2.5), (0.0, hem + 2.5))
        .mirror()
}

pub fn tee(pen: &mut Pen, look: &mut Look) {
    hanger(pen);
    let shirt = top(13.0, (51.0, -56.0), -10.0);
    cloth(pen, &shirt, look.main);
    pen.fill(&Shape::ellipse(0.0, -94.0, 13.0, 8.0), look.main.darker(0.35));
    pen.fill(&Shape::rim((0.0, -94.0), (13.5, 8.5), (0.0, 0.5), 2.6), look.main.darker(0.12));
    match look.dice.below(4) {
        0 => {
            for row in 0..5_u8 {
                let stripe = Shape::rect(-60.0, -72.0 + f32::from(row) * 12.0, 120.0, 5.0);
                pen.fill_inside(&shirt, &stripe, look.second);
            }
        }
        1 => {
            pen.fill(&Shape::circle(0.0, -56.0, 13.0), look.accent);
            let hill = Shape::blob(&[
                (-14.0, -46.0),
                (-4.0, -58.0),
                (4.0, -51.0),
                (9.0, -56.0),
                (15.0, -46.0),
            ]);
            pen.fill_inside(&Shape::circle(0.0, -56.0, 13.0), &hill, look.second);
        }
        2 => pen.fill(&Shape::round(8.0, -70.0, 13.0, 14.0, 1.5), look.second),
        _ => pen.fill_inside(&shirt, &Shape::rect(-30.0, -50.0, 60.0, 60.0), look.second),
    }
    folds(
        pen,
        &[
            &[(-30.0, -56.0), (-24.0, -44.0), (-26.0, -30.0)],
            &[(30.0, -56.0), (25.0, -46.0), (26.0, -34.0)],
        ],
        look.main,
    );
    pen.round_off(&shirt, -52.0, 52.0);
}

pub fn sweater(pen: &mut Pen, look: &mut Look) {
    hanger(pen);
    let knit = top(14.0, (54.0, -22.0), -8.0);
    cloth(pen, &knit, look.main);
    let patterned = look.dice.once_in(2);
    for column in 0..18_u8 {
        let x = -52.0 + f32::from(column) * 6.2;
        pen.fill_inside(
            &knit,
            &Shape::line(&[(x, -96.0), (x, 0.0)], 0.8),
            look.main.darker(0.2).fade(0.35),
        );
    }
    if patterned {
        for step in 0..11_u8 {
            let x = -55.0 + f32::from(step) * 11.0;
            let diamond =
                Shape::poly(&[(x, -66.0), (x + 5.0, -60.0), (x, -54.0), (x - 5.0, -60.0)]);
            pen.fill_inside(&knit, &diamond, look.second);
        }
        for y in [-72.0, -50.0] {
            pen.fill_inside(&knit, &Shape::rect(-60.0, y, 120.0, 2.5), look.accent);
        }
    } else {
        pen.fill_inside(&knit, &Shape::rect(-60.0, -64.0, 120.0, 18.0), look.second);
    }
    pen.fill_inside(&knit, &Shape::rect(-32.0, -14.0, 64.0, 14.0), look.main.darker(0.14));
    pen.fill(&Shape::ellipse(0.0, -94.0, 13.0, 6.0), look.main.darker(0.4));
    pen.fill(&Shape::rim((0.0, -94.5), (14.0, 7.5), (0.0, 0.5), 4.4), look.main.darker(0.14));
    pen.round_off(&knit, -54.0, 54.0);
}

pub fn jacket(pen: &mut Pen, look: &mut Look) {
    hanger(pen);
    let coat = top(12.0, (52.0, -20.0), -4.0);
    cloth(pen, &coat, look.main);
    let seam = look.main.darker(0.4);
    let lining = Shape::poly(&[(-10.0, -94.0), (10.0, -94.0), (0.0, -70.0)]);
    pen.fill(&lining, look.second.darker(0.2));
    for side in [-1.0, 1.0] {
        let lapel = Shape::poly(&[
            (side * 12.0, -96.0),
            (side * 21.0, -84.0),
            (side * 9.0, -66.0),
            (0.0, -62.0),
            (side * 4.0, -80.0),
        ]);
        pen.fill(&lapel, look.main.lighter(0.1));
        pen.fill(
            &Shape::line(&[(side * 12.0, -96.0), (side * 4.0, -80.0), (0.0, -62.0)], 0.8),
            seam,
        );
        let pocket = Shape::round(side * 19.0 - 8.0, -34.0, 16.0, 15.0, 2.0);
        pen.fill(&pocket, look.main.darker(0.1));
        pen.fill(&Shape::round(side * 19.0 - 8.5, -36.0, 17.0, 4.5, 1.0), look.main.lighter(0.08));
        pen.fill(&Shape::line(&[(side * 31.0, -57.0), (side * 33.0, -82.0)], 0.9), seam.fade(0.6));
    }
    pen.fill(&Shape::line(&[(0.0, -62.0), (0.0, -3.0)], 1.3), seam);
    for step in 0..4_u8 {
        pen.fill(&Shape::circle(-3.6, -55.0 + f32::from(step) * 14.0, 1.7), look.accent);
    }
    pen.round_off(&coat, -53.0, 53.0);
}

pub fn dress(pen: &mut Pen, look: &mut Look) {
    hanger(pen);
    let flare = look.dice.between(32.0, 39.0);
    let gown = Shape::from(0.0, -86.0)
        .quad((6.0, -86.0), (9.0, -95.0))
        .to(15.0, -93.0)
        .curve((16.0, -80.0), (19.0, -76.0), (21.0, -73.0))
        .quad((15.0, -60.0), (16.0, -54.0))
        .curve((22.0, -34.0), (flare - 4.0, -14.0), (flare, 2.0))
        .quad((16.0, 6.0), (0.0, 6.0))
        .mirror();
    cloth(pen, &gown, look.main);
    if look.dice.once_in(2) {
        for _ in 0..44 {
            let (x, y) = (look.dice.between(-38.0, 38.0), look.dice.between(-88.0, 2.0));
            pen.fill_inside(&gown, &Shape::circle(x, y, 1.9), look.accent);
        }
    } else {
        pen.fill_inside(&gown, &Shape::rect(-40.0, -8.0, 80.0, 5.0), look.accent);
        pen.fill_inside(&gown, &Shape::rect(-40.0, 0.0, 80.0, 10.0), look.second);
    }
    pen.fill_inside(&gown, &Shape::rect(-22.0, -58.0, 44.0, 5.0), look.second);
    folds(
        pen,
        &[
            &[(-7.0, -50.0), (-12.0, -24.0), (-14.0, 0.0)],
            &[(6.0, -50.0), (9.0, -24.0), (12.0, 2.0)],
        ],
        look.main,
    );
    pen.round_off(&gown, -36.0, 36.0);
}
