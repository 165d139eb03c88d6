//! The demo's illustrations: product stills, scenes that show several products, avatars, logos.
//!
//! Flat drawings with soft light, made from a seed: nothing is downloaded, and the same seed gives
//! the same bytes on every machine.

mod backdrop;
mod palette;
mod portrait;
mod scene;

use crate::draw::Canvas;
pub use crate::draw::Dice;
pub use crate::motifs::Motif;
pub use palette::Tint;
pub use portrait::{avatar, logo};
pub use scene::{places, scene, still};

/// A thing to draw: what it is, its colour, and what tells it from others of its kind.
#[derive(Debug, Clone, Copy)]
pub struct Thing {
    pub motif: Motif,
    pub tint: Tint,
    pub seed: u64,
}

/// A finished drawing as rows of RGB bytes.
#[derive(Debug, Clone)]
pub struct Drawing {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

impl From<Canvas> for Drawing {
    fn from(canvas: Canvas) -> Self {
        let (width, height, rgb) = canvas.into_rgb();
        Self { width, height, rgb }
    }
}

#[cfg(test)]
mod tests {
    use super::{Motif, Thing, Tint, avatar, logo, scene, still};

    #[test]
    fn the_same_seed_draws_the_same_picture_and_another_seed_another() {
        let thing = Thing::new("teapot", "celadon", 4);
        assert_eq!(still(thing).rgb, still(thing).rgb);
        assert_ne!(still(thing).rgb, still(Thing { seed: 5, ..thing }).rgb);
        assert_ne!(avatar(1).rgb, avatar(2).rgb);
        assert_eq!(logo(3).rgb, logo(3).rgb);
    }

    #[test]
    fn everything_can_be_drawn_in_every_tint() {
        for (seed, &motif) in (0..).zip(Motif::ALL) {
            let tint = Tint::ALL[motif.name().len() % Tint::ALL.len()];
            let drawing = still(Thing { motif, tint, seed });
            let plain = drawing.rgb.chunks_exact(3).all(|pixel| pixel == &drawing.rgb[..3]);
            assert!(!plain, "{} is empty", motif.name());
            assert_eq!(Motif::named(motif.name()), Some(motif));
        }
    }

    #[test]
    fn tags_point_into_the_picture_and_apart_from_each_other() {
        let names = ["mug", "jacket", "book_stack", "lantern", "tent"];
        for seed in 0..20_u64 {
            let pick = |step: usize| names[(usize::try_from(seed).unwrap_or(0) + step) % 5];
            let things: Vec<_> =
                (0..3).map(|step| Thing::new(pick(step), "sage", seed + step as u64)).collect();
            let (_, middles) = scene(&things, seed);
            for ((x, y), (across, down)) in middles.iter().zip(super::places(&things, seed)) {
                assert!((x * 1_000.0).floor().to_string() == across.to_string());
                assert!((y * 1_000.0).floor().to_string() == down.to_string());
            }
            for (i, a) in middles.iter().enumerate() {
                assert!((0.05..0.95).contains(&a.0) && (0.05..0.95).contains(&a.1), "{a:?}");
                for b in &middles[i + 1..] {
                    assert!((a.0 - b.0).hypot(a.1 - b.1) > 0.08, "{a:?} {b:?}");
                }
            }
        }
    }
}
