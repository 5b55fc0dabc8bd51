//! Curves of many points as SVG paths of few; pure.

use std::fmt::Write as _;

/// A point in pixels.
pub type Point = (f64, f64);

/// Keeps what can be seen of a curve: in each pixel column its first, lowest, highest and last point, in order.
///
/// The points come with rising x; those that are not finite break the curve and are kept as breaks.
pub fn thin(points: impl IntoIterator<Item = Point>) -> Vec<Point> {
    let mut kept = Vec::new();
    let mut column: Option<Column> = None;
    for point in points {
        let finite = point.0.is_finite() && point.1.is_finite();
        match &mut column {
            Some(open) if finite && open.index == point.0.floor() => open.take(point),
            _ => {
                if let Some(full) = column.take() {
                    full.keep(&mut kept);
                }
                if finite {
                    column = Some(Column::starting(point));
                } else {
                    kept.push((f64::NAN, f64::NAN));
                }
            }
        }
    }
    if let Some(full) = column {
        full.keep(&mut kept);
    }
    kept
}

/// What is kept of the points within one pixel column.
struct Column {
    index: f64,
    points: Vec<Point>,
    /// Where in `points` the lowest and the highest are.
    extremes: [Point; 2],
}

impl Column {
    fn starting(point: Point) -> Self {
        Column {
            index: point.0.floor(),
            points: vec![point],
            extremes: [point, point],
        }
    }

    fn take(&mut self, point: Point) {
        if point.1 < self.extremes[0].1 {
            self.extremes[0] = point;
        }
        if point.1 > self.extremes[1].1 {
            self.extremes[1] = point;
        }
        self.points.truncate(1);
        self.points.push(point);
    }

    fn keep(self, kept: &mut Vec<Point>) {
        let mut column = self.points;
        column.extend(self.extremes);
        column.sort_by(|first, second| first.0.total_cmp(&second.0));
        column.dedup();
        kept.extend(column);
    }
}

/// A path through the points, interrupted where they are not finite.
pub fn line(points: &[Point]) -> String {
    let mut path = String::with_capacity(points.len() * 12);
    let mut pen_down = false;
    for (x, y) in points {
        if !(x.is_finite() && y.is_finite()) {
            pen_down = false;
            continue;
        }
        // Writing into a String cannot fail.
        let _ = write!(path, "{}{x:.1} {y:.1}", if pen_down { 'L' } else { 'M' });
        pen_down = true;
    }
    path
}

/// An exponential moving average over about `window` values on either side, so that it does not lag behind.
pub fn smooth(values: impl IntoIterator<Item = f64>, window: f64) -> Vec<f64> {
    let values: Vec<f64> = values.into_iter().collect();
    let forth = trailing_mean(values.iter().copied(), window);
    let mut back = trailing_mean(values.iter().rev().copied(), window);
    back.reverse();
    forth
        .into_iter()
        .zip(back)
        .map(|(before, after)| (before + after) / 2.0)
        .collect()
}

/// An exponential moving average of the values so far, without the pull of its start (Kingma & Ba 2015, §3).
fn trailing_mean(values: impl Iterator<Item = f64>, window: f64) -> Vec<f64> {
    let keep = (1.0 - 1.0 / window.max(1.0)).clamp(0.0, 1.0);
    let (mut mean, mut weight) = (0.0, 0.0);
    values
        .map(|value| {
            if value.is_finite() {
                mean = keep * mean + (1.0 - keep) * value;
                weight = keep * weight + (1.0 - keep);
            }
            mean / weight
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_curve_keeps_its_extremes_and_few_points() {
        let points: Vec<Point> = (0..100_000)
            .map(|index| {
                let x = index as f64 / 500.0;
                let spike = if index == 54_321 { -50.0 } else { 0.0 };
                (x, (x * 3.0).sin() + spike)
            })
            .collect();
        let kept = thin(points.iter().copied());
        assert!(kept.len() <= 4 * 200, "{}", kept.len());
        assert!(kept.contains(&points[54_321]));
        assert_eq!(kept.first(), points.first());
        assert_eq!(kept.last(), points.last());
        assert!(kept.windows(2).all(|pair| pair[0].0 <= pair[1].0));
    }

    #[test]
    fn a_short_curve_is_kept_whole() {
        let points = [(0.0, 1.0), (10.0, 2.0), (20.0, 0.5)];
        assert_eq!(thin(points), points);
        assert_eq!(line(&points), "M0.0 1.0L10.0 2.0L20.0 0.5");
    }

    #[test]
    fn a_gap_lifts_the_pen() {
        let kept = thin([(0.0, 1.0), (1.0, f64::NAN), (2.0, 3.0)]);
        assert_eq!(line(&kept), "M0.0 1.0M2.0 3.0");
    }

    #[test]
    fn smoothing_keeps_constants_and_straight_lines() {
        let constant = smooth([2.0; 9], 10.0);
        assert!(constant.iter().all(|value| (value - 2.0).abs() < 1e-12));
        // Far from the ends what comes before and what comes after weigh the same: no lag.
        let line = smooth((0..401).map(f64::from), 10.0);
        assert!((line[200] - 200.0).abs() < 1e-6, "{}", line[200]);
        assert_eq!(smooth([3.0, 5.0], 1.0), [3.0, 5.0]);
    }

    #[test]
    fn a_trailing_mean_weighs_the_latest_most() {
        // Window 2 keeps half: (0.25·1 + 0.5·2) / 0.75.
        let second = trailing_mean([1.0, 2.0].into_iter(), 2.0)[1];
        assert!((second - 1.25 / 0.75).abs() < 1e-12, "{second}");
    }
}
