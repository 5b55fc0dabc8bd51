//! What a file that is not UTF-8 seems to be, so that whoever opened it learns what to do.

use std::str::Utf8Error;

use crate::words::Words;

/// What bytes that are not UTF-8 seem to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seems {
    Utf16,
    Gb18030,
    Pdf,
    Archive,
    Binary,
    /// One byte for each character, as Windows-1252 or Latin-1 have it.
    OneByte,
    Unknown,
}

/// Says that bytes are not UTF-8, what they seem to be, and what to do.
pub(super) fn not_utf8(bytes: &[u8], error: Utf8Error) -> Words {
    let seems = Seems::of(bytes);
    let (en, zh) = match seems {
        Seems::Utf16 => ("UTF-16", "UTF-16"),
        Seems::Gb18030 => ("GB18030 (GBK)", "GB18030（GBK）"),
        Seems::OneByte => (
            "Windows-1252 (Latin-1) or another encoding of one byte a character",
            "Windows-1252（Latin-1）或其他单字节编码",
        ),
        Seems::Pdf | Seems::Archive | Seems::Binary => return no_text(seems),
        Seems::Unknown => {
            let place = error.valid_up_to();
            let byte = bytes.get(place).copied().unwrap_or_default();
            return Words::new(
                format!(
                    "The text is not UTF-8: the byte at offset {place} (0x{byte:02X}) does not belong. Open it in a text editor, save it as UTF-8 and open it again."
                ),
                format!(
                    "文本不是 UTF-8：偏移 {place} 处的字节（0x{byte:02X}）无效。请用文本编辑器打开它，另存为 UTF-8 后重新打开。"
                ),
            );
        }
    };
    Words::new(
        format!(
            "The text seems to be {en}, and only UTF-8 is read. Open it in a text editor, save it as UTF-8 (in Windows Notepad: File, Save as, Encoding: UTF-8) and open it again."
        ),
        format!(
            "文本看起来是 {zh} 编码，而这里只读取 UTF-8。请用文本编辑器打开它，另存为 UTF-8（Windows 记事本：文件 → 另存为 → 编码选 UTF-8），再重新打开。"
        ),
    )
}

/// Says that a file that reads as UTF-8 is UTF-16 all the same: English text without a mark at its beginning is a zero byte
/// beside every letter.
pub(super) fn is_utf16(text: &str) -> Option<Words> {
    let some = &text.as_bytes()[..text.len().min(4096)];
    let zeros = some.iter().filter(|&&byte| byte == 0).count();
    let is_letters = some.len() >= 4 && zeros * 5 >= some.len() * 2 && zeros * 5 <= some.len() * 3;
    is_letters.then(|| {
        Words::fixed(
            "The text seems to be UTF-16 without a byte order mark: every second byte is zero. Open it in a text editor, save it as UTF-8 and open it again.",
            "文本看起来是不带字节顺序标记的 UTF-16：每隔一个字节就是零。请用文本编辑器打开它，另存为 UTF-8 后重新打开。",
        )
    })
}

fn no_text(seems: Seems) -> Words {
    match seems {
        Seems::Pdf => Words::fixed(
            "This is a PDF, not plain text. Open it in a reader, copy its text, and paste it or save it as a .txt file in UTF-8.",
            "这是 PDF，不是纯文本。请在阅读器中打开，复制其中的文字后粘贴，或以 UTF-8 存为 .txt 文件。",
        ),
        Seems::Archive => Words::fixed(
            "This is an archive (a .zip, .docx, .epub or .gz file), not plain text. Unpack it, or save the document as plain text in UTF-8, and open that.",
            "这是压缩包（.zip、.docx、.epub 或 .gz 文件），不是纯文本。请先解压，或把文档另存为 UTF-8 纯文本后再打开。",
        ),
        _ => Words::fixed(
            "This file does not hold text. Open a text file in UTF-8.",
            "这个文件里不是文本。请打开 UTF-8 编码的文本文件。",
        ),
    }
}

impl Seems {
    fn of(bytes: &[u8]) -> Self {
        let some = &bytes[..bytes.len().min(1 << 16)];
        let zeros = some.iter().filter(|&&byte| byte == 0).count();
        let above = some.iter().filter(|&&byte| byte >= 0x80).count();
        let controls = some
            .iter()
            .filter(|&&byte| byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0C))
            .count();
        if some.starts_with(b"\xFF\xFE") || some.starts_with(b"\xFE\xFF") {
            Seems::Utf16
        } else if some.starts_with(b"%PDF") {
            Seems::Pdf
        } else if some.starts_with(b"PK\x03\x04") || some.starts_with(b"\x1F\x8B") {
            Seems::Archive
        } else if zeros * 10 >= some.len() && zeros * 5 <= some.len() * 3 && is_half_zeros(some) {
            Seems::Utf16
        } else if controls * 50 > some.len() {
            Seems::Binary
        } else if is_gb18030(some) {
            Seems::Gb18030
        } else if above * 4 < some.len() && some.len() > above + 8 {
            Seems::OneByte
        } else {
            Seems::Unknown
        }
    }
}

/// Whether the zero bytes stand on one side of the pairs.
fn is_half_zeros(bytes: &[u8]) -> bool {
    let side = |first: usize| {
        bytes
            .iter()
            .skip(first)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let (even, odd) = (side(0), side(1));
    even.max(odd) > 8 * even.min(odd)
}

/// Whether bytes are the pairs (and fours) of GB18030, most of them in the rows of the commonest ideographs.
fn is_gb18030(bytes: &[u8]) -> bool {
    let (mut pairs, mut common) = (0, 0);
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = match (first, after) {
            (0x00..=0x80, _) => after,
            (0x81..=0xFE, [second @ (0x40..=0x7E | 0x80..=0xFE), more @ ..]) => {
                pairs += 1;
                // Level 1 of GB 2312, and its marks.
                let is_common = matches!(first, 0xB0..=0xD7 | 0xA1 | 0xA3) && *second >= 0xA1;
                common += usize::from(is_common);
                more
            }
            (0x81..=0xFE, [0x30..=0x39, 0x81..=0xFE, 0x30..=0x39, more @ ..]) => more,
            // The piece that is looked at may end within a character.
            (0x81..=0xFE, []) => after,
            _ => return false,
        };
    }
    pairs > 0 && common * 10 >= pairs * 7
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(bytes: &[u8]) -> Words {
        let error = std::str::from_utf8(bytes).expect_err("it is not UTF-8");
        not_utf8(bytes, error)
    }

    fn utf16(text: &str, little: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(little).collect()
    }

    #[test]
    fn what_a_file_seems_to_be_is_named() {
        // "你好，世界。小猫的家" in GBK, after a line of English.
        let gbk = b"hello\n\xC4\xE3\xBA\xC3\xA3\xAC\xCA\xC0\xBD\xE7\xA1\xA3\xD0\xA1\xC3\xA8\xB5\xC4\xBC\xD2";
        let marked = utf16("\u{feff}小猫 cat", u16::to_le_bytes);
        let unmarked = utf16("naïve people, one and all", u16::to_be_bytes);
        let latin = b"Le caf\xE9 est ferm\xE9, dit le gar\xE7on.";
        for (bytes, name) in [
            (gbk.as_slice(), "GB18030"),
            (&marked, "UTF-16"),
            (&unmarked, "UTF-16"),
            (latin, "Windows-1252"),
        ] {
            let words = said(bytes);
            assert!(
                words.en.contains(name) && words.zh.contains(name),
                "{words}"
            );
            assert!(words.en.contains("save it as UTF-8") && words.zh.contains("另存为 UTF-8"));
        }
        assert!(said(b"%PDF-1.7\n\xE2\xE3\xCF\xD3").en.contains("PDF"));
        assert!(said(b"PK\x03\x04\x14\x00\x06\x00\xFF").en.contains(".docx"));
        assert!(
            said(b"\x89PNG\x0D\x0A\x1A\x0A\0\0\0\x0DIHDR")
                .en
                .contains("does not hold text")
        );
        assert!(said(b"\xFF\xFFabc").en.contains("offset 0 (0xFF)"));
    }

    #[test]
    fn english_in_utf16_without_a_mark_is_recognised() {
        let text = String::from_utf8(utf16("once upon a time", u16::to_le_bytes)).unwrap();
        assert!(is_utf16(&text).is_some());
        assert!(is_utf16("once upon a time").is_none());
        assert!(is_utf16("a\0b").is_none());
    }
}
