//! The front against a toy schema.
