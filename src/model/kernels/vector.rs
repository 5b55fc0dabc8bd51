//! Sums and exponentials in a form that compilers turn into vector instructions.

/// Numbers added side by side.
const LANES: usize = 8;

/// Σ f(aᵢ, bᵢ), in eight interleaved sums.
#[inline(always)]
pub fn sum_of(one: &[f32], two: &[f32], term: impl Fn(f32, f32) -> f32) -> f32 {
    let mut lanes = [0.0f32; LANES];
    let (ones, twos) = (one.chunks_exact(LANES), two.chunks_exact(LANES));
    let rest = ones.remainder().iter().zip(twos.remainder());
    let rest: f32 = rest.map(|(a, b)| term(*a, *b)).sum();
    for (ones, twos) in ones.zip(twos) {
        for lane in 0..LANES {
            lanes[lane] += term(ones[lane], twos[lane]);
        }
    }
    lanes.iter().sum::<f32>() + rest
}

/// Σ aᵢ.
#[inline(always)]
pub fn sum(numbers: &[f32]) -> f32 {
    sum_of(numbers, numbers, |number, _| number)
}

/// The largest.
#[inline(always)]
pub fn largest(numbers: &[f32]) -> f32 {
    let mut lanes = [f32::MIN; LANES];
    let chunks = numbers.chunks_exact(LANES);
    let rest = chunks.remainder().iter().copied().fold(f32::MIN, f32::max);
    for chunk in chunks {
        for lane in 0..LANES {
            lanes[lane] = if chunk[lane] > lanes[lane] {
                chunk[lane]
            } else {
                lanes[lane]
            };
        }
    }
    lanes.into_iter().fold(rest, f32::max)
}

/// to += Σ factorᵢ · fromᵢ over rows, four rows at a time: loading and storing `to` costs as much as the sums do.
#[inline(always)]
pub fn add_rows<'a>(to: &mut [f32], factors: &[f32], mut row: impl FnMut(usize) -> &'a [f32]) {
    let mut four = factors.chunks_exact(4);
    let size = to.len();
    let mut at = 0;
    for factors in four.by_ref() {
        let rows = [row(at), row(at + 1), row(at + 2), row(at + 3)].map(|row| &row[..size]);
        for place in 0..size {
            to[place] += (factors[0] * rows[0][place] + factors[1] * rows[1][place])
                + (factors[2] * rows[2][place] + factors[3] * rows[3][place]);
        }
        at += 4;
    }
    for factor in four.remainder() {
        for (to, from) in to.iter_mut().zip(row(at)) {
            *to += factor * from;
        }
        at += 1;
    }
}

/// eˣ to two units in the last place; 0 and infinity are approached, not reached. NaN stays NaN.
///
/// x = n·ln 2 + r with |r| ≤ ½ ln 2; eʳ is its Taylor polynomial, 2ⁿ is put together from bits.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    const ROUND: f32 = 12_582_912.0; // 1.5·2²³: adding it leaves the nearest whole number in the low bits
    const LN_2_HIGH: f32 = 0.693_359_4; // few enough bits for n·LN_2_HIGH to be exact
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let whole = shifted - ROUND;
    let r = (x - whole * LN_2_HIGH) - whole * LN_2_LOW;
    let series = 1.0 / 120.0 + r * (1.0 / 720.0 + r * (1.0 / 5040.0));
    let series = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * series))));
    let exponent = shifted
        .to_bits()
        .wrapping_sub(ROUND.to_bits())
        .wrapping_add(127);
    f32::from_bits(exponent << 23) * series
}

/// 1 / (1 + e⁻ˣ).
#[inline(always)]
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// Φ(x), the normal distribution function, and φ(x), its density (Abramowitz & Stegun 1964, formula 7.1.26: absolute
/// error of Φ below 10⁻⁷). Both need e^(−x²/2), once.
#[inline(always)]
pub fn normal(x: f32) -> (f32, f32) {
    const INVERSE_ROOT_TAU: f32 = 0.398_942_3; // 1/√(2π)
    let bell = exp(-0.5 * x * x);
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let series = -0.284_496_74 + t * (1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4));
    let tail = 0.5 * t * (0.254_829_6 + t * series) * bell; // Φ(−|x|)
    let below = if x < 0.0 { tail } else { 1.0 - tail };
    (below, INVERSE_ROOT_TAU * bell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every(step: f32) -> impl Iterator<Item = f32> {
        let count = (40.0 / step) as i32;
        (-count..=count).map(move |at| at as f32 * step)
    }

    #[test]
    fn exponentials_are_exact_to_rounding() {
        for x in every(0.0137) {
            let error = (f64::from(exp(x)) / f64::from(x).exp() - 1.0).abs();
            assert!(error < 3e-7, "e^{x} is off by {error}");
        }
        assert_eq!(exp(0.0), 1.0);
        assert!(exp(-1e9) < 1e-37);
        assert!(exp(f32::NAN).is_nan());
    }

    #[test]
    fn the_normal_distribution_is_that_of_tables() {
        // Φ from a table of the normal distribution.
        for (x, expected) in [
            (0.0, 0.5),
            (0.5, 0.691_462_5),
            (1.0, 0.841_344_8),
            (2.5, 0.993_790_3),
        ] {
            assert!((normal(x).0 - expected).abs() < 2e-7, "{x}");
            assert!((normal(-x).0 - (1.0 - expected)).abs() < 2e-7, "{x}");
        }
        assert!((normal(1.0).1 - 0.241_970_7).abs() < 1e-7);
        assert!(normal(f32::NAN).0.is_nan());
    }

    #[test]
    fn sums_take_every_number_once() {
        for length in 0..40 {
            let numbers: Vec<f32> = (0..length).map(|number| number as f32).collect();
            assert_eq!(sum(&numbers), (length * (length - 1) / 2) as f32);
            let expected = if length == 0 {
                f32::MIN
            } else {
                (length - 1) as f32
            };
            assert_eq!(largest(&numbers), expected);
        }
    }
}
