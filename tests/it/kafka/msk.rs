//! Amazon MSK: what the four ways to a topic need.
