//! Labels that do not lie on each other; pure.

/// Moves labels on a line as little as possible (in the sum of squares) so that neighbours keep `gap` between their
/// centres and all lie within `bounds`; answers in the order given.
///
/// With every place lowered by its rank times the gap this is isotonic regression, solved by pooling adjacent
/// violators (Ayer et al. 1955).
pub fn spread(wanted: &[f64], gap: f64, bounds: (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|first, second| wanted[*first].total_cmp(&wanted[*second]));

    // Pools of labels that touch: their mean (with the gaps taken out) and how many they are.
    let mut pools: Vec<(f64, usize)> = Vec::new();
    for (rank, index) in order.iter().enumerate() {
        let mut pool = (wanted[*index] - rank as f64 * gap, 1);
        while let Some(&(mean, size)) = pools.last() {
            if mean <= pool.0 {
                break;
            }
            let both = size + pool.1;
            pool.0 = (mean * size as f64 + pool.0 * pool.1 as f64) / both as f64;
            pool.1 = both;
            pools.pop();
        }
        pools.push(pool);
    }

    let room = (bounds.1 - bounds.0) - gap * wanted.len().saturating_sub(1) as f64;
    let means = pools
        .iter()
        .flat_map(|(mean, size)| std::iter::repeat_n(*mean, *size));
    let mut placed = vec![0.0; wanted.len()];
    for ((rank, index), mean) in order.iter().enumerate().zip(means) {
        let base = mean.min(bounds.0 + room.max(0.0)).max(bounds.0);
        placed[*index] = base + rank as f64 * gap;
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_room_stay() {
        assert_eq!(
            spread(&[50.0, 10.0, 90.0], 12.0, (0.0, 100.0)),
            [50.0, 10.0, 90.0]
        );
        assert!(spread(&[], 12.0, (0.0, 100.0)).is_empty());
    }

    #[test]
    fn touching_labels_part_evenly() {
        assert_eq!(spread(&[50.0, 50.0], 12.0, (0.0, 100.0)), [44.0, 56.0]);
        assert_eq!(
            spread(&[56.0, 50.0, 20.0], 12.0, (0.0, 100.0)),
            [59.0, 47.0, 20.0]
        );
    }

    #[test]
    fn labels_stay_within_bounds() {
        assert_eq!(
            spread(&[98.0, 99.0, 100.0], 10.0, (0.0, 100.0)),
            [80.0, 90.0, 100.0]
        );
        assert_eq!(spread(&[0.0, 1.0], 10.0, (0.0, 100.0)), [0.0, 10.0]);
    }

    #[test]
    fn neighbours_keep_their_gap() {
        let wanted: Vec<f64> = (0..20).map(|index| ((index * 37) % 91) as f64).collect();
        let mut placed = spread(&wanted, 4.5, (0.0, 91.0));
        placed.sort_by(f64::total_cmp);
        assert!(placed.windows(2).all(|pair| pair[1] - pair[0] > 4.5 - 1e-9));
        assert!(placed[0] >= 0.0 && placed[19] <= 91.0);
    }
}
