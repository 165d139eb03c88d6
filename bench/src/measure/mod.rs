//! Measuring: requests on a schedule, answers checked one by one, and what the processes cost.

pub mod check;
pub mod load;
pub mod process;
pub mod schedule;
pub mod times;
pub mod wire;
