//! The demo: that it is what it promises, and as sound as real data.

mod load;
