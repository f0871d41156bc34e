//! The page of a made-up class, without a browser: what it says, what it must not say, and how large it is.
//!
//! The pages stay in `target/tmp/report`, where `.ci/report` opens them in a browser.

mod made_up;

use made_up::{HOSTILE, MadeUp};
use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Where the pages are kept.
fn pages() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report");
    fs::create_dir_all(&folder).expect("it can be made");
    folder
}

fn class(words: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_class"))
        .current_dir(root())
        .args(words)
        .output()
        .expect("it can be started")
}

/// The page of a class, kept under this name.
fn page(class_folder: &Path, name: &str, more: &[&str]) -> String {
    let file = pages().join(name);
    let text = |path: &Path| path.to_str().expect("a path of text").to_string();
    let (folder, html) = (text(class_folder), text(&file));
    let words = [&["report", &folder, "--html", &html][..], more].concat();
    let ended = class(&words);
    let said = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(ended.status.success(), "{said}");
    fs::read_to_string(file).expect("it is text")
}

/// The page without what is packed and without its own script and style.
fn words_of(page: &str) -> String {
    let mut words = String::new();
    let mut rest = page;
    while let Some((before, behind)) = rest.split_once("<script") {
        words.push_str(before);
        rest = behind.split_once("</script>").expect("it ends").1;
    }
    words + rest
}

/// What the packs of a page hold.
fn unpacked(page: &str) -> String {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use std::io::Read as _;
    let packs = page.split("<script type=\"text/plain\"").skip(1);
    let texts = packs.map(|pack| {
        let (_, pack) = pack.split_once('>').expect("a pack");
        let (pack, _) = pack.split_once('<').expect("its end");
        let packed = STANDARD
            .decode(pack.replace('\n', ""))
            .expect("it is base64");
        let mut text = String::new();
        flate2::read::DeflateDecoder::new(&*packed)
            .read_to_string(&mut text)
            .expect("it was packed");
        text
    });
    texts.collect()
}

#[test]
fn the_tables_say_without_scripts_what_to_teach_and_to_whom() {
    let made = MadeUp::small();
    let page = page(made.folder(), "class.html", &[]);
    let words = words_of(&page);
    for told in [
        "Dropping a JoinHandle detaches its task, it does not cancel it",
        "<b>3</b> of 8 students",
        "href=\"#kata-wait_for_first\"",
        "2 more checks fail only because of this",
        "not graded: the grader or the machine failed",
        "It does not compile (E0382)",
        "Lovelace, Ada",
    ] {
        assert!(words.contains(told), "no \"{told}\"");
    }
    let counts = words.split("<p class=\"share\"><b>").skip(1);
    let counts = counts.map_while(|share| share.split_once("</b> of 8 students")?.0.parse().ok());
    let counts: Vec<usize> = counts.collect();
    assert!(
        counts.len() > 3 && counts.is_sorted_by(|a, b| a >= b),
        "{counts:?}"
    );
    assert!(unpacked(&page).contains("\"timeline\""));
}

#[test]
fn nothing_from_a_submission_becomes_a_part_of_the_page() {
    let made = MadeUp::hostile();
    let page = page(made.folder(), "hostile.html", &[]);
    let own = page.matches("<script").count();
    assert_eq!(own, page.matches("<script type=\"text/plain\"").count() + 1);
    for attack in HOSTILE {
        assert!(!page.contains(attack), "{attack}");
    }
    for part in [
        "<img",
        "<iframe",
        "onerror=\"",
        "<style>*",
        "</title><",
        "\u{202e}",
        "\u{1b}",
        "\0",
    ] {
        assert!(!page.contains(part), "{part:?}");
    }
    assert!(page.contains("⟨U+202E⟩") && page.contains("⟨U+001B⟩"));
}

#[test]
fn the_policy_names_the_scripts_and_styles_and_allows_nothing_else() {
    let made = MadeUp::small();
    let page = page(made.folder(), "policy.html", &[]);
    let (_, policy) = page
        .split_once("Content-Security-Policy\" content=\"")
        .expect("there is one");
    let (policy, _) = policy.split_once('"').expect("its end");
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    assert!(
        !policy.contains("unsafe") && !policy.contains("http"),
        "{policy}"
    );
    assert_eq!(policy.matches("'sha256-").count(), 2);
    assert!(!page.contains(" style=") && !page.contains(" onclick="));
}

#[test]
fn an_anonymous_page_has_no_name_in_any_byte() {
    let made = MadeUp::small();
    let page = page(made.folder(), "anonymous.html", &["--anonymous"]);
    for text in [page.to_lowercase(), unpacked(&page).to_lowercase()] {
        for name in made.names() {
            assert!(
                !text.contains(&name.to_lowercase()),
                "{name} is in the page"
            );
        }
    }
    assert!(page.contains("Student 1") && page.contains("Student 8"));
    let replaced = unpacked(&page).contains("Student ");
    assert!(replaced, "a name in a student's code is replaced");
}

#[test]
fn two_hundred_students_who_fail_at_a_third_fit_into_three_megabytes() {
    let made = MadeUp::large();
    let page = page(made.folder(), "large.html", &[]);
    assert!(
        page.len() <= class::report::MOST_BYTES,
        "{} bytes",
        page.len()
    );
    let rows = words_of(&page).matches("<tr data-find=\"student\"").count();
    assert_eq!(rows, 200);
    assert!(unpacked(&page).len() > 500_000);
}

#[test]
fn a_student_gets_a_page_without_reference_solutions_of_what_does_not_pass() {
    let made = MadeUp::small();
    let result = made.folder().join("results/ada.json");
    let page = page(&result, "student.html", &[]);
    assert!(page.contains("Katas of ada") && page.contains("wait_for_first"));
    let reference = fs::read_to_string(
        root().join("solutions/03_tasks_and_waiting/02_wait_for_first/src/lib.rs"),
    );
    let reference = reference.expect("it is in the repository");
    let unpacked = unpacked(&page);
    let own = fs::read_dir(made.folder().join("answers")).expect("there are answers");
    let own =
        own.map(|file| fs::read_to_string(file.expect("an entry").path()).expect("it is text"));
    let own: String = own.collect();
    let telling = reference
        .lines()
        .map(str::trim)
        .filter(|line| line.len() > 30 && !line.starts_with("use ") && !own.contains(*line));
    assert!(
        unpacked.contains("drop(others)"),
        "the student's own code is there"
    );
    for line in telling {
        assert!(!unpacked.contains(line) && !page.contains(line), "{line}");
    }
}

#[test]
fn wrong_use_is_told() {
    let made = MadeUp::small();
    let folder = made.folder().to_str().expect("a path of text").to_string();
    let result = format!("{folder}/results/ada.json");
    for (words, told) in [
        (
            vec!["report", "/nowhere", "--html", "/tmp/x.html"],
            "cannot be read",
        ),
        (vec!["report", &folder, "--html", &folder], "is a folder"),
        (
            vec!["report", &result, "--html", "/tmp/x.html", "--anonymous"],
            "whole classes",
        ),
    ] {
        let ended = class(&words);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(2), "{said}");
        assert!(said.contains(told), "{said}");
    }
}
