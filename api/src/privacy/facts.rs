//! What happened to people's data.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A subject's data is to be unreadable from now on: their key is being destroyed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectErased {
    pub subject_id: Uuid,
}

impl Fact for SubjectErased {
    const KIND: &'static str = "subject.erased";

    fn aggregate(&self) -> Uuid {
        self.subject_id
    }
}
