//! A picture's rough colours in 28 characters (`BlurHash`), for the time before it loads.
//!
//! Written from the public description of the format, which client libraries of every platform
//! decode: <https://github.com/woltapp/blurhash/blob/master/Algorithm.md>.
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "every number is clamped to a few digits first"
)]

use image::RgbImage;

const ACROSS: u32 = 4;
const DOWN: u32 = 3;
const DIGITS: &[u8; 83] =
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";

/// The hash of a small picture.
pub fn of(small: &RgbImage) -> String {
    let mut parts = Vec::with_capacity((ACROSS * DOWN) as usize);
    for y in 0..DOWN {
        for x in 0..ACROSS {
            parts.push(component(small, x, y));
        }
    }
    let mut hash = String::with_capacity(28);
    push(&mut hash, (ACROSS - 1) + (DOWN - 1) * 9, 1);
    let (mean, rest) = (parts[0], &parts[1..]);
    let largest = rest.iter().flatten().fold(0.0_f32, |most, part| most.max(part.abs()));
    let scale = (largest * 166.0 - 0.5).floor().clamp(0.0, 82.0);
    push(&mut hash, scale as u32, 1);
    let top = (scale + 1.0) / 166.0;
    push(&mut hash, mean.iter().fold(0, |packed, part| (packed << 8) | to_srgb(*part)), 4);
    for part in rest {
        let digit = |value: f32| {
            let share = value / top;
            (share.signum() * share.abs().sqrt() * 9.0 + 9.5).floor().clamp(0.0, 18.0) as u32
        };
        push(&mut hash, digit(part[0]) * 361 + digit(part[1]) * 19 + digit(part[2]), 2);
    }
    hash
}

fn component(small: &RgbImage, across: u32, down: u32) -> [f32; 3] {
    let (width, height) = (small.width() as f32, small.height() as f32);
    let weight = if across == 0 && down == 0 { 1.0 } else { 2.0 } / (width * height);
    let mut sum = [0.0_f32; 3];
    for (x, y, pixel) in small.enumerate_pixels() {
        let wave =
            |n: u32, at: u32, of: f32| (std::f32::consts::PI * n as f32 * at as f32 / of).cos();
        let basis = wave(across, x, width) * wave(down, y, height) * weight;
        for (sum, part) in sum.iter_mut().zip(pixel.0) {
            *sum += basis * to_linear(part);
        }
    }
    sum
}

fn to_linear(part: u8) -> f32 {
    let v = f32::from(part) / 255.0;
    if v <= 0.040_45 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
}

fn to_srgb(part: f32) -> u32 {
    let v = part.clamp(0.0, 1.0);
    let v = if v <= 0.003_130_8 { v * 12.92 } else { 1.055 * v.powf(1.0 / 2.4) - 0.055 };
    (v * 255.0 + 0.5) as u32
}

fn push(hash: &mut String, value: u32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = value / 83_u32.pow(place) % 83;
        hash.push(char::from(DIGITS[digit as usize]));
    }
}
