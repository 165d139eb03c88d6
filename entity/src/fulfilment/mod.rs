//! Rows of fulfilment.
