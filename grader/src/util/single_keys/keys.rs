//! Which keys were pressed, from the bytes that a terminal sends. An arrow or function key sends several, and
//! they may come one by one: what belongs to such a key is never taken for a letter.

/// A key that means something by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// A letter, or a control character such as Enter or Ctrl-C.
    Character(char),
    /// Ctrl-Z.
    Stop,
}

/// What has come so far of a key that sends several bytes.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    state: State,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum State {
    /// Nothing.
    #[default]
    Between,
    /// Escape: alone, or the first byte of more.
    Escape,
    /// `Escape [` and these bytes: an arrow, a function key, the beginning of pasted text.
    Sequence(Vec<u8>),
    /// Something that so many more bytes belong to.
    Skip(u8),
    /// A text of the terminal's own, until it says that it ends.
    Told,
    /// Pasted text, of whose end so many bytes have come.
    Pasted(usize),
}

const CTRL_C: u8 = 3;
const BELL: u8 = 7;
const CTRL_Z: u8 = 26;
const ESCAPE: u8 = 27;
const PASTE_STARTS: &[u8] = b"200";
const PASTE_ENDS: &[u8] = b"\x1b[201~";
/// No key sends more than this.
const LONGEST: usize = 32;

impl Keys {
    /// Takes the next byte. `late` says that it did not come together with the one before: then that was a
    /// key of its own, unless the two can only be one.
    pub fn feed(&mut self, byte: u8, late: bool) -> Option<Key> {
        match std::mem::take(&mut self.state) {
            State::Pasted(matched) => return self.pasted(byte, matched),
            _ if byte == ESCAPE => self.state = State::Escape,
            State::Between => return single(byte),
            // In the middle of any sequence these count.
            _ if byte == CTRL_C || byte == CTRL_Z => return single(byte),
            State::Escape => return self.behind_escape(byte, late),
            State::Sequence(bytes) => self.sequence(bytes, byte),
            State::Skip(left @ 2..) => self.state = State::Skip(left - 1),
            State::Skip(_) => {}
            State::Told if late => return single(byte),
            State::Told if byte == BELL => {}
            State::Told => self.state = State::Told,
        }
        None
    }

    fn behind_escape(&mut self, byte: u8, late: bool) -> Option<Key> {
        match byte {
            b'[' => self.state = State::Sequence(Vec::new()),
            b'O' => self.state = State::Skip(1),
            _ if late => return single(byte),
            b']' | b'P' | b'X' | b'^' | b'_' => self.state = State::Told,
            // Alt and a key.
            _ => {}
        }
        None
    }

    fn sequence(&mut self, mut bytes: Vec<u8>, byte: u8) {
        self.state = match byte {
            // The function keys of the Linux console, and a click.
            b'[' if bytes.is_empty() => State::Skip(1),
            b'M' if bytes.is_empty() => State::Skip(3),
            b'~' if bytes == PASTE_STARTS => State::Pasted(0),
            b' '..=b'?' if bytes.len() < LONGEST => {
                bytes.push(byte);
                State::Sequence(bytes)
            }
            _ => State::Between,
        }
    }

    fn pasted(&mut self, byte: u8, matched: usize) -> Option<Key> {
        let matched = match byte {
            CTRL_C => return single(byte),
            _ if byte == PASTE_ENDS[matched] => matched + 1,
            ESCAPE => 1,
            _ => 0,
        };
        if matched < PASTE_ENDS.len() {
            self.state = State::Pasted(matched);
        }
        None
    }
}

/// A key that is one byte. The bytes of letters outside ASCII mean nothing here.
fn single(byte: u8) -> Option<Key> {
    match byte {
        CTRL_Z => Some(Key::Stop),
        _ if byte.is_ascii() => Some(Key::Character(byte.into())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The keys in `reads`, each of which comes late.
    fn keys(reads: &[&[u8]]) -> String {
        let mut keys = Keys::default();
        let mut pressed = String::new();
        for read in reads {
            for (index, byte) in read.iter().enumerate() {
                match keys.feed(*byte, index == 0) {
                    Some(Key::Character(key)) => pressed.push(key),
                    Some(Key::Stop) => pressed.push_str("<stop>"),
                    None => {}
                }
            }
        }
        pressed
    }

    #[test]
    fn letters_and_control_characters_are_keys() {
        assert_eq!(keys(&[b"hx", b"\x03", b"\x1a\r"]), "hx\u{3}<stop>\r");
    }

    #[test]
    fn a_key_of_several_bytes_is_no_letter_wherever_it_is_cut() {
        for sequence in [
            &b"\x1b[D"[..],
            b"\x1bOD",
            b"\x1bOP",
            b"\x1b[1;5D",
            b"\x1b[3~",
            b"\x1b[[D",
            b"\x1b[MDDD",
            b"\x1b[<0;12;3M",
            b"\x1b[?1;2c",
            "äěД".as_bytes(),
        ] {
            assert_eq!(keys(&[sequence, b"q"]), "q", "{sequence:?}");
            for cut in 1..sequence.len() {
                let (first, second) = sequence.split_at(cut);
                assert_eq!(keys(&[first, second, b"q"]), "q", "{sequence:?} at {cut}");
            }
            let alone: Vec<&[u8]> = sequence.chunks(1).chain([&b"q"[..]]).collect();
            assert_eq!(keys(&alone), "q", "{sequence:?}");
        }
    }

    #[test]
    fn escape_alone_is_nothing_and_the_next_key_counts() {
        assert_eq!(keys(&[b"\x1b", b"q"]), "q");
        assert_eq!(keys(&[b"\x1b\x1b", b"\x1b[D", b"h"]), "h");
        // Together they are Alt and a letter.
        assert_eq!(keys(&[b"\x1bD", b"h"]), "h");
    }

    #[test]
    fn pasted_text_is_no_keys() {
        let pasted = b"\x1b[200~Dq\x1b[D \x1b[201~h";
        assert_eq!(keys(&[pasted]), "h");
        for cut in 1..pasted.len() {
            let (first, second) = pasted.split_at(cut);
            assert_eq!(keys(&[first, second]), "h", "at {cut}");
        }
        assert_eq!(keys(&[b"\x1b[200~D\x03"]), "\u{3}");
    }

    #[test]
    fn an_answer_of_the_terminal_is_no_keys() {
        assert_eq!(keys(&[b"\x1b]11;rgb:DDDD\x07h"]), "h");
        assert_eq!(keys(&[b"\x1bP1$rD\x1b\\h"]), "h");
        assert_eq!(keys(&[b"\x1b]", b"q"]), "q");
    }

    #[test]
    fn ctrl_c_counts_in_the_middle_of_anything() {
        for begun in [&b"\x1b"[..], b"\x1b[1;", b"\x1bO", b"\x1b]1"] {
            assert_eq!(keys(&[begun, b"\x03"]), "\u{3}", "{begun:?}");
        }
    }
}
