//! The colours that things come in, and which go with which.

use crate::draw::{Colour, Dice, rgb};
use crate::motifs::Look;

macro_rules! tints {
    ($($variant:ident $name:literal $hex:literal,)*) => {
        /// A colour that a shop would name on the label.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Tint {
            $(#[doc = $name] $variant,)*
        }

        impl Tint {
            /// Every tint.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name by which content refers to it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            pub(crate) const fn colour(self) -> Colour {
                match self { $(Self::$variant => rgb($hex),)* }
            }
        }
    };
}

tints! {
    Ivory "ivory" 0xf2_e8d5,
    Oat "oat" 0xd8_c3a1,
    Sand "sand" 0xc8_a878,
    Terracotta "terracotta" 0xc9_6f4e,
    Brick "brick" 0xa9_493b,
    Blush "blush" 0xe8_b4a7,
    Rose "rose" 0xd0_707e,
    Plum "plum" 0x70_405f,
    Lilac "lilac" 0xb6_a2cf,
    Sky "sky" 0x9b_c2db,
    Celadon "celadon" 0xa2_c6b2,
    Sage "sage" 0x8e_a687,
    Forest "forest" 0x3c_6a50,
    Teal "teal" 0x2f_7f82,
    Navy "navy" 0x2d_4068,
    Cobalt "cobalt" 0x3e_66b0,
    Mustard "mustard" 0xdb_a63b,
    Apricot "apricot" 0xf0_b183,
    Charcoal "charcoal" 0x41_434b,
    Graphite "graphite" 0x6b_6f79,
    White "white" 0xf7_f4ee,
    Black "black" 0x28_282e,
    Walnut "walnut" 0x6c_4b36,
    Mint "mint" 0xbe_e0ce,
}

impl Tint {
    /// The tint of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|tint| tint.name() == name)
    }

    /// Trim and mark colours that go with it; the first is quieter, the second louder.
    fn companions(self) -> &'static [(Tint, Tint)] {
        use Tint::{
            Apricot, Brick, Charcoal, Cobalt, Forest, Ivory, Mint, Mustard, Navy, Oat, Rose, Sage,
            Sand, Sky, Teal, Terracotta, Walnut, White,
        };
        match self {
            Ivory | White => {
                &[(Navy, Terracotta), (Sage, Mustard), (Sand, Brick), (Charcoal, Rose)]
            }
            Oat | Sand => &[(Walnut, Terracotta), (Ivory, Forest), (Navy, Mustard), (White, Teal)],
            Terracotta | Brick | Apricot => &[(Ivory, Navy), (Oat, Forest), (White, Mustard)],
            Tint::Blush | Rose => &[(Ivory, Brick), (White, Forest), (Tint::Plum, Mustard)],
            Tint::Plum | Tint::Lilac => &[(Ivory, Mustard), (White, Rose), (Navy, Apricot)],
            Sky | Cobalt | Navy => &[(White, Mustard), (Ivory, Terracotta), (Sky, Apricot)],
            Tint::Celadon | Sage | Mint => {
                &[(Ivory, Terracotta), (White, Mustard), (Forest, Apricot)]
            }
            Forest | Teal => &[(Ivory, Mustard), (Mint, Terracotta), (Oat, Apricot)],
            Mustard => &[(Ivory, Navy), (White, Brick), (Walnut, Teal)],
            Charcoal | Tint::Graphite | Tint::Black => {
                &[(Tint::Graphite, Terracotta), (Oat, Mustard), (White, Teal), (Sand, Rose)]
            }
            Walnut => &[(Oat, Mustard), (Ivory, Sage), (Sand, Terracotta)],
        }
    }

    pub(super) fn look(self, seed: u64) -> Look {
        let mut dice = Dice::new(seed);
        let (second, accent) = *dice.pick(self.companions());
        Look { main: self.colour(), second: second.colour(), accent: accent.colour(), dice }
    }
}

/// Wall and table of a room.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    pub wall: Colour,
    pub table: Colour,
}

const ROOMS: &[(u32, u32)] = &[
    (0xf3_e3d3, 0xd9_a87c),
    (0xe6_ece4, 0xc9_b08c),
    (0xdf_e9f0, 0xb9_c4cf),
    (0xf6_dfd8, 0xe2_ab98),
    (0xe9_e2f0, 0xc3_aecb),
    (0xf4_ecd2, 0xd8_b977),
    (0xd3_e2dc, 0x8f_b0a2),
    (0xc9_d8e6, 0xe6_ddd0),
    (0xee_d0bd, 0xa8_6a4d),
    (0xb8_cbb8, 0xe4_d6bd),
    (0x5d_7285, 0xc7_9f76),
    (0x4d_6560, 0xd2_b48c),
    (0xf7_f1e8, 0xe9_dccb),
    (0xd8_c7b5, 0x7d_5a44),
];

impl Room {
    /// A room in which something of that colour stands out.
    pub fn for_colour(colour: Colour, dice: &mut Dice) -> Self {
        let mut best = (0.0, ROOMS[0]);
        for _ in 0..4 {
            let room = *dice.pick(ROOMS);
            let contrast = |hex: u32| {
                let other = rgb(hex);
                let apart =
                    [colour.red - other.red, colour.green - other.green, colour.blue - other.blue];
                apart.iter().map(|d| d * d).sum::<f32>()
            };
            let score = contrast(room.0).min(contrast(room.1) * 1.5) + 0.001;
            if score > best.0 {
                best = (score, room);
            }
        }
        let (wall, table) = best.1;
        Self { wall: rgb(wall), table: rgb(table) }
    }
}
