//! Price cuts that tell the truth: the whole schedule follows from a seed that is fixed at the
//! start, and anyone can check it afterwards. Pure: no clock, no chance, no database.
//!
//! The difference between start and floor is cut into as many parts as there may be helps, each of
//! at least one minor unit. A help by opening takes the next part, a help by buying the next few at
//! once. So every order of helps adds up to the whole difference, the floor is reached with the
//! last part and never passed, and no more helps are possible than parts are left.

mod commitment;
mod file;
mod schedule;
mod verify;

pub use commitment::{FORMAT, commitment, hex, seed_from};
pub use file::{File, HelpLine, Terms};
pub use schedule::{Bounds, Help, Kind, NoSchedule, Plan, Schedule, percent};
pub use verify::{Fault, Holds, verify};
