//! Values that a heatmap shows; pure.

/// Values to draw as a heatmap: `[row, column]`, row after row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
    /// −1 to 1.
    pub values: Vec<f32>,
}
