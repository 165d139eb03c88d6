//! Draws everything that the demo can draw on one sheet, to look at after changing a motif:
//! `cargo run -p fairstall-pictures --example sheet -- sheet.png`

use std::time::Instant;

use image::imageops::{FilterType, overlay};
use image::{DynamicImage, RgbImage};
use pictures::demo::{Drawing, Motif, Thing, Tint, avatar, logo, scene, still};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).unwrap_or_else(|| "sheet.png".to_owned());
    let kind = std::env::args().nth(2).unwrap_or_default();
    let started = Instant::now();
    let drawings = match kind.as_str() {
        "scenes" => scenes(),
        "people" => (0..32).map(avatar).chain((0..16).map(logo)).collect(),
        _ => stills(),
    };
    let each = started.elapsed() / u32::try_from(drawings.len())?;
    println!("{} drawings, {each:?} each", drawings.len());
    let started = Instant::now();
    for drawing in drawings.iter().take(20) {
        pictures::codec::clean_drawing(drawing.clone())?;
    }
    println!("{:?} to encode each", started.elapsed() / 20);
    let tall = if kind == "scenes" { 320 } else { 240 };
    let mut sheet = RgbImage::new(240 * 8, tall * u32::try_from(drawings.len().div_ceil(8))?);
    for (i, drawing) in (0_i64..).zip(drawings) {
        let Drawing { width, height, rgb } = drawing;
        let picture = RgbImage::from_raw(width, height, rgb).ok_or("size")?;
        let small = DynamicImage::ImageRgb8(picture).resize_exact(240, tall, FilterType::Triangle);
        overlay(&mut sheet, &small.into_rgb8(), i % 8 * 240, i / 8 * i64::from(tall));
    }
    sheet.save(path)?;
    Ok(())
}

fn stills() -> Vec<Drawing> {
    let tints = Tint::ALL.iter().cycle();
    let seeds = 0_u64..;
    let things = Motif::ALL.iter().zip(tints).zip(seeds);
    things.map(|((&motif, &tint), seed)| still(Thing { motif, tint, seed })).collect()
}

fn scenes() -> Vec<Drawing> {
    let mut scenes = Vec::new();
    for seed in 0..24_u64 {
        let nth = usize::try_from(seed).unwrap_or(0);
        let pick = |step: usize| Thing {
            motif: Motif::ALL[(nth * 5 + step * 11) % Motif::ALL.len()],
            tint: Tint::ALL[(nth * 7 + step * 5) % Tint::ALL.len()],
            seed: seed * 3 + step as u64,
        };
        let things: Vec<_> = (0..=nth % 3).map(pick).collect();
        scenes.push(scene(&things, seed).0);
    }
    scenes
}
