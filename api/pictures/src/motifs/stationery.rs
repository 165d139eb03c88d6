//! Books, notebooks and what one writes with.

use super::Look;
use crate::draw::{Colour, Paint, Pen, Shape, rgb};

const PAGE: Colour = rgb(0xf8_f1e0);

/// A cover picture: hills, a moon, a leaf or stripes.
fn cover_art(pen: &mut Pen, frame: &Shape, look: &mut Look, centre: (f32, f32)) {
    let (x, y) = centre;
    match look.dice.below(4) {
        0 => {
            pen.fill_inside(frame, &Shape::circle(x + 9.0, y - 12.0, 8.0), look.accent);
            let far = [
                (x - 60.0, y + 10.0),
                (x - 18.0, y - 7.0),
                (x + 8.0, y + 6.0),
                (x + 26.0, y - 3.0),
                (x + 60.0, y + 12.0),
                (x + 60.0, y + 60.0),
                (x - 60.0, y + 60.0),
            ];
            pen.fill_inside(frame, &Shape::poly(&far), look.second);
            let near = [
                (x - 60.0, y + 24.0),
                (x - 8.0, y + 10.0),
                (x + 20.0, y + 20.0),
                (x + 60.0, y + 12.0),
                (x + 60.0, y + 70.0),
                (x - 60.0, y + 70.0),
            ];
            pen.fill_inside(frame, &Shape::poly(&near), look.second.darker(0.25));
        }
        1 => {
            pen.fill_inside(frame, &Shape::circle(x, y, 15.0), look.accent);
            pen.fill_inside(frame, &Shape::circle(x + 6.0, y - 4.0, 12.5), look.main);
        }
        2 => {
            for step in 0..5_u8 {
                let lift = f32::from(step) * 7.0;
                let tone = if step % 2 == 0 { look.second } else { look.accent };
                pen.fill_inside(
                    frame,
                    &Shape::bend(
                        &[
                            (x - 40.0, y + lift),
                            (x - 12.0, y - 7.0 + lift),
                            (x + 12.0, y + 5.0 + lift),
                            (x + 40.0, y - 4.0 + lift),
                        ],
                        3.2,
                    ),
                    tone,
                );
            }
        }
        _ => {
            pen.fill_inside(frame, &Shape::rect(x - 40.0, y - 8.0, 80.0, 20.0), look.second);
            pen.fill_inside(frame, &Shape::circle(x, y + 2.0, 6.5), look.accent);
        }
    }
}

pub fn book(pen: &mut Pen, look: &mut Look) {
    pen.ground(-30.0, 33.0);
    let pages = Shape::rect(-26.0, -88.0, 59.0, 88.0);
    pen.fill(&pages, PAGE.darker(0.08));
    for step in 0..3_u8 {
        let x = 29.0 + f32::from(step) * 1.3;
        pen.fill(&Shape::line(&[(x, -87.0), (x, -1.0)], 0.4), PAGE.darker(0.3));
    }
    let cover = Shape::round(-31.0, -91.0, 60.0, 91.5, 2.0);
    let stops = [look.main.lighter(0.12), look.main, look.main.darker(0.1)];
    pen.fill(&cover, Paint::Linear((-30.0, -90.0), (30.0, 0.0), stops));
    cover_art(pen, &cover, look, (1.0, -34.0));
    let ink = if look.main.brightness() > 0.6 { look.main.darker(0.75) } else { PAGE };
    for (y, half, thick) in [(-78.0, 19.0, 3.4), (-71.0, 12.0, 3.4), (-63.0, 8.0, 1.5)] {
        pen.fill(&Shape::line(&[(2.0 - half, y), (2.0 + half, y)], thick), ink);
    }
    pen.fill_inside(&cover, &Shape::rect(-31.0, -92.0, 6.0, 93.0), look.main.darker(0.25));
    pen.fill_inside(&cover, &Shape::rect(-24.2, -92.0, 1.0, 93.0), Colour::WHITE.fade(0.3));
}

pub fn book_stack(pen: &mut Pen, look: &mut Look) {
    pen.ground(-44.0, 44.0);
    let tones = [look.main, look.second, look.accent, look.main.lighter(0.3)];
    let mut floor = 0.0;
    for tone in tones {
        let (thick, half) = (look.dice.between(10.0, 15.0), look.dice.between(36.0, 46.0));
        let shift = look.dice.between(-4.0, 4.0);
        let volume = Shape::round(shift - half, floor - thick, half * 2.0, thick, 1.6);
        pen.fill(&volume, tone);
        let block = Shape::rect(shift + half - 7.0, floor - thick + 1.8, 8.0, thick - 3.6);
        pen.fill(&block, PAGE);
        let ink = if tone.brightness() > 0.6 { tone.darker(0.6) } else { PAGE };
        let y = floor - thick / 2.0;
        pen.fill(&Shape::line(&[(shift - half * 0.5, y), (shift + half * 0.25, y)], 1.8), ink);
        for x in [-0.86, -0.74] {
            let band = Shape::rect(shift + half * x, floor - thick, 1.6, thick);
            pen.fill(&band, ink.fade(0.7));
        }
        pen.round_off(&volume, shift - half, shift + half);
        floor -= thick;
    }
}

pub fn notebook(pen: &mut Pen, look: &mut Look) {
    pen.ground(-31.0, 33.0);
    pen.fill(&Shape::round(-29.0, -86.0, 63.0, 86.0, 4.0), PAGE);
    let cover = Shape::round(-32.0, -88.0, 62.0, 88.5, 5.0);
    let stops = [look.main.lighter(0.12), look.main, look.main.darker(0.12)];
    pen.fill(&cover, Paint::Linear((-30.0, -88.0), (30.0, 0.0), stops));
    if look.dice.once_in(2) {
        cover_art(pen, &cover, look, (0.0, -40.0));
    } else {
        pen.fill(&Shape::round(-16.0, -70.0, 32.0, 20.0, 2.0), PAGE);
        for (y, half) in [(-63.0, 10.0), (-57.0, 6.0)] {
            pen.fill(&Shape::line(&[(-half, y), (half, y)], 1.4), look.main.darker(0.4));
        }
    }
    pen.fill(&Shape::rect(20.0, -88.0, 3.6, 88.5), look.accent.darker(0.1));
    let ribbon =
        Shape::poly(&[(-14.0, -1.0), (-9.0, -1.0), (-9.0, 8.0), (-11.5, 5.0), (-14.0, 8.0)]);
    pen.fill(&ribbon, look.accent);
    for step in 0..9_u8 {
        let y = -82.0 + f32::from(step) * 9.4;
        pen.fill(&Shape::circle(-27.5, y, 1.5), look.main.darker(0.55));
        pen.fill(&Shape::rim((-31.0, y), (4.0, 2.4), (0.4, 1.05), 1.3), rgb(0xc9_ccd2));
    }
    pen.round_off(&cover, -33.0, 40.0);
}

pub fn pen_cup(pen: &mut Pen, look: &mut Look) {
    pen.ground(-23.0, 23.0);
    let pencils = [
        (-13.0, -84.0, look.accent),
        (-4.0, -96.0, look.second),
        (6.0, -88.0, look.main.lighter(0.3)),
        (15.0, -78.0, look.accent.darker(0.2)),
    ];
    for (i, (x, top, tone)) in pencils.into_iter().enumerate() {
        let foot = (x * 0.5, -30.0);
        if i % 2 == 0 {
            pen.fill(&Shape::line(&[foot, (x, top + 9.0)], 5.4), tone);
            let wood = Shape::poly(&[
                (x - 2.7, top + 8.0),
                (x + 2.7, top + 8.0),
                (x + 0.4, top - 1.0),
                (x - 0.4, top - 1.0),
            ]);
            pen.fill(&wood, rgb(0xe9_cda3));
            pen.fill(&Shape::circle(x, top + 0.6, 1.0), tone.darker(0.4));
        } else {
            pen.fill(&Shape::line(&[foot, (x, top)], 5.8), tone.darker(0.1));
            pen.fill(
                &Shape::line(&[(x + 2.0, top + 2.0), (x + 1.4, top + 18.0)], 1.3),
                rgb(0xd8_dade),
            );
        }
    }
    let cup = Shape::from(0.0, -50.0)
        .to(23.0, -50.0)
        .to(21.0, -4.0)
        .quad((20.0, 0.5), (15.0, 0.5))
        .to(0.0, 0.8)
        .mirror();
    pen.fill(&cup, look.main);
    for step in 0..4_u8 {
        let y = -41.0 + f32::from(step) * 11.0;
        pen.fill_inside(
            &cup,
            &Shape::bend(
                &[(-26.0, y), (-12.0, y - 3.0), (0.0, y + 2.0), (12.0, y - 2.0), (26.0, y + 1.0)],
                2.4,
            ),
            look.second,
        );
    }
    pen.round_off(&cup, -23.0, 23.0);
    pen.fill(&Shape::rim((0.0, -50.0), (23.0, 3.4), (0.0, 0.5), 1.6), look.main.lighter(0.4));
}
