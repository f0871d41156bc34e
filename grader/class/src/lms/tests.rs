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

/// An export with `¦` between cells and `⏎` after rows, and `[…→…]` where a mark is filled in.
struct Export {
    text: &'static str,
    column: Option<&'static str>,
    roster: &'static str,
    marks: &'static [(&'static str, u32)],
    /// Whom there is something to say of.
    told: &'static [&'static str],
}

/// Headers and rows as the platforms write them: Canvas with manual posting, totals and a test student, as the spec of the
/// exporter in instructure/canvas-lms has them; Moodle's grader report, and the worksheet of an assignment with today's and
/// earlier names of columns (`mod/assign/feedback/offline`); Blackboard's "Download grades" (help.blackboard.com); Brightspace's
/// export (community.d2l.com 3538, kb.wisc.edu 4330 for `#`).
const EXPORTS: [Export; 5] = [
    Export {
        text: "Student¦ID¦SIS User ID¦SIS Login ID¦Section¦Katas (1234)¦\"Essay, the \"\"long\"\" one (77)\"¦Assignments Current Score¦Final Score⏎\
               ¦¦¦¦¦Manual Posting¦¦¦⏎    Points Possible¦¦¦¦¦80.00¦10.00¦(read only)¦(read only)⏎\
               \"Lovelace, Ada\"¦11¦s1¦ada@example.org¦\"A; 1\"¦[→80]¦7¦88.00¦44.00⏎\
               \"Müller, Jörg \"\"Jö\"\"\"¦12¦s2¦joerg¦A¦[\"3\"→\"50\"]¦¦¦⏎\
               \"O'Brien, \nSinéad\"¦13¦s4¦sin\"\"ead¦A¦[ 5 →0]¦¦¦⏎\
               \"Student, Test\"¦99¦¦5d41402abc4b2a76b9719d911017c592¦A¦¦¦¦",
        column: Some("Katas (1234)"),
        roster: "id,SIS User ID\na,s1\nj,s2\no,s4\nx,s9\n",
        marks: &[("a", 40), ("j", 25), ("o", 0), ("x", 1)],
        told: &["Student, Test", "x"],
    },
    Export {
        text: "First name¦Last name¦ID number¦Institution¦Department¦Email address¦Assignment: Katas (Real)¦Assignment: Katas (Percentage)¦Course total (Real)¦Last downloaded from this course⏎\
               Ada¦Lovelace¦0012¦¦¦Ada@Example.org¦[-→40]¦-¦-¦1764230400⏎\
               Bob¦\"Bär; Esq.\"¦¦¦¦bob@example.org¦[12.00→7]¦30.00 %¦12.00¦1764230400⏎\
               Eve¦Twice¦¦¦¦eve@example.org¦-¦-¦-¦1764230400⏎Eve¦Twice¦¦¦¦eve@example.org¦-¦-¦-¦1764230400⏎",
        column: None,
        roster: "id,email\n1,ada@example.ORG\n2,bob@example.org\n3,eve@example.org\n",
        marks: &[("1", 40), ("2", 7), ("3", 9)],
        told: &["eve"],
    },
    Export {
        text: "Identifier¦\"Full name\"¦\"Email address\"¦Status¦Grade¦\"Maximum grade\"¦\"Grade can be changed\"¦\"Last modified (submission)\"¦\"Feedback comments\"⏎\
               \"Participant 123\"¦\"Ada Lovelace\"¦ada@example.org¦\"Submitted for grading - \"¦[→12.5]¦20.00¦Yes¦\"Friday, 20 November 2026, 6:00 PM\"¦\"Two\nlines, \"\"quoted\"\"\"⏎\
               \"Participant 7\"¦\"Bob\"¦bob@example.org¦\"No submission - \"¦[3.00→0.5]¦20.00¦Yes¦-¦",
        column: Some("Grade"),
        roster: "id,Identifier\n1,Participant 123\n2,Participant 7\n",
        marks: &[("1", 25), ("2", 1)],
        told: &[],
    },
    Export {
        text: "\"Last Name\"¦\"First Name\"¦\"Username\"¦\"Student ID\"¦\"Last Access\"¦\"Availability\"¦\"Weighted Total [Total Pts: up to 0 Percentage] |1\"¦\"Total [Total Pts: up to 110 Score] |2\"¦\"Katas [Total Pts: 1,000 Score] |42\"¦\"Done [Total Pts: 1 Complete/Incomplete] |44\"¦\"Essay [Total Pts: 10 Percentage] |43\"⏎\
               \"Lovelace\"¦\"Ada\"¦\"ada1\"¦\"0012\"¦\"2026-11-20 18:00:00\"¦\"Yes\"¦\"\"¦\"\"¦[\"\"→\"1000\"]¦\"Complete\"¦\"70\"⏎\
               \"Måns\"¦\"Åke, Jr.\"¦\"ake\"¦\"\"¦\"\"¦\"No\"¦\"\"¦\"\"¦[\"Needs Grading\"→\"525\"]¦\"\"¦\"\"⏎",
        column: Some("Katas"),
        roster: "id,Username\n1,ada1\n2,ake\n",
        marks: &[("1", 40), ("2", 21)],
        told: &[],
    },
    Export {
        text: "OrgDefinedId¦Username¦Last Name¦First Name¦Email¦Katas Points Grade <Numeric MaxPoints:20 Weight:10 Category:Exercises CategoryWeight:50>¦Exercises Subtotal Numerator¦Calculated Final Grade Numerator¦End-of-Line Indicator⏎\
               #00246¦#ada¦Lovelace¦Ada¦ada@example.org¦[→10]¦1¦1¦#⏎#00247¦#bob¦\"B, c\"¦Bob¦¦[7→20]¦¦¦#⏎#00999¦#gone¦¦¦¦5¦¦¦#⏎",
        column: None,
        roster: "id,OrgDefinedId\na,00246\nb,00247\n",
        marks: &[("a", 20), ("b", 40)],
        told: &["gone"],
    },
];

impl Export {
    /// The file before and after, with this delimiter and end of line.
    fn files(&self, delimiter: &str, end: &str) -> (String, String) {
        let text = self.text.replace('¦', delimiter).replace('⏎', end);
        let (mut before, mut after) = (String::new(), String::new());
        let mut rest = text.as_str();
        while let Some([plain, old, new, next]) = split(rest) {
            before += &format!("{plain}{old}");
            after += &format!("{plain}{new}");
            rest = next;
        }
        (before + rest, after + rest)
    }
}

/// What is before the next `[old→new]`, both of them, and the rest.
fn split(text: &str) -> Option<[&str; 4]> {
    let arrow = text.find('→')?;
    let begin = text[..arrow].rfind('[')?;
    let end = arrow + text[arrow..].find(']')?;
    let new = &text[arrow + '→'.len_utf8()..end];
    Some([
        &text[..begin],
        &text[begin + 1..arrow],
        new,
        &text[end + 1..],
    ])
}

fn encodings(text: &str) -> [Vec<u8>; 5] {
    let units: Vec<u16> = text.encode_utf16().collect();
    let little = units.iter().flat_map(|unit| unit.to_le_bytes());
    let big = units.iter().flat_map(|unit| unit.to_be_bytes());
    let old = text.chars().map(|c| u8::try_from(c).expect("Latin 1"));
    [
        text.into(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [0xff, 0xfe].into_iter().chain(little).collect(),
        [0xfe, 0xff].into_iter().chain(big).collect(),
        old.collect(),
    ]
}

#[test]
fn of_every_export_only_the_marks_change_however_it_is_written() {
    for export in &EXPORTS {
        let roster = roster(export.roster);
        let rows: Vec<Row> = export
            .marks
            .iter()
            .map(|(student, score)| row(student, *score))
            .collect();
        for delimiter in [",", ";", "\t"] {
            for end in ["\n", "\r\n", "\r"] {
                let (before, after) = export.files(delimiter, end);
                for (before, after) in encodings(&before).into_iter().zip(encodings(&after)) {
                    let filled = fill(&before, &rows, 0, Some(&roster), export.column)
                        .expect("it is filled");
                    let text = String::from_utf8_lossy(&filled.bytes);
                    assert!(filled.bytes == after, "{delimiter:?} {end:?} {text}");
                    assert_eq!(
                        filled.notices.len(),
                        export.told.len(),
                        "{:?}",
                        filled.notices
                    );
                    let told = export.told.iter().zip(&filled.notices);
                    for (name, notice) in told {
                        assert!(notice.contains(name), "{notice}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_mark_is_left_alone_where_the_roster_or_the_machine_does_not_say_whose_or_what_it_is() {
    let export =
        "Student,ID,SIS User ID,SIS Login ID,Section,Katas (1)\nA,1,s1,a,x,\nB,2,s2,b,x,\n";
    let roster = roster("id,SIS User ID\na,s1\nb,s1\nc,s2\n");
    let rows = [row("a", 1), row("b", 2), row("c", 3)];
    let filled = fill(export.as_bytes(), &rows, 1, Some(&roster), None).expect("it is filled");
    assert_eq!(filled.bytes, export.as_bytes());
    assert!(
        filled.notices[0].contains("the same to a and b"),
        "{:?}",
        filled.notices
    );
    assert!(
        filled.notices[1].contains("B is left alone: the machine"),
        "{:?}",
        filled.notices
    );
    assert_eq!(filled.notices.len(), 2);
}

#[test]
fn a_mark_has_a_comma_where_the_platform_writes_one() {
    let export = "Identifier;Grade;Maximum Grade\nParticipant 1;;10,00\n";
    let (text, _) = filled(
        export,
        &[row("1", 30)],
        &roster("id,Identifier\n1,Participant 1\n"),
        None,
    );
    assert_eq!(text, export.replace(";;", ";7,5;"));
}
