//! Babble: see a language model learn.
