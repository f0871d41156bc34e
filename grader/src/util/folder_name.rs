//! The names of chapters' and exercises' folders: a number, and a name.

/// The number and the name in the name of a kata's or a chapter's folder, as in `02_wait_for_first`. A folder
/// without a number is neither.
pub fn parse(folder: &str) -> Option<(u32, &str)> {
    let (number, name) = folder.split_once('_')?;
    let is_plain = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse().ok().filter(|_| is_plain)?;
    (!name.is_empty()).then_some((number, name))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_folder_has_the_name_behind_its_number_or_none() {
        for (folder, parts) in [
            ("02_wait_for_first", Some((2, "wait_for_first"))),
            ("7_x", Some((7, "x"))),
            ("wait_for_first", None),
            ("02", None),
            ("02_", None),
            ("_x", None),
            ("+2_x", None),
            ("2a_x", None),
        ] {
            assert_eq!(parse(folder), parts, "{folder}");
        }
    }
}
