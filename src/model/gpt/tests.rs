//! Tables, against figures worked by hand.

use super::tables::*;

/// Vaswani et al. 2017, section 3.5, worked by hand for width 4: sin p, cos p, sin p/100, cos p/100.
#[test]
fn sinusoids_are_the_papers() {
    let expected = [
        [0.0, 1.0, 0.0, 1.0],
        [0.841_471, 0.540_302, 0.009_999_8, 0.999_95],
        [0.909_297, -0.416_147, 0.019_998_7, 0.999_8],
    ];
    let scale = 0.02 * 2f32.sqrt();
    let table = sinusoids(3, 4);
    assert_eq!(table.len(), 12);
    for (found, expected) in table.iter().zip(expected.as_flattened()) {
        assert!((found - scale * expected).abs() < 5e-8, "{table:?}");
    }
}
