//! TODO(recipe)
