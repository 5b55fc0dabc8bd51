//! Which text it is: known by what it says, not by what its file is called.

use serde::{Deserialize, Serialize};

/// A text as it was read (after a file's line ends, byte order mark and columns), by its length and a hash.
///
/// The hash is FNV-1a with 64 bits (Fowler, Noll, Vo): a dozen lines without a library in any bundle, defined byte by
/// byte and so the same everywhere and for ever, and a gigabyte takes a second. Two different texts of one length share
/// it once in 2⁶⁴, which is never among a person's files. It guards against mistakes, not against forgers: who forges a
/// text to resemble another's spoils their own run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextId {
    /// Its characters (Unicode scalar values).
    pub characters: usize,
    /// FNV-1a of its UTF-8 bytes, written as sixteen hexadecimal digits: JavaScript's numbers are too short for it.
    #[serde(with = "hexadecimal")]
    pub hash: u64,
}

impl TextId {
    const OFFSET_BASIS: u64 = 0xCBF2_9CE4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01B3;

    /// The identity of a text.
    pub fn of(text: &str) -> Self {
        let hash = text.bytes().fold(TextId::OFFSET_BASIS, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(TextId::PRIME)
        });
        TextId {
            characters: text.chars().count(),
            hash,
        }
    }
}

mod hexadecimal {
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(hash: &u64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{hash:016x}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
        let digits = String::deserialize(deserializer)?;
        u64::from_str_radix(&digits, 16).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        // The authors' test vectors.
        for (text, hash) in [
            ("", 0xCBF2_9CE4_8422_2325),
            ("a", 0xAF63_DC4C_8601_EC8C),
            ("foobar", 0x8594_4171_F739_67E8),
        ] {
            assert_eq!(TextId::of(text).hash, hash, "{text}");
        }
        assert_eq!(TextId::of("猫 sat").characters, 5);
    }

    #[test]
    fn it_survives_files_and_messages() {
        let text = TextId::of("foobar");
        let json = serde_json::to_string(&text).unwrap();
        assert_eq!(json, r#"{"characters":6,"hash":"85944171f73967e8"}"#);
        assert_eq!(serde_json::from_str::<TextId>(&json).unwrap(), text);
        assert!(serde_json::from_str::<TextId>(r#"{"characters":6,"hash":"x"}"#).is_err());
    }
}
