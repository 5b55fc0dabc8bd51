//! Text in an address: percent-encoding that stays readable, and compression for what is long.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress as deflate,
    create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// The best that DEFLATE has (0–10); texts in links are short.
const LEVEL: i32 = 10;

/// Percent-encodes what has a meaning in a link, is not ASCII, or might end a link where people paste it.
pub(super) fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for (index, byte) in text.bytes().enumerate() {
        let is_last = index + 1 == text.len();
        match byte {
            b' ' => encoded.push('+'),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'~' => {
                encoded.push(byte.into())
            }
            // A sentence's full stop after a link is not taken for a part of it.
            b'.' | b',' | b':' | b'/' | b'@' if !is_last => encoded.push(byte.into()),
            _ => {
                encoded.push('%');
                for digit in [byte >> 4, byte & 15] {
                    let digit =
                        char::from_digit(digit.into(), 16).expect("four bits are one digit");
                    encoded.push(digit.to_ascii_uppercase());
                }
            }
        }
    }
    encoded
}

/// Undoes [`percent_encode`]; nothing if a percent sign is not followed by two digits or the bytes are not UTF-8.
pub(super) fn percent_decode(encoded: &str) -> Option<String> {
    let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
    let mut bytes = encoded.bytes();
    let mut decoded = Vec::with_capacity(encoded.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => {
                let (high, low) = (digit(bytes.next())?, digit(bytes.next())?);
                u8::try_from(high * 16 + low).expect("two digits are one byte")
            }
            other => other,
        });
    }
    String::from_utf8(decoded).ok()
}

/// Raw DEFLATE in base64url; nothing where that is longer than `max_bytes`, which is noticed once so much is written,
/// however long the text goes on.
pub(super) fn compress(text: &str, max_bytes: usize) -> Option<String> {
    // No zlib header, and the usual strategy.
    let flags = create_comp_flags_from_zip_params(LEVEL, 0, 0);
    let mut compressed = vec![0; max_bytes / 4 * 3];
    let (status, _, written) = deflate(
        &mut CompressorOxide::new(flags),
        text.as_bytes(),
        &mut compressed,
        TDEFLFlush::Finish,
    );
    (status == TDEFLStatus::Done).then(|| URL_SAFE_NO_PAD.encode(&compressed[..written]))
}

/// Undoes [`compress`]; nothing if it is damaged or would be longer than `max_bytes`.
pub(super) fn decompress(encoded: &str, max_bytes: usize) -> Option<String> {
    let compressed = URL_SAFE_NO_PAD.decode(encoded).ok()?;
    let bytes = decompress_to_vec_with_limit(&compressed, max_bytes).ok()?;
    String::from_utf8(bytes).ok()
}

/// A key as shown in a message: short, whatever the link had there.
pub(super) fn excerpt(key: &str) -> String {
    const LONGEST: usize = 60;
    match key.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &key[..end]),
        None => key.to_owned(),
    }
}
