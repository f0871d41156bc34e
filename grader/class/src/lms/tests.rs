//! Exports as the platforms write them.

use super::*;
use crate::late::Late;

fn row(student: &str, score: u32) -> Row {
    Row {
        student: student.into(),
        points: BTreeMap::new(),
        score,
        max_score: 40,
        late: None,
    }
}

fn roster(text: &str) -> Roster {
    Roster::parse(text.as_bytes()).expect("a roster")
}

fn filled(
    export: &str,
    rows: &[Row],
    roster: &Roster,
    column: Option<&str>,
) -> (String, Vec<String>) {
    let filled = fill(export.as_bytes(), rows, 0, Some(roster), column).expect("it is filled");
    (
        String::from_utf8(filled.bytes).expect("it is text"),
        filled.notices,
    )
}

#[test]
fn canvas() {
    let export = "\u{feff}Student,ID,SIS User ID,SIS Login ID,Section,Katas (1234),Essay (77),Final Score\r\n    Points Possible,,,,,100,10,(read only)\r\n\"Lovelace, Ada\",1,s1,ada,\"A, 1\",,7,88\r\n\"Müller, Jörg\",2,s2,joerg,A,3,,\r\n\"Twice, T\",3,s3,t,A,,,\r\n\"Twice, T\",3,s3,t,B,,,\r\n\"Nobody, N\",9,s9,n,A,,,\r\n";
    let roster = roster("id,SIS User ID,SIS Login ID\na,s1,\nj,,joerg\nt,s3,\nm,s7,\n");
    let rows = [row("a", 40), row("j", 25), row("t", 1), row("m", 2)];
    let (text, notices) = filled(export, &rows, &roster, Some("Katas"));
    let expected = export
        .replace("\"A, 1\",,7", "\"A, 1\",100,7")
        .replace("joerg,A,3,", "joerg,A,62.5,");
    assert_eq!(text, expected);
    assert_eq!(notices.len(), 3, "{notices:?}");
    assert!(
        notices[0].contains("Twice")
            && notices[1].contains("Nobody")
            && notices[2].contains("m is in the class")
    );
    let wrong = |column: Option<&str>| {
        fill(export.as_bytes(), &rows, 0, Some(&roster), column)
            .unwrap_err()
            .to_string()
    };
    assert!(wrong(Some("Final Score")).contains("read-only"));
    assert!(wrong(Some("Katas (9)")).contains("has no column"));
    assert!(wrong(None).contains("which column"));
}

#[test]
fn moodle_by_mail_address_and_by_worksheet() {
    let roster = roster("id,email,Identifier\n1,Ada@Example.org,Participant 5\n");
    let late = Row {
        late: Some(Late {
            days: 2,
            reduced: 20,
        }),
        ..row("1", 40)
    };
    let export = "First name,Last name,Email address,Assignment: Katas (Real),Course total (Real)\nAda,Lovelace,ada@example.org,-,-\n";
    let (text, notices) = filled(export, std::slice::from_ref(&late), &roster, None);
    assert_eq!(text, export.replace("org,-,", "org,20,"));
    assert!(notices.is_empty(), "{notices:?}");
    let worksheet = "Identifier;Full name;Status;Grade;Maximum Grade\n\"Participant 5\";\"Ada; L\";\"Submitted\";\"\";\"10,00\"\n";
    let (text, _) = filled(worksheet, &[late], &roster, Some("Grade"));
    assert_eq!(text, worksheet.replace(";\"\";", ";\"5\";"));
}

#[test]
fn blackboard_in_utf_16_with_tabs() {
    let export = "\"Last Name\"\t\"First Name\"\t\"Username\"\t\"Katas [Total Pts: 100 Score] |42\"\r\n\"Lovelace\"\t\"Ada\"\t\"ada1\"\t\"\"\r\n";
    let bytes: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(export.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let roster = roster("id,Username\n1,ada1\n");
    let filled = fill(&bytes, &[row("1", 20)], 0, Some(&roster), None).expect("it is filled");
    let expected = export.replace("\t\"\"\r\n", "\t\"50\"\r\n");
    let expected: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(expected.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    assert_eq!(filled.bytes, expected);
}

#[test]
fn brightspace_with_hashes() {
    let export = "OrgDefinedId,Username,Katas Points Grade <Numeric MaxPoints:20 Weight:10>,End-of-Line Indicator\n#0012,#ada,,#\n";
    let (text, notices) = filled(
        export,
        &[row("0012", 30)],
        &roster("id\n0012\n"),
        Some("Katas"),
    );
    assert_eq!(text, export.replace("#ada,,#", "#ada,15,#"));
    assert!(notices.is_empty(), "{notices:?}");
}

#[test]
fn a_file_that_is_no_gradebook_is_wrong_usage() {
    let error = fill(b"a,b\n1,2\n", &[], 0, None, None).unwrap_err();
    assert!(error.to_string().contains("no gradebook that is known"));
}
