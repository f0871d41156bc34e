//! How a file is written: UTF-8 or UTF-16, with or without a mark at its beginning, or some old code.

/// A file's text, and how to write it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Encoded {
    /// The text, without the mark.
    pub text: String,
    code: Code,
    has_mark: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    Utf8,
    Utf16Little,
    Utf16Big,
    /// A code of one byte for each character. Which it is does not matter: each byte comes back as it was.
    Bytes,
}

const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

impl Encoded {
    /// Reads a file.
    pub fn of(bytes: &[u8]) -> Self {
        if let Some(rest) = bytes.strip_prefix(UTF8_MARK)
            && let Ok(text) = std::str::from_utf8(rest)
        {
            return Self {
                text: text.into(),
                code: Code::Utf8,
                has_mark: true,
            };
        }
        let second_is_zero = |at: usize| {
            bytes.len() > 3 && bytes.len().is_multiple_of(2) && bytes[at] == 0 && bytes[at + 2] == 0
        };
        let (code, has_mark, rest) = if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
            (Code::Utf16Little, true, rest)
        } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
            (Code::Utf16Big, true, rest)
        } else if second_is_zero(1) {
            (Code::Utf16Little, false, bytes)
        } else if second_is_zero(0) {
            (Code::Utf16Big, false, bytes)
        } else {
            (Code::Utf8, false, bytes)
        };
        let text = match code {
            Code::Utf16Little => utf16(rest, u16::from_le_bytes),
            Code::Utf16Big => utf16(rest, u16::from_be_bytes),
            Code::Utf8 | Code::Bytes => std::str::from_utf8(rest).ok().map(String::from),
        };
        match text {
            Some(text) => Self {
                text,
                code,
                has_mark,
            },
            None => Self {
                text: bytes.iter().copied().map(char::from).collect(),
                code: Code::Bytes,
                has_mark: false,
            },
        }
    }

    /// The file with another text.
    pub fn with_text(&self, text: &str) -> Vec<u8> {
        let units = |to_bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(to_bytes);
        match (self.code, self.has_mark) {
            (Code::Utf8, false) => text.into(),
            (Code::Utf8, true) => [UTF8_MARK, text.as_bytes()].concat(),
            (Code::Utf16Little, has_mark) => {
                let mark: &[u8] = if has_mark { b"\xff\xfe" } else { b"" };
                mark.iter()
                    .copied()
                    .chain(units(u16::to_le_bytes))
                    .collect()
            }
            (Code::Utf16Big, has_mark) => {
                let mark: &[u8] = if has_mark { b"\xfe\xff" } else { b"" };
                mark.iter()
                    .copied()
                    .chain(units(u16::to_be_bytes))
                    .collect()
            }
            (Code::Bytes, _) => text
                .chars()
                .map(|c| u8::try_from(c).unwrap_or(b'?'))
                .collect(),
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let units: Vec<u16> = pairs.map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_comes_back_byte_for_byte() {
        let text = "Näme,Gräde\r\nÄda,1\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let files: [Vec<u8>; 8] = [
            text.into(),
            [UTF8_MARK, text.as_bytes()].concat(),
            [b"\xff\xfe", &little[..]].concat(),
            [b"\xfe\xff", &big[..]].concat(),
            little,
            big,
            b"N\xe4me,1\n".to_vec(),
            Vec::new(),
        ];
        for file in files {
            let encoded = Encoded::of(&file);
            assert_eq!(encoded.with_text(&encoded.text), file);
        }
        let old = Encoded::of(b"N\xe4me,Grade\n");
        assert_eq!(old.with_text("N\u{e4}me,9\n"), b"N\xe4me,9\n");
    }
}
