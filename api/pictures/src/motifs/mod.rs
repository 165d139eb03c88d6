//! The things a shop sells, each drawn in its own box: x from -50 to 50, the floor at y = 0, and
//! about a hundred units tall.

mod beauty;
mod clothing;
mod digital;
mod food;
mod lighting;
mod outdoors;
mod plants;
mod shoes_bags;
mod stationery;
mod tableware;

use crate::draw::{Colour, Dice, Pen};

/// The colours and chance that tell two things of one kind apart.
#[derive(Debug, Clone)]
pub struct Look {
    /// What most of the thing is made of.
    pub main: Colour,
    /// Trim, lids, patterns.
    pub second: Colour,
    /// Small marks: labels, laces, blossoms.
    pub accent: Colour,
    /// Which pattern, how many leaves.
    pub dice: Dice,
}

/// How a thing is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stance {
    /// On a table.
    Stands,
    /// On a wall or from above.
    Hangs,
}

macro_rules! motifs {
    ($($room:ident {
        $($variant:ident $name:ident $width:literal x $height:literal $stance:ident,)*
    })*) => {
        /// A kind of thing that can be drawn.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Motif {
            $($(#[doc = stringify!($name)] $variant,)*)*
        }

        impl Motif {
            /// Every motif, in the order of the categories.
            pub const ALL: &[Self] = &[$($(Self::$variant,)*)*];

            /// The name by which content refers to it.
            pub const fn name(self) -> &'static str {
                match self { $($(Self::$variant => stringify!($name),)*)* }
            }

            /// How wide and how tall it is drawn, in its own units.
            pub const fn extent(self) -> (f32, f32) {
                match self { $($(Self::$variant => ($width, $height),)*)* }
            }

            pub const fn stance(self) -> Stance {
                match self { $($(Self::$variant => Stance::$stance,)*)* }
            }

            /// Draws it at the pen's placement.
            pub fn draw(self, pen: &mut Pen, look: &mut Look) {
                match self { $($(Self::$variant => $room::$name(pen, look),)*)* }
            }
        }
    };
}

motifs! {
    tableware {
        Mug mug 78.0 x 74.0 Stands,
        Bowl bowl 96.0 x 54.0 Stands,
        Teapot teapot 104.0 x 76.0 Stands,
        Vase vase 56.0 x 96.0 Stands,
        Plates plates 100.0 x 34.0 Stands,
    }
    lighting {
        DeskLamp desk_lamp 84.0 x 106.0 Stands,
        TableLamp table_lamp 70.0 x 96.0 Stands,
        Lantern lantern 66.0 x 100.0 Hangs,
        Candle candle 48.0 x 70.0 Stands,
    }
    plants {
        PottedPlant potted_plant 90.0 x 112.0 Stands,
        Cactus cactus 60.0 x 92.0 Stands,
        Bouquet bouquet 84.0 x 112.0 Stands,
        Succulent succulent 66.0 x 56.0 Stands,
    }
    clothing {
        Jacket jacket 104.0 x 100.0 Hangs,
        Tee tee 104.0 x 88.0 Hangs,
        Sweater sweater 108.0 x 92.0 Hangs,
        Dress dress 76.0 x 112.0 Hangs,
    }
    shoes_bags {
        Sneaker sneaker 104.0 x 52.0 Stands,
        Boot boot 78.0 x 84.0 Stands,
        Backpack backpack 76.0 x 98.0 Stands,
        Tote tote 80.0 x 104.0 Stands,
    }
    food {
        TeaTin tea_tin 58.0 x 78.0 Stands,
        CoffeeBag coffee_bag 60.0 x 92.0 Stands,
        HoneyJar honey_jar 58.0 x 70.0 Stands,
        GiftBox gift_box 88.0 x 56.0 Stands,
    }
    digital {
        Headphones headphones 86.0 x 92.0 Stands,
        Camera camera 96.0 x 70.0 Stands,
        Keyboard keyboard 112.0 x 44.0 Stands,
        Speaker speaker 64.0 x 88.0 Stands,
        Watch watch 50.0 x 100.0 Stands,
    }
    stationery {
        Book book 66.0 x 92.0 Stands,
        BookStack book_stack 96.0 x 56.0 Stands,
        Notebook notebook 68.0 x 88.0 Stands,
        PenCup pen_cup 50.0 x 98.0 Stands,
    }
    beauty {
        PumpBottle pump_bottle 46.0 x 100.0 Stands,
        Dropper dropper 40.0 x 86.0 Stands,
        CreamJar cream_jar 70.0 x 46.0 Stands,
        Soap soap 88.0 x 46.0 Stands,
    }
    outdoors {
        Flask flask 38.0 x 104.0 Stands,
        Tent tent 118.0 x 80.0 Stands,
        YogaMat yoga_mat 104.0 x 44.0 Stands,
        Ball ball 70.0 x 70.0 Stands,
    }
}

impl Motif {
    /// The motif of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|motif| motif.name() == name)
    }
}
