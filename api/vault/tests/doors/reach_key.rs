//! A key's bytes are not to be had, nor a copy of it, nor one out of nothing.

use vault::keys::{EpochKey, SubjectKey};

fn bytes(key: &SubjectKey, epoch: &EpochKey) {
    let _ = key.holder();
    let _ = &epoch.0;
}

fn keep(key: &SubjectKey) -> SubjectKey {
    key.clone()
}

fn main() {
    let _ = SubjectKey { holder: todo!(), subject: todo!(), mark: todo!() };
}
