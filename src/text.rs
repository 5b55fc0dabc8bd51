//! Text: where it comes from ([`corpus`], [`stories`]), how it becomes tokens ([`tokenizer`]) and in what portions
//! a model reads it ([`batches`]). Plain data only; no tensor is named here.

pub mod batches;
pub mod corpus;
pub mod stories;
pub mod tokenizer;
