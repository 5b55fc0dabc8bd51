//! Keeping clear of a fault in the suffix array that the Unigram trainer uses.
//!
//! The pure-Rust suffix sorting of esaxx-rs 0.1.10 (the C++ one does not compile to WebAssembly) is a port of Yuta
//! Mori's sais-lite. Where a leftmost S-type substring begins with a run of two or more equal symbols whose end is
//! followed by nothing but the last symbol of the string, the port walks one symbol too far and drops it; then it
//! indexes out of bounds, in about one text of two hundred. In a browser that would end the engine.
//!
//! The first string ends with the smallest symbol, where this cannot happen. But the sorting reduces it to a string of
//! names of its substrings, sorts that, and so on, and these end with anything. Their ends depend on the order of the
//! words, which is ours to choose: so we reduce the string ourselves and look.

/// Whether the words in this order can be sorted. The trainer joins them, each ended by a NUL.
pub(super) fn can_be_sorted(words: &[(String, u32)]) -> bool {
    let mut string: Vec<u32> = words
        .iter()
        .flat_map(|(word, _)| word.chars().chain(['\0']))
        .map(u32::from)
        .collect();
    loop {
        if let [.., before, run, last] = string[..]
            && before == run
            && last > run
        {
            return false;
        }
        match reduced(&string) {
            Some(shorter) => string = shorter,
            None => return true,
        }
    }
}

/// The string of the names of the leftmost S-type substrings; `None` when no two names are equal, where the sorting
/// goes no deeper.
fn reduced(string: &[u32]) -> Option<Vec<u32>> {
    let starts = leftmost_s(string);
    let end = |i: usize| starts.get(i + 1).copied().unwrap_or(string.len());
    let mut order: Vec<usize> = (0..starts.len()).collect();
    // Substrings are ordered with the first symbol of the next one, but are equal without it. The last one has no next
    // and precedes those it is equal to.
    let with_next = |i: usize| &string[starts[i]..(end(i) + 1).min(string.len())];
    let without_next = |i: usize| &string[starts[i]..end(i)];
    order.sort_by(|&a, &b| with_next(a).cmp(with_next(b)).then(b.cmp(&a)));
    let mut names = vec![0; starts.len()];
    let mut name = 0;
    for pair in order.windows(2) {
        name += u32::from(without_next(pair[0]) != without_next(pair[1]));
        names[pair[1]] = name;
    }
    (name as usize + 1 < names.len()).then_some(names)
}

/// Where a suffix smaller than its successor follows one that is larger, in order.
fn leftmost_s(string: &[u32]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut is_s = false;
    for i in (1..string.len()).rev() {
        let (symbol, next) = (string[i - 1], string[i]);
        if symbol < next || symbol == next && is_s {
            is_s = true;
        } else if is_s {
            starts.push(i);
            is_s = false;
        }
    }
    starts.reverse();
    starts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<(String, u32)> {
        text.split(' ').map(|word| (word.to_owned(), 1)).collect()
    }

    #[test]
    fn substrings_begin_at_the_valleys() {
        // m m i i s s i i s s i i p p i i: sais-lite's own example has its valleys at 2, 6 and 10.
        let string: Vec<u32> = "mmiissiissiippii".chars().map(u32::from).collect();
        assert_eq!(leftmost_s(&string), [2, 6, 10]);
        // "iiss" occurs twice, "iippii" once and comes first: names 1, 1, 0.
        assert_eq!(reduced(&string), Some(vec![1, 1, 0]));
    }

    #[test]
    fn the_last_substring_precedes_its_equals() {
        // "our" stands before a NUL, before a line break and, with its NUL, at the end: that is the smallest, and the
        // other two are one name.
        let string: Vec<u32> = "your\0your\nfavour\0".chars().map(u32::from).collect();
        let names = reduced(&string).expect("two are equal");
        assert_eq!(names.len(), leftmost_s(&string).len());
        assert_eq!(names[0], names[2]);
        assert!(names.last() < names.first());
    }

    #[test]
    fn a_text_that_breaks_the_sorting_is_recognised() {
        assert!(!can_be_sorted(&words(
            "aaaaabaaabaabaabaababaabbbabbabbbabababb"
        )));
        assert!(can_be_sorted(&words("once upon a time")));
    }
}
