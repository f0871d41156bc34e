//! The gradebook: a row for each student, a column for each kata.

use crate::late::{self, Rule};
use anyhow::Result;
use grader::result::RunResult;
use std::collections::BTreeMap;

/// The marks of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gradebook {
    /// The katas, in order.
    pub katas: Vec<String>,
    /// The students' rows.
    pub rows: Vec<Row>,
}

/// The marks of a student.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The student.
    pub student: String,
    /// The points of each kata that was graded.
    pub points: BTreeMap<String, u32>,
    /// All of them.
    pub score: u32,
    /// All points that there are.
    pub max_score: u32,
    /// The days that the work is late, and what is left of the mark, where that is known.
    pub late: Option<crate::late::Late>,
}

impl Row {
    /// The marks in a result.
    ///
    /// # Errors
    ///
    /// If its time is none.
    pub fn new(result: &RunResult, rule: Option<&Rule>) -> Result<Self> {
        let points = result
            .katas
            .iter()
            .map(|kata| (kata.name.clone(), kata.score));
        let late = match (rule, &result.submitted_at) {
            (Some(rule), Some(time)) => {
                let time = late::parse_time(time).map_err(anyhow::Error::msg)?;
                Some(rule.apply(result.score, time))
            }
            _ => None,
        };
        Ok(Self {
            student: result.submission.name.clone(),
            points: points.collect(),
            score: result.score,
            max_score: result.max_score,
            late,
        })
    }
}

impl Gradebook {
    /// The gradebook as a CSV file.
    ///
    /// # Errors
    ///
    /// If memory is full.
    pub fn to_csv(&self) -> Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let katas = self.katas.iter().map(String::as_str);
        let header = ["student"].into_iter().chain(katas);
        writer.write_record(header.chain(["score", "max_score", "late", "reduced"]))?;
        let mut rows: Vec<&Row> = self.rows.iter().collect();
        rows.sort_by(|a, b| a.student.cmp(&b.student));
        for row in rows {
            let mut cells = vec![harmless(&row.student)];
            let points = |kata: &String| row.points.get(kata).map_or(String::new(), u32::to_string);
            cells.extend(self.katas.iter().map(points));
            cells.extend([row.score.to_string(), row.max_score.to_string()]);
            let late = row.late;
            cells.push(late.map_or(String::new(), |late| late.days.to_string()));
            cells.push(late.map_or(String::new(), |late| late.reduced.to_string()));
            writer.write_record(&cells)?;
        }
        Ok(writer.into_inner()?)
    }
}

/// A cell that no spreadsheet takes for a formula.
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_no_cell_is_a_formula() {
        let row = |student: &str, points: u32| Row {
            student: student.into(),
            points: [("a".to_string(), points)].into(),
            score: points,
            max_score: 9,
            late: None,
        };
        let gradebook = Gradebook {
            katas: vec!["a".into(), "b".into()],
            rows: vec![row("zoe", 3), row("=cmd()", 2), row("Ada, \"A\"", 1)],
        };
        let text = String::from_utf8(gradebook.to_csv().unwrap()).unwrap();
        assert_eq!(
            text,
            "student,a,b,score,max_score,late,reduced\n\
             '=cmd(),2,,2,9,,\n\
             \"Ada, \"\"A\"\"\",1,,1,9,,\n\
             zoe,3,,3,9,,\n"
        );
    }
}
