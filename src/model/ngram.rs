//! Counts of what followed the last few tokens.
