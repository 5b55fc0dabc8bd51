//! From a file's tokens back to text.
//!
//! A decoder is a chain; each link turns a list of pieces into another. We go along it ourselves, because two links of Hugging
//! Face's crate (0.23.2) count below zero: `BPEDecoder` where there is no piece, and `Strip` where a piece is shorter than
//! what it may take off.

use tokenizers::decoders::strip::Strip;
use tokenizers::{Decoder as _, DecoderWrapper};

/// The text of a sequence of tokens; empty where the file's own decoder gives up.
pub(super) fn decode(tokenizer: &tokenizers::Tokenizer, ids: &[u32]) -> String {
    let pieces: Vec<String> = ids
        .iter()
        .filter_map(|&id| tokenizer.id_to_token(id))
        .collect();
    match tokenizer.get_decoder() {
        Some(decoder) => chain(decoder, pieces).unwrap_or_default().concat(),
        None => pieces.join(" "),
    }
}

fn chain(decoder: &DecoderWrapper, pieces: Vec<String>) -> Option<Vec<String>> {
    if pieces.is_empty() {
        return Some(pieces);
    }
    match decoder {
        DecoderWrapper::Sequence(links) => {
            let mut links = links.get_decoders().iter();
            links.try_fold(pieces, |pieces, link| chain(link, pieces))
        }
        DecoderWrapper::Strip(strip) => {
            let stripped = pieces.iter().map(|piece| without(strip, piece).to_owned());
            Some(stripped.collect())
        }
        link => link.decode_chain(pieces).ok(),
    }
}

/// A piece without the first and the last few of one character.
fn without<'p>(strip: &Strip, piece: &'p str) -> &'p str {
    let mut rest = piece;
    for _ in 0..strip.start {
        match rest.strip_prefix(strip.content) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    for _ in 0..strip.stop {
        match rest.strip_suffix(strip.content) {
            Some(shorter) => rest = shorter,
            None => break,
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_taken_off_than_there_is() {
        let strip = |start, stop| Strip::new('a', start, stop);
        assert_eq!(without(&strip(1, 0), "aab"), "ab");
        assert_eq!(without(&strip(0, 3), "baaaa"), "ba");
        assert_eq!(without(&strip(0, 3), "a"), "");
        assert_eq!(without(&strip(2, 2), "aaa"), "");
        assert_eq!(without(&strip(usize::MAX, usize::MAX), ""), "");
    }
}
