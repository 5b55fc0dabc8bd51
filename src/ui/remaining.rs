//! How long work will still take of which nothing is known but the fraction that is done; pure.

/// Milliseconds that must have passed before the pace says anything.
const SETTLED_MS: f64 = 1_000.0;

/// The fraction that must have been done meanwhile.
const SETTLED_FRACTION: f64 = 0.02;

/// A piece of work, where and when it was first seen, and how long it will still take.
#[derive(Clone, Debug, PartialEq)]
pub struct Remaining<Work> {
    work: Work,
    first_ms: f64,
    first: f64,
    /// Milliseconds that are left; absent while there is no pace to tell from.
    pub left_ms: Option<f64>,
}

impl<Work: PartialEq> Remaining<Work> {
    /// What is known now that this fraction of this work is done; `before` is what was known until then, perhaps of other
    /// work, or of the same, begun again.
    pub fn next(before: Option<&Self>, work: Work, fraction: f64, now_ms: f64) -> Self {
        match before {
            Some(before) if before.work == work && fraction >= before.first => {
                let (took, done) = (now_ms - before.first_ms, fraction - before.first);
                let settled = took >= SETTLED_MS && done >= SETTLED_FRACTION;
                Remaining {
                    work,
                    first_ms: before.first_ms,
                    first: before.first,
                    left_ms: settled.then(|| took / done * (1.0 - fraction).max(0.0)),
                }
            }
            _ => Remaining {
                work,
                first_ms: now_ms,
                first: fraction,
                left_ms: None,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_so_far_tells_what_is_left() {
        let start = Remaining::next(None, "reading", 0.1, 5_000.0);
        assert_eq!(start.left_ms, None);
        let soon = Remaining::next(Some(&start), "reading", 0.2, 5_500.0);
        assert_eq!(soon.left_ms, None, "half a second is too little to tell");
        // A fifth took two seconds, so seven tenths take seven.
        let later = Remaining::next(Some(&soon), "reading", 0.3, 7_000.0);
        assert!((later.left_ms.unwrap() - 7_000.0).abs() < 1e-6);
        let done = Remaining::next(Some(&later), "reading", 1.0, 9_000.0);
        assert_eq!(done.left_ms, Some(0.0));
    }

    #[test]
    fn other_work_and_the_same_begun_again_start_afresh() {
        let start = Remaining::next(None, "reading", 0.5, 0.0);
        let other = Remaining::next(Some(&start), "cutting", 0.9, 2_000.0);
        assert_eq!(other.left_ms, None);
        let again = Remaining::next(Some(&start), "reading", 0.1, 2_000.0);
        assert_eq!(again.left_ms, None);
    }
}
