//! Colours as fractions, and the few ways illustrations derive one from another.

/// Red, green, blue and opacity, each from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Colour {
    pub red: f32,
    pub green: f32,
    pub blue: f32,
    pub alpha: f32,
}

/// The opaque colour written `0xRRGGBB`.
pub const fn rgb(hex: u32) -> Colour {
    let [_, red, green, blue] = hex.to_be_bytes();
    Colour {
        red: red as f32 / 255.0,
        green: green as f32 / 255.0,
        blue: blue as f32 / 255.0,
        alpha: 1.0,
    }
}

/// What shadows tend towards: a cool night colour looks livelier than black.
const NIGHT: Colour = rgb(0x1a_1730);
/// What lights tend towards.
const DAY: Colour = rgb(0xff_fbf2);

impl Colour {
    pub const WHITE: Self = rgb(0xff_ffff);

    /// The same colour at another opacity.
    pub const fn fade(self, alpha: f32) -> Self {
        Self { alpha, ..self }
    }

    /// This colour with `share` of the other mixed in.
    pub fn mix(self, other: Self, share: f32) -> Self {
        let blend = |a: f32, b: f32| a + (b - a) * share;
        Self {
            red: blend(self.red, other.red),
            green: blend(self.green, other.green),
            blue: blend(self.blue, other.blue),
            alpha: blend(self.alpha, other.alpha),
        }
    }

    pub fn darker(self, share: f32) -> Self {
        self.mix(NIGHT.fade(self.alpha), share)
    }

    pub fn lighter(self, share: f32) -> Self {
        self.mix(DAY.fade(self.alpha), share)
    }

    /// How bright it looks, from 0 to 1.
    pub fn brightness(self) -> f32 {
        0.299 * self.red + 0.587 * self.green + 0.114 * self.blue
    }
}
