//! Which runs are compared while the person has not chosen all of them; pure.

/// P, Q and R.
pub const SEATS: usize = 3;

/// Whom the person wants in a seat.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// Whoever is among the latest.
    Latest,
    /// No one.
    Nobody,
    /// The run of this id, as long as there is one.
    Run(String),
}

/// Who is P, Q and R. Wishes come first; the latest runs, the oldest of them first, take the other seats. Where one of
/// them already sits elsewhere by a wish, the latest run that is free stands in. With two runs there are two seats.
pub fn seated(known: &[String], wishes: &[Wish; SEATS]) -> [Option<String>; SEATS] {
    let seats = SEATS.min(known.len());
    let mut seated = std::array::from_fn(|seat| match &wishes[seat] {
        Wish::Run(id) if seat < seats && known.contains(id) => Some(id.clone()),
        _ => None,
    });
    let latest = &known[known.len() - seats..];
    // First everyone who can takes their own seat, so that as little as possible changes by a wish.
    for own_seat_only in [true, false] {
        for (seat, wish) in wishes.iter().enumerate().take(seats) {
            if seated[seat].is_some() || *wish == Wish::Nobody {
                continue;
            }
            let candidates = match own_seat_only {
                true => &latest[seat..=seat],
                false => known,
            };
            let is_free = |id: &&String| !seated.iter().flatten().any(|other| other == *id);
            seated[seat] = candidates.iter().rev().find(is_free).cloned();
        }
    }
    seated
}

/// Whether a run was wished into two seats: it would agree with itself everywhere.
pub fn one_sits_twice(seated: &[Option<String>; SEATS]) -> bool {
    let mut present: Vec<&String> = seated.iter().flatten().collect();
    let count = present.len();
    present.sort();
    present.dedup();
    present.len() < count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs `a b c …` and wishes `P Q R`, where `*` is the latest and `-` nobody; who sits where, `-` for no one.
    fn check(known: &str, wishes: [&str; SEATS], expected: &str) {
        let known: Vec<String> = known.split_whitespace().map(String::from).collect();
        let wishes = wishes.map(|wish| match wish {
            "*" => Wish::Latest,
            "-" => Wish::Nobody,
            id => Wish::Run(id.into()),
        });
        let found = seated(&known, &wishes).map(|id| id.unwrap_or("-".into()));
        assert_eq!(found.join(" "), expected, "{known:?} {wishes:?}");
    }

    #[test]
    fn the_latest_sit_in_their_order() {
        check("a b c d", ["*", "*", "*"], "b c d");
        check("a b c", ["*", "*", "*"], "a b c");
        check("a b", ["*", "*", "*"], "a b -");
        check("a", ["*", "*", "*"], "a - -");
        check("", ["*", "*", "*"], "- - -");
    }

    #[test]
    fn wishes_come_first_and_move_as_few_as_possible() {
        check("a b c d", ["*", "*", "-"], "b c -");
        check("a b c d", ["a", "*", "*"], "a c d");
        check("a b c d", ["d", "*", "*"], "d c b");
        check("a b c", ["c", "*", "*"], "c b a");
        check("a b", ["b", "*", "*"], "b a -");
    }

    #[test]
    fn a_run_that_is_gone_is_no_longer_wished_for() {
        check("a b c", ["x", "*", "*"], "a b c");
        check("a b", ["*", "*", "a"], "a b -");
    }

    #[test]
    fn a_run_that_was_chosen_twice_is_noticed() {
        check("a b c", ["a", "a", "*"], "a a c");
        let seats = |ids: [&str; SEATS]| ids.map(|id| (id != "-").then(|| id.to_owned()));
        assert!(one_sits_twice(&seats(["a", "b", "a"])));
        assert!(!one_sits_twice(&seats(["a", "b", "-"])));
        assert!(!one_sits_twice(&seats(["a", "b", "c"])));
    }
}
