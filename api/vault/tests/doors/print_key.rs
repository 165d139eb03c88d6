//! Keys cannot be printed.

use vault::blind::{IndexKey, IndexRoot};
use vault::keys::{EpochKey, RootKey, SubjectKey};

fn log(root: &RootKey, epoch: &EpochKey, subject: &SubjectKey) {
    println!("{root:?} {epoch:?} {subject:?}");
}

fn log_index(root: &IndexRoot, key: &IndexKey) {
    println!("{root:?} {key:?}");
}

fn main() {}
