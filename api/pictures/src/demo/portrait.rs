//! Avatars of people and logos of shops: geometric, and nobody's likeness.

use super::{Drawing, Tint};
use crate::draw::{Canvas, Colour, Dice, Paint, Pen, Placement, Shape, rgb};

const SIZE: u32 = 400;

fn sheet(canvas: &mut Canvas) -> Pen<'_> {
    let middle = canvas.size().0 / 2.0;
    let place = Placement { origin: (middle, middle), scale: middle / 100.0, turn: 0.0 };
    Pen::new(canvas, place)
}

fn ground(pen: &mut Pen, tone: Colour) {
    let whole = Shape::rect(-100.0, -100.0, 200.0, 200.0);
    pen.fill(
        &whole,
        Paint::Linear((-90.0, -100.0), (70.0, 100.0), [tone.lighter(0.25), tone, tone.darker(0.1)]),
    );
}

/// A person's picture: a face without features, a cat, or a view.
pub fn avatar(seed: u64) -> Drawing {
    let mut dice = Dice::new(seed ^ 0xa7a);
    let mut canvas = Canvas::new(SIZE, SIZE);
    let backs = [
        Tint::Celadon,
        Tint::Blush,
        Tint::Sky,
        Tint::Apricot,
        Tint::Lilac,
        Tint::Oat,
        Tint::Mint,
        Tint::Mustard,
        Tint::Teal,
        Tint::Rose,
    ];
    let back = dice.pick(&backs).colour();
    let mut pen = sheet(&mut canvas);
    ground(&mut pen, back);
    match dice.below(8) {
        0 => cat(&mut pen, &mut dice),
        1 => view(&mut pen, &mut dice),
        _ => person(&mut pen, &mut dice),
    }
    canvas.into()
}

fn person(pen: &mut Pen, dice: &mut Dice) {
    let skin = *dice.pick(&[
        rgb(0xf6_d3b6),
        rgb(0xee_c09a),
        rgb(0xd9_a07a),
        rgb(0xa9_6f4c),
        rgb(0x7a_4c34),
    ]);
    let hair = *dice.pick(&[
        rgb(0x26_2226),
        rgb(0x3d_2b24),
        rgb(0x5b_3a29),
        rgb(0x8a_5a35),
        rgb(0xb9_b2ac),
    ]);
    let cloth = dice
        .pick(&[
            Tint::Navy,
            Tint::Forest,
            Tint::Brick,
            Tint::Ivory,
            Tint::Charcoal,
            Tint::Mustard,
            Tint::Plum,
            Tint::Cobalt,
        ])
        .colour();
    let style = dice.below(5);
    if style == 0 {
        pen.fill(&Shape::round(-47.0, -60.0, 94.0, 128.0, 44.0), hair.darker(0.15));
    } else if style == 1 {
        pen.fill(&Shape::circle(0.0, -66.0, 20.0), hair);
    }
    let chest = Shape::from(0.0, 42.0)
        .curve((30.0, 42.0), (68.0, 52.0), (74.0, 104.0))
        .to(0.0, 104.0)
        .mirror();
    pen.fill(
        &chest,
        Paint::Linear(
            (-60.0, 40.0),
            (60.0, 100.0),
            [cloth.lighter(0.15), cloth, cloth.darker(0.15)],
        ),
    );
    pen.fill(&Shape::round(-14.0, 16.0, 28.0, 36.0, 13.0), skin.darker(0.14));
    pen.fill(&Shape::rim((0.0, 42.0), (20.0, 9.0), (0.02, 0.48), 6.0), cloth.lighter(0.25));
    face(pen, skin);
    fringe(pen, style, hair, dice);
    if dice.once_in(4) {
        for x in [-15.0, 15.0] {
            pen.fill(&Shape::rim((x, -8.0), (10.5, 9.5), (0.0, 1.0), 2.2), rgb(0x3a_3036));
        }
        pen.fill(&Shape::line(&[(-4.5, -9.0), (4.5, -9.0)], 2.0), rgb(0x3a_3036));
    }
}

fn face(pen: &mut Pen, skin: Colour) {
    pen.fill(&Shape::ellipse(-34.5, -10.0, 6.0, 9.0), skin.darker(0.08));
    pen.fill(&Shape::ellipse(34.5, -10.0, 6.0, 9.0), skin.darker(0.08));
    let face = Shape::from(0.0, -52.0)
        .curve((24.0, -52.0), (36.0, -34.0), (35.0, -10.0))
        .curve((34.0, 14.0), (18.0, 32.0), (0.0, 32.0))
        .mirror();
    pen.fill(
        &face,
        Paint::Linear((-34.0, 0.0), (36.0, 0.0), [skin.lighter(0.12), skin, skin.darker(0.1)]),
    );
    let cheek = rgb(0xe2_7a68).fade(0.28);
    for x in [-20.0, 20.0] {
        pen.fill(&Shape::circle(x, 4.0, 6.5), cheek);
        pen.fill(&Shape::circle(x * 0.72, -9.0, 3.1), rgb(0x2c_2428));
    }
    pen.fill(&Shape::rim((0.0, 9.0), (9.0, 7.0), (0.08, 0.42), 2.6), rgb(0xb5_5347));
}

fn fringe(pen: &mut Pen, style: usize, hair: Colour, dice: &mut Dice) {
    let lean = dice.between(-16.0, 16.0);
    let cap = Shape::from(-38.0, -8.0)
        .curve((-46.0, -48.0), (-26.0, -66.0), (0.0, -66.0))
        .curve((28.0, -66.0), (46.0, -48.0), (38.0, -8.0))
        .curve((34.0, -20.0), (32.0, -28.0), (28.0, -32.0))
        .curve((14.0, -34.0), (lean + 4.0, -40.0), (lean, -44.0))
        .curve((lean - 8.0, -36.0), (-24.0, -34.0), (-29.0, -28.0))
        .quad((-34.0, -20.0), (-38.0, -8.0))
        .close();
    pen.fill(
        &cap,
        Paint::Linear((-30.0, -64.0), (30.0, -20.0), [hair.lighter(0.2), hair, hair.darker(0.2)]),
    );
    if style == 2 {
        for x in [-1.0, 1.0] {
            pen.fill(
                &Shape::bend(&[(x * 37.0, -30.0), (x * 42.0, 4.0), (x * 36.0, 34.0)], 13.0),
                hair,
            );
        }
    } else if style == 3 {
        let hat = *dice.pick(&[rgb(0xc8_5a45), rgb(0x3f_6f74), rgb(0xd9_a441), rgb(0x44_4a6b)]);
        let crown =
            Shape::from(-42.0, -34.0).curve((-42.0, -74.0), (42.0, -74.0), (42.0, -34.0)).close();
        pen.fill(&crown, hat);
        pen.fill(&Shape::round(-45.0, -42.0, 90.0, 14.0, 7.0), hat.darker(0.18));
        pen.fill(&Shape::circle(0.0, -68.0, 9.0), hat.lighter(0.35));
    }
}

fn cat(pen: &mut Pen, dice: &mut Dice) {
    let fur = *dice.pick(&[rgb(0xe3_9a52), rgb(0x4b_474d), rgb(0xf3_ece0), rgb(0x9a_8f86)]);
    for side in [-1.0, 1.0] {
        pen.fill(
            &Shape::poly(&[(side * 52.0, -2.0), (side * 50.0, -62.0), (side * 12.0, -34.0)]),
            fur,
        );
        pen.fill(
            &Shape::poly(&[(side * 45.0, -14.0), (side * 44.0, -48.0), (side * 22.0, -32.0)]),
            rgb(0xef_a9a0),
        );
    }
    let head = Shape::ellipse(0.0, 8.0, 58.0, 48.0);
    pen.fill(&head, Paint::Radial((-14.0, -10.0), 80.0, [fur.lighter(0.2), fur]));
    for x in [-6.0, 6.0, 0.0] {
        pen.fill(
            &Shape::line(&[(x * 2.0, -38.0), (x * 1.6, -20.0)], 4.0),
            fur.darker(0.3).fade(0.6),
        );
    }
    pen.fill(&Shape::ellipse(0.0, 26.0, 24.0, 17.0), fur.lighter(0.55));
    for side in [-1.0, 1.0] {
        pen.fill(&Shape::ellipse(side * 24.0, 2.0, 8.0, 9.5), rgb(0x2a_2428));
        pen.fill(&Shape::circle(side * 24.0 - 2.6, -1.6, 2.8), Colour::WHITE);
        pen.fill(&Shape::rim((side * 7.0, 25.0), (7.0, 6.0), (0.05, 0.45), 2.0), rgb(0x4a_3a3c));
        for tilt in [-4.0, 4.0] {
            pen.fill(
                &Shape::line(
                    &[(side * 30.0, 24.0 + tilt * 0.5), (side * 64.0, 22.0 + tilt * 2.0)],
                    1.3,
                ),
                rgb(0x4a_4046).fade(0.7),
            );
        }
    }
    pen.fill(&Shape::poly(&[(-5.5, 16.0), (5.5, 16.0), (0.0, 22.5)]), rgb(0xd0_6a68));
}

fn view(pen: &mut Pen, dice: &mut Dice) {
    let sun = *dice.pick(&[rgb(0xff_e2a0), rgb(0xf7_8f5e), rgb(0xfd_f4e2)]);
    pen.fill(&Shape::circle(dice.between(-36.0, 40.0), -24.0, 27.0), sun);
    let deep = dice.pick(&[Tint::Forest, Tint::Navy, Tint::Teal, Tint::Plum]).colour();
    for (layer, share) in [(0_u8, 0.45), (1, 0.22), (2, 0.0)] {
        let base = 12.0 + f32::from(layer) * 26.0;
        let mut ridge = vec![(-130.0, 130.0), (-120.0, base)];
        for step in 0..7_u8 {
            ridge.push((-90.0 + f32::from(step) * 30.0, base + dice.between(-17.0, 17.0)));
        }
        ridge.extend([(120.0, base), (130.0, 130.0)]);
        pen.fill(&Shape::blob(&ridge), deep.lighter(share));
    }
}

/// A shop's mark: one of several geometric signs in two colours.
pub fn logo(seed: u64) -> Drawing {
    let mut dice = Dice::new(seed ^ 0x1060);
    let mut canvas = Canvas::new(SIZE, SIZE);
    let pairs = [
        (Tint::Forest, Tint::Ivory),
        (Tint::Ivory, Tint::Brick),
        (Tint::Navy, Tint::Apricot),
        (Tint::Terracotta, Tint::Ivory),
        (Tint::Oat, Tint::Charcoal),
        (Tint::Teal, Tint::Mustard),
        (Tint::Charcoal, Tint::Celadon),
        (Tint::Mustard, Tint::Navy),
    ];
    let (back, ink) = *dice.pick(&pairs);
    let (back, ink) = (back.colour(), ink.colour());
    let mut pen = sheet(&mut canvas);
    ground(&mut pen, back);
    if dice.once_in(3) {
        pen.fill(&Shape::rim((0.0, 0.0), (78.0, 78.0), (0.0, 1.0), 3.4), ink);
    }
    mark(&mut pen, back, ink, &mut dice);
    canvas.into()
}

fn mark(pen: &mut Pen, back: Colour, ink: Colour, dice: &mut Dice) {
    match dice.below(6) {
        0 => {
            for step in 0..8_u8 {
                let (sin, cos) = (f32::from(step) / 8.0 * std::f32::consts::TAU).sin_cos();
                let petal = Shape::blob(&[
                    (sin * 8.0, cos * 8.0),
                    (sin * 32.0 + cos * 12.0, cos * 32.0 - sin * 12.0),
                    (sin * 58.0, cos * 58.0),
                    (sin * 32.0 - cos * 12.0, cos * 32.0 + sin * 12.0),
                ]);
                pen.fill(&petal, ink.fade(0.92));
            }
            pen.fill(&Shape::circle(0.0, 0.0, 10.0), back.lighter(0.1));
        }
        1 => {
            pen.fill(&Shape::circle(0.0, -8.0, 34.0), ink);
            for (y, half) in [(6.0, 52.0), (20.0, 52.0), (34.0, 40.0), (48.0, 26.0)] {
                pen.fill(&Shape::line(&[(-half, y), (half, y)], 9.0), back);
                pen.fill(&Shape::line(&[(-half, y), (half, y)], 4.6), ink);
            }
        }
        2 => {
            let leaf = Shape::from(-42.0, 44.0)
                .curve((-50.0, -20.0), (-6.0, -56.0), (50.0, -52.0))
                .curve((54.0, 8.0), (16.0, 50.0), (-42.0, 44.0))
                .close();
            pen.fill(&leaf, ink);
            pen.fill(&Shape::bend(&[(-54.0, 58.0), (-14.0, 12.0), (30.0, -30.0)], 6.0), back);
        }
        3 => {
            pen.fill(
                &Shape::from(0.0, -60.0)
                    .to(56.0, -8.0)
                    .to(44.0, -8.0)
                    .to(44.0, 50.0)
                    .to(0.0, 50.0)
                    .mirror(),
                ink,
            );
            pen.fill(&Shape::round(-14.0, 8.0, 28.0, 60.0, 14.0), back);
            pen.fill(&Shape::circle(0.0, -22.0, 9.0), back);
        }
        4 => {
            for (radius, tone) in [(58.0, ink), (44.0, back), (31.0, ink), (16.0, back)] {
                pen.fill(&Shape::circle(0.0, 58.0 - radius, radius), tone);
            }
        }
        _ => {
            for (x, y, turn) in
                [(-24.0, -24.0, 0.0), (24.0, -24.0, 0.25), (24.0, 24.0, 0.5), (-24.0, 24.0, 0.75)]
            {
                pen.fill(&Shape::circle(x, y, 21.0), ink.fade(if turn > 0.3 { 1.0 } else { 0.75 }));
            }
            pen.fill(&Shape::round(-13.0, -13.0, 26.0, 26.0, 6.0), back);
        }
    }
}
