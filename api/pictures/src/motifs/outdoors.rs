//! For the road, the park and the gym.

use super::Look;
use super::tableware::shine;
use crate::draw::{Paint, Pen, Shape, rgb};

pub fn flask(pen: &mut Pen, look: &mut Look) {
    pen.ground(-17.0, 17.0);
    let wall = Shape::from(0.0, -82.0)
        .to(9.0, -82.0)
        .quad((18.0, -80.0), (18.0, -70.0))
        .to(18.0, -6.0)
        .quad((18.0, 0.5), (12.0, 0.5))
        .to(0.0, 0.5)
        .mirror();
    let stops = [look.main.lighter(0.12), look.main, look.main.darker(0.1)];
    pen.fill(&wall, Paint::Linear((0.0, -82.0), (0.0, 0.0), stops));
    match look.dice.below(3) {
        0 => pen.fill_inside(&wall, &Shape::rect(-20.0, -30.0, 40.0, 40.0), look.second),
        1 => {
            for (y, tone) in
                [(-52.0, look.second), (-46.0, look.accent), (-40.0, look.second.lighter(0.3))]
            {
                pen.fill_inside(&wall, &Shape::rect(-20.0, y, 40.0, 4.5), tone);
            }
        }
        _ => {
            let peaks = [
                (-22.0, -20.0),
                (-9.0, -36.0),
                (0.0, -26.0),
                (9.0, -40.0),
                (22.0, -20.0),
                (22.0, 4.0),
                (-22.0, 4.0),
            ];
            pen.fill_inside(&wall, &Shape::poly(&peaks), look.second);
            pen.fill_inside(&wall, &Shape::circle(6.0, -54.0, 4.5), look.accent);
        }
    }
    pen.round_off(&wall, -19.0, 19.0);
    pen.fill(&Shape::rect(-9.0, -86.0, 18.0, 5.0), rgb(0xd4_d6da));
    let cap = Shape::round(-11.0, -101.0, 22.0, 16.0, 3.0);
    pen.fill(&cap, look.second.darker(0.3));
    pen.round_off(&cap, -12.0, 12.0);
    pen.fill(&Shape::rim((0.0, -99.0), (8.0, 7.0), (0.5, 1.0), 2.4), look.second.darker(0.4));
    pen.fill(&Shape::line(&[(-13.0, -70.0), (-13.0, -12.0)], 2.6), shine());
}

pub fn tent(pen: &mut Pen, look: &mut Look) {
    pen.ground(-56.0, 56.0);
    let dome = Shape::from(0.0, -78.0)
        .curve((24.0, -72.0), (46.0, -40.0), (58.0, 0.0))
        .to(0.0, 0.0)
        .mirror();
    let stops = [look.main.lighter(0.16), look.main, look.main.darker(0.2)];
    pen.fill(&dome, Paint::Linear((-50.0, -60.0), (50.0, 0.0), stops));
    let side = Shape::from(0.0, -78.0)
        .curve((24.0, -72.0), (46.0, -40.0), (58.0, 0.0))
        .to(26.0, 0.0)
        .quad((18.0, -44.0), (0.0, -78.0))
        .close();
    pen.fill(&side, look.second);
    let door = Shape::from(0.0, -70.0)
        .quad((12.0, -40.0), (18.0, 0.0))
        .to(-18.0, 0.0)
        .quad((-12.0, -40.0), (0.0, -70.0))
        .close();
    pen.fill(&door, rgb(0x3a_3440));
    let inside = [rgb(0xff_d98a), rgb(0x4c_4048)];
    pen.fill(&door, Paint::Radial((0.0, -14.0), 40.0, inside));
    let flap = Shape::from(0.0, -70.0)
        .quad((-8.0, -40.0), (-30.0, -2.0))
        .to(-18.0, 0.0)
        .quad((-12.0, -40.0), (0.0, -70.0))
        .close();
    pen.fill(&flap, look.main.lighter(0.3));
    for x in [-1.0, 1.0] {
        pen.fill(&Shape::line(&[(x * 34.0, -46.0), (x * 68.0, 0.0)], 0.8), rgb(0xf0_e6d4));
        pen.fill(&Shape::line(&[(x * 68.0, 1.5), (x * 66.5, -4.0)], 1.8), look.accent);
    }
    pen.fill(&Shape::line(&[(0.0, -78.0), (0.0, -90.0)], 1.4), rgb(0x8a_7460));
    pen.fill(&Shape::poly(&[(0.6, -90.0), (15.0, -86.0), (0.6, -81.0)]), look.accent);
    pen.fill(&Shape::line(&[(-58.0, 0.0), (58.0, 0.0)], 2.2), look.main.darker(0.4));
}

pub fn yoga_mat(pen: &mut Pen, look: &mut Look) {
    pen.ground(-50.0, 50.0);
    let roll = Shape::round(-50.0, -41.0, 82.0, 41.5, 10.0);
    let stops = [look.main.lighter(0.24), look.main, look.main.darker(0.25)];
    pen.fill(&roll, Paint::Linear((0.0, -42.0), (0.0, 0.0), stops));
    for x in [-34.0, 2.0] {
        pen.fill(&Shape::round(x, -42.5, 6.0, 44.0, 2.0), look.second.darker(0.2));
    }
    pen.fill(
        &Shape::bend(&[(-31.0, -42.0), (-26.0, -58.0), (0.0, -58.0), (5.0, -42.0)], 3.4),
        look.second.darker(0.2),
    );
    pen.fill(&Shape::circle(31.0, -20.5, 20.8), look.main.darker(0.1));
    for (step, tone) in [
        (0_u8, look.main.lighter(0.28)),
        (1, look.main),
        (2, look.main.lighter(0.28)),
        (3, look.main),
        (4, look.main.lighter(0.28)),
    ] {
        let radius = 19.0 - f32::from(step) * 3.8;
        pen.fill(&Shape::circle(31.0, -20.5, radius), tone);
    }
    pen.fill(&Shape::circle(31.0, -20.5, 2.4), look.main.darker(0.5));
    pen.fill(&Shape::line(&[(-42.0, -34.0), (18.0, -34.0)], 2.2), shine());
}

pub fn ball(pen: &mut Pen, look: &mut Look) {
    pen.ground(-22.0, 22.0);
    let orb = Shape::circle(0.0, -34.0, 34.0);
    pen.fill(
        &orb,
        Paint::Radial((-11.0, -47.0), 58.0, [look.main.lighter(0.3), look.main.darker(0.08)]),
    );
    let seam = look.second.darker(0.3);
    if look.dice.once_in(2) {
        pen.fill_inside(&orb, &Shape::line(&[(-36.0, -40.0), (36.0, -28.0)], 1.6), seam);
        pen.fill_inside(&orb, &Shape::line(&[(-5.0, -70.0), (5.0, 2.0)], 1.6), seam);
        for side in [-1.0, 1.0] {
            pen.fill_inside(
                &orb,
                &Shape::bend(
                    &[(side * 22.0, -66.0), (side * 12.0, -34.0), (side * 24.0, -4.0)],
                    1.6,
                ),
                seam,
            );
        }
    } else {
        for (x, y) in [
            (0.0, -36.0),
            (-30.0, -48.0),
            (29.0, -50.0),
            (-22.0, -9.0),
            (24.0, -12.0),
            (0.0, -68.0),
        ] {
            let mut pentagon = Vec::with_capacity(5);
            for corner in 0..5_u8 {
                let (sin, cos) = (f32::from(corner) / 5.0 * std::f32::consts::TAU).sin_cos();
                pentagon.push((x + sin * 10.0, y - cos * 9.5));
            }
            pen.fill_inside(&orb, &Shape::poly(&pentagon), look.second);
        }
    }
    pen.round_off(&orb, -35.0, 36.0);
    pen.fill(&Shape::ellipse(-13.0, -52.0, 8.0, 5.0), shine());
}
