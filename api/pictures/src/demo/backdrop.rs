//! What is behind and beneath the things: walls, daylight, tables.

use super::palette::Room;
use crate::draw::{Canvas, Colour, Dice, Paint, Pen, Placement, Shape, rgb};

/// Fills the canvas with a room whose table begins at `horizon`, a share of the height.
pub fn room(canvas: &mut Canvas, room: Room, horizon: f32, dice: &mut Dice) {
    let (width, height) = canvas.size();
    let edge = height * horizon;
    let place = Placement { origin: (0.0, 0.0), scale: 1.0, turn: 0.0 };
    let mut pen = Pen::new(canvas, place);
    let wall = Shape::rect(0.0, 0.0, width, edge);
    let stops = [room.wall.lighter(0.22), room.wall, room.wall.darker(0.1)];
    pen.fill(&wall, Paint::Linear((0.0, 0.0), (width * 0.7, edge), stops));
    let centre = (width / 2.0, edge);
    match dice.below(6) {
        0 => arch(&mut pen, centre, width, room),
        1 => disc(&mut pen, centre, width, room),
        2 => window_light(&mut pen, (width, edge), dice),
        3 => panels(&mut pen, (width, edge), room),
        4 => leaf_shadow(&mut pen, (width, edge), dice),
        _ => pen.fill(
            &wall,
            Paint::Radial(
                (width * 0.5, edge * 0.7),
                width * 0.62,
                [Colour::WHITE.fade(0.4), Colour::WHITE.fade(0.0)],
            ),
        ),
    }
    table(&mut pen, (width, height), edge, room.table, dice);
}

fn arch(pen: &mut Pen, (x, floor): (f32, f32), width: f32, room: Room) {
    let half = width * 0.34;
    let top = floor - width * 0.46;
    let niche =
        Shape::rect(x - half, top, half * 2.0, floor - top).and(Shape::circle(x, top, half));
    pen.soft(&niche, 26.0, Colour::WHITE.fade(0.25));
    let inside = room.wall.darker(0.12);
    pen.fill(
        &niche,
        Paint::Linear(
            (x - half, 0.0),
            (x + half, 0.0),
            [inside.darker(0.1), inside, inside.lighter(0.22)],
        ),
    );
}

fn disc(pen: &mut Pen, (x, floor): (f32, f32), width: f32, room: Room) {
    let tone = room.table.lighter(0.35);
    let centre = (x + width * 0.08, floor - width * 0.3);
    let frame = Shape::rect(0.0, 0.0, width, floor);
    let sun = Shape::circle(centre.0, centre.1, width * 0.33);
    pen.fill_inside(
        &frame,
        &sun,
        Paint::Linear(
            (0.0, centre.1 - width * 0.3),
            (0.0, floor),
            [tone.lighter(0.3), tone, tone.fade(0.4)],
        ),
    );
}

fn window_light(pen: &mut Pen, (width, floor): (f32, f32), dice: &mut Dice) {
    let left = width * dice.between(0.06, 0.4);
    let frame = Shape::rect(0.0, 0.0, width, floor);
    for row in 0..3_u8 {
        for column in 0..2_u8 {
            let x = left + f32::from(column) * width * 0.2 + f32::from(row) * width * 0.05;
            let y = floor * (0.1 + 0.25 * f32::from(row));
            let pane = [
                (x, y),
                (x + width * 0.18, y + floor * 0.05),
                (x + width * 0.22, y + floor * 0.27),
                (x + width * 0.04, y + floor * 0.22),
            ];
            pen.fill_inside(&frame, &Shape::poly(&pane), rgb(0xff_f3d6).fade(0.42));
        }
    }
}

fn panels(pen: &mut Pen, (width, floor): (f32, f32), room: Room) {
    let line = room.wall.darker(0.22).fade(0.7);
    for step in 0..9_u8 {
        let x = width * (f32::from(step) + 0.5) / 9.0;
        pen.fill(&Shape::rect(x, floor * 0.34, 1.8, floor * 0.66), line);
        pen.fill(&Shape::rect(x + 1.8, floor * 0.34, 1.6, floor * 0.66), Colour::WHITE.fade(0.35));
    }
    let rail = Shape::rect(0.0, floor * 0.32, width, 11.0);
    pen.fill(&rail, room.wall.lighter(0.4));
    pen.fill(&Shape::rect(0.0, floor * 0.32 + 11.0, width, 3.0), line);
}

fn leaf_shadow(pen: &mut Pen, (width, floor): (f32, f32), dice: &mut Dice) {
    let shade = rgb(0x24_2a3c).fade(0.17);
    let stem =
        [(width * 1.02, floor * 0.02), (width * 0.8, floor * 0.2), (width * 0.58, floor * 0.5)];
    let mut shadow = Shape::bend(&stem, 7.0);
    for step in 0..7_u8 {
        let t = f32::from(step) / 6.5;
        let (x, y) = (width * (0.98 - 0.4 * t), floor * (0.06 + 0.43 * t * t.sqrt()));
        for side in [-1.0, 1.0] {
            let reach = width * dice.between(0.13, 0.19);
            let tip = (x - reach * (0.62 + side * 0.3), y + reach * (0.28 - side * 0.72));
            let (mx, my) = (f32::midpoint(x, tip.0), f32::midpoint(y, tip.1));
            let bulge = reach * 0.17;
            let blade =
                [(x, y), (mx - bulge * side, my - bulge), tip, (mx + bulge * side, my + bulge)];
            shadow = shadow.and(Shape::blob(&blade));
        }
    }
    pen.soft(&shadow, 9.0, shade);
}

fn table(pen: &mut Pen, (width, height): (f32, f32), edge: f32, tone: Colour, dice: &mut Dice) {
    let top = Shape::rect(0.0, edge, width, height - edge);
    let stops = [tone.lighter(0.22), tone.lighter(0.06), tone.darker(0.06)];
    pen.soft(&Shape::rect(-20.0, edge - 8.0, width + 40.0, 10.0), 14.0, rgb(0x1a_1730).fade(0.28));
    pen.fill(&top, Paint::Linear((0.0, edge), (0.0, height), stops));
    pen.fill(&Shape::rect(0.0, edge, width, 2.4), tone.lighter(0.5).fade(0.8));
    match dice.below(3) {
        0 => {
            for _ in 0..13 {
                let y = dice.between(edge + 12.0, height);
                let (x, length) = (dice.between(-0.2, 0.8) * width, dice.between(0.2, 0.6) * width);
                let sag = dice.between(-3.0, 3.0);
                let grain = [(x, y), (x + length * 0.5, y + sag), (x + length, y)];
                pen.fill(&Shape::bend(&grain, 1.5), tone.darker(0.22).fade(0.3));
            }
        }
        1 => {
            for _ in 0..3 {
                let (x, y) = (dice.between(-0.1, 0.8) * width, dice.between(edge, height));
                let drift = dice.between(40.0, 130.0);
                let vein = [(x, edge + 6.0), (x + drift * 0.6, y), (x + drift * 1.9, height + 8.0)];
                pen.fill(&Shape::bend(&vein, 1.7), Colour::WHITE.fade(0.32));
            }
        }
        _ => {}
    }
}

/// Hangs or leans one more thing in a scene so that it looks lived in.
pub fn decor(canvas: &mut Canvas, room: Room, horizon: f32, dice: &mut Dice) {
    let (width, height) = canvas.size();
    let edge = height * horizon;
    let place = Placement { origin: (0.0, 0.0), scale: 1.0, turn: 0.0 };
    let mut pen = Pen::new(canvas, place);
    match dice.below(4) {
        0 => picture_frame(&mut pen, (width * dice.between(0.16, 0.6), edge * 0.14), width, dice),
        1 => bunting(&mut pen, width, edge, dice),
        2 => cloth(&mut pen, (width, height), edge, room, dice),
        _ => {}
    }
}

fn picture_frame(pen: &mut Pen, (x, y): (f32, f32), width: f32, dice: &mut Dice) {
    let (w, h) = (width * 0.26, width * 0.33);
    pen.soft(&Shape::rect(x + 7.0, y + 9.0, w, h), 12.0, rgb(0x1a_1730).fade(0.3));
    pen.fill(
        &Shape::rect(x, y, w, h),
        *dice.pick(&[rgb(0x7a_5a40), rgb(0x2e_2e34), rgb(0xf8_f4ec), rgb(0xb8_9358)]),
    );
    let mat = Shape::rect(x + 9.0, y + 9.0, w - 18.0, h - 18.0);
    pen.fill(&mat, rgb(0xfb_f7ee));
    let art = Shape::rect(x + 28.0, y + 30.0, w - 56.0, h - 60.0);
    let tones = [rgb(0xd9_7b56), rgb(0x4f_7a86), rgb(0xe3_b65a), rgb(0x87_9c7a), rgb(0x2f_4465)];
    pen.fill(&art, rgb(0xef_e4d2));
    for _ in 0..4 {
        let (cx, cy) = (x + w * dice.between(0.25, 0.75), y + h * dice.between(0.3, 0.75));
        let radius = w * dice.between(0.1, 0.24);
        pen.fill_inside(&art, &Shape::circle(cx, cy, radius), dice.pick(&tones).fade(0.92));
    }
}

fn bunting(pen: &mut Pen, width: f32, edge: f32, dice: &mut Dice) {
    let sag = edge * dice.between(0.14, 0.24);
    let wire = [(-10.0, edge * 0.06), (width * 0.5, sag), (width + 10.0, edge * 0.05)];
    pen.fill(&Shape::bend(&wire, 2.2), rgb(0x4a_4148).fade(0.8));
    for step in 1..10_u8 {
        let t = f32::from(step) / 10.0;
        let drop = 4.0 * t * (1.0 - t);
        let (x, y) = (width * t, edge * 0.055 + (sag - edge * 0.055) * drop + 12.0);
        pen.fill(
            &Shape::circle(x, y, 34.0),
            Paint::Radial((x, y), 34.0, [rgb(0xff_e9b0).fade(0.65), rgb(0xff_e9b0).fade(0.0)]),
        );
        pen.fill(&Shape::circle(x, y, 6.5), rgb(0xff_f4cf));
    }
}

fn cloth(pen: &mut Pen, (width, height): (f32, f32), edge: f32, room: Room, dice: &mut Dice) {
    let depth = height - edge;
    let corners = [
        (width * 0.1, edge + depth * 0.3),
        (width * 0.9, edge + depth * 0.3),
        (width * 1.02, height + 4.0),
        (-width * 0.02, height + 4.0),
    ];
    let mat = Shape::poly(&corners);
    let tone = if room.table.brightness() > 0.6 {
        room.table.darker(0.3)
    } else {
        room.table.lighter(0.5)
    };
    pen.fill(&mat, tone.fade(0.85));
    let stripes = 3 + dice.below(4);
    for step in (1_u8..).take(stripes) {
        let y = edge + depth * (0.3 + 0.7 * f32::from(step) / 8.0);
        pen.fill_inside(&mat, &Shape::rect(0.0, y, width, 3.0), tone.lighter(0.4).fade(0.7));
    }
}
