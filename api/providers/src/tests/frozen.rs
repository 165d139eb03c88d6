//! Vectors of independent programs, frozen.
