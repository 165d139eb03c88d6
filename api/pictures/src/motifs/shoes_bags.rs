//! Shoes and bags.

use super::Look;
use super::tableware::shine;
use crate::draw::{Paint, Pen, Shape, rgb};

pub fn sneaker(pen: &mut Pen, look: &mut Look) {
    pen.ground(-48.0, 50.0);
    let upper = Shape::from(-46.0, -8.0)
        .curve((-50.0, -26.0), (-46.0, -40.0), (-41.0, -48.0))
        .quad((-30.0, -53.0), (-20.0, -49.0))
        .curve((-10.0, -40.0), (6.0, -32.0), (22.0, -27.0))
        .curve((38.0, -24.0), (52.0, -20.0), (50.0, -8.0))
        .close();
    let stops = [look.main.lighter(0.15), look.main, look.main.darker(0.12)];
    pen.fill(&upper, Paint::Linear((0.0, -50.0), (0.0, -6.0), stops));
    let toe = Shape::ellipse(44.0, -8.0, 24.0, 15.0);
    pen.fill_inside(&upper, &toe, look.second);
    let heel = Shape::ellipse(-48.0, -22.0, 12.0, 22.0);
    pen.fill_inside(&upper, &heel, look.second.darker(0.06));
    match look.dice.below(3) {
        0 => pen.fill_inside(
            &upper,
            &Shape::bend(&[(-34.0, -12.0), (-10.0, -14.0), (14.0, -28.0)], 6.0),
            look.accent,
        ),
        1 => {
            for x in [-22.0, -12.0, -2.0] {
                pen.fill_inside(
                    &upper,
                    &Shape::line(&[(x, -6.0), (x + 11.0, -36.0)], 4.0),
                    look.accent,
                );
            }
        }
        _ => pen.fill_inside(&upper, &Shape::circle(-14.0, -22.0, 7.5), look.accent),
    }
    pen.fill(&Shape::ellipse(-31.0, -48.0, 11.5, 4.0), look.main.darker(0.5));
    let lace = rgb(0xff_fdf8);
    for step in 0..4_u8 {
        let t = f32::from(step);
        let (x, y) = (-15.0 + t * 8.6, -44.0 + t * 4.4);
        pen.fill(&Shape::line(&[(x - 4.0, y - 2.6), (x + 4.0, y + 4.6)], 2.3), lace);
        pen.fill(&Shape::line(&[(x + 2.0, y - 2.0), (x - 2.5, y + 5.0)], 1.8), lace.darker(0.12));
    }
    let sole = Shape::from(-48.0, -9.0)
        .quad((0.0, -7.0), (50.0, -9.5))
        .quad((56.0, -6.0), (50.0, -1.0))
        .quad((0.0, 2.0), (-45.0, 0.0))
        .quad((-51.0, -3.0), (-48.0, -9.0))
        .close();
    pen.fill(&sole, rgb(0xfa_f6ee));
    pen.fill_inside(&sole, &Shape::rect(-60.0, -2.8, 120.0, 6.0), look.second.darker(0.1));
    pen.round_off(&sole, -52.0, 54.0);
    pen.fill(&Shape::bend(&[(10.0, -26.0), (24.0, -22.0), (38.0, -18.0)], 2.0), shine());
}

pub fn boot(pen: &mut Pen, look: &mut Look) {
    pen.ground(-32.0, 40.0);
    let leather = Shape::from(-30.0, -8.0)
        .quad((-34.0, -50.0), (-30.0, -82.0))
        .to(4.0, -82.0)
        .curve((4.0, -60.0), (4.0, -46.0), (12.0, -38.0))
        .curve((26.0, -32.0), (42.0, -28.0), (40.0, -8.0))
        .close();
    let stops = [look.main.lighter(0.16), look.main, look.main.darker(0.16)];
    pen.fill(&leather, Paint::Linear((-30.0, -80.0), (30.0, -5.0), stops));
    let elastic = Shape::from(-20.0, -76.0)
        .to(-6.0, -76.0)
        .quad((-4.0, -52.0), (-9.0, -40.0))
        .quad((-18.0, -52.0), (-20.0, -76.0))
        .close();
    pen.fill(&elastic, look.second.darker(0.2));
    for x in [-17.0, -13.5, -10.0] {
        pen.fill_inside(
            &elastic,
            &Shape::line(&[(x, -78.0), (x + 1.0, -38.0)], 0.8),
            look.second.lighter(0.2),
        );
    }
    pen.fill_inside(&leather, &Shape::ellipse(40.0, -8.0, 20.0, 15.0), look.main.darker(0.1));
    pen.fill(&Shape::round(-31.0, -86.0, 36.0, 6.0, 3.0), look.main.darker(0.25));
    pen.fill(&Shape::round(-34.0, -92.0, 6.0, 14.0, 3.0), look.accent);
    pen.round_off(&leather, -34.0, 42.0);
    let sole = Shape::from(-33.0, -9.0)
        .to(41.0, -9.0)
        .quad((44.0, -3.0), (40.0, 0.0))
        .to(-2.0, 0.0)
        .to(-6.0, -3.0)
        .to(-12.0, 0.0)
        .to(-33.0, 0.0)
        .close();
    pen.fill(&sole, rgb(0x3b_322d));
    pen.fill(&Shape::line(&[(-32.0, -9.0), (41.0, -9.0)], 1.6), look.accent.lighter(0.3));
    pen.fill(&Shape::bend(&[(14.0, -32.0), (26.0, -28.0), (33.0, -22.0)], 2.6), shine());
}

pub fn backpack(pen: &mut Pen, look: &mut Look) {
    pen.ground(-34.0, 34.0);
    pen.fill(&Shape::rim((0.0, -90.0), (9.0, 8.0), (0.5, 1.0), 4.0), look.second.darker(0.3));
    for side in [-1.0, 1.0] {
        pen.fill(
            &Shape::bend(&[(side * 24.0, -80.0), (side * 40.0, -50.0), (side * 34.0, -10.0)], 6.0),
            look.second.darker(0.25),
        );
    }
    let body = Shape::from(0.0, -92.0)
        .curve((26.0, -92.0), (34.0, -78.0), (35.0, -54.0))
        .curve((36.0, -20.0), (36.0, -2.0), (26.0, 0.0))
        .to(0.0, 0.5)
        .mirror();
    let stops = [look.main.lighter(0.14), look.main, look.main.darker(0.14)];
    pen.fill(&body, Paint::Linear((0.0, -92.0), (0.0, 0.0), stops));
    let flap = Shape::from(0.0, -93.0)
        .curve((27.0, -93.0), (34.0, -78.0), (35.0, -58.0))
        .quad((18.0, -50.0), (0.0, -50.0))
        .mirror();
    pen.fill(&flap, look.main.lighter(0.07));
    pen.fill(
        &Shape::bend(
            &[(-35.0, -58.0), (-17.0, -52.0), (0.0, -50.0), (17.0, -52.0), (35.0, -58.0)],
            1.3,
        ),
        look.main.darker(0.35),
    );
    let pocket = Shape::round(-24.0, -38.0, 48.0, 34.0, 8.0);
    pen.fill(&pocket, look.second);
    pen.fill(&Shape::line(&[(-20.0, -29.0), (20.0, -29.0)], 1.4), look.second.darker(0.4));
    pen.fill(&Shape::round(14.0, -31.0, 3.0, 9.0, 1.4), look.accent);
    let strap = Shape::round(-4.0, -74.0, 8.0, 34.0, 2.0);
    pen.fill(&strap, look.second.darker(0.2));
    pen.fill(&Shape::round(-5.5, -52.0, 11.0, 9.0, 2.0), look.accent);
    pen.round_off(&body, -36.0, 36.0);
    pen.fill(&Shape::bend(&[(-28.0, -72.0), (-30.0, -58.0)], 2.6), shine());
}

pub fn tote(pen: &mut Pen, look: &mut Look) {
    pen.ground(-36.0, 36.0);
    let strap = look.second.darker(0.08);
    pen.fill(
        &Shape::bend(
            &[(-17.0, -62.0), (-14.0, -94.0), (0.0, -103.0), (14.0, -94.0), (17.0, -62.0)],
            4.6,
        ),
        strap.darker(0.2),
    );
    let bag = Shape::poly(&[(-35.0, -66.0), (35.0, -66.0), (38.0, 0.0), (-38.0, 0.0)]);
    let stops = [look.main.lighter(0.12), look.main, look.main.darker(0.1)];
    pen.fill(&bag, Paint::Linear((0.0, -66.0), (0.0, 0.0), stops));
    match look.dice.below(3) {
        0 => {
            pen.fill(&Shape::circle(0.0, -32.0, 15.0), look.accent);
            let wave = Shape::blob(&[
                (-18.0, -30.0),
                (-6.0, -34.0),
                (6.0, -28.0),
                (18.0, -33.0),
                (16.0, -10.0),
                (-16.0, -10.0),
            ]);
            pen.fill_inside(&Shape::circle(0.0, -32.0, 15.0), &wave, look.second);
        }
        1 => {
            for step in 0..7_u8 {
                let x = -36.0 + f32::from(step) * 12.0;
                pen.fill_inside(&bag, &Shape::rect(x, -70.0, 4.0, 80.0), look.second);
            }
        }
        _ => {
            pen.fill_inside(&bag, &Shape::rect(-40.0, -22.0, 80.0, 30.0), look.second);
            for (y, half) in [(-46.0, 15.0), (-40.0, 10.0)] {
                pen.fill(&Shape::line(&[(-half, y), (half, y)], 2.2), look.accent);
            }
        }
    }
    pen.fill(
        &Shape::bend(
            &[(-19.0, -52.0), (-15.0, -84.0), (0.0, -93.0), (15.0, -84.0), (19.0, -52.0)],
            4.6,
        ),
        strap,
    );
    for x in [-19.0, 19.0] {
        pen.fill(&Shape::round(x - 3.4, -62.0, 6.8, 15.0, 1.2), strap.darker(0.06));
    }
    pen.fill(&Shape::line(&[(-34.5, -62.0), (34.5, -62.0)], 0.8), look.main.darker(0.35).fade(0.6));
    pen.round_off(&bag, -38.0, 38.0);
}
