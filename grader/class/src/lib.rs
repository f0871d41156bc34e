//! Grades whole classes: from a folder of submissions to a gradebook.
//!
//! A class is units of (student, kata). A unit's result is kept at the hash of everything that decides it, so that
//! nothing is graded twice: not after an interruption, not for two students with equal files, not by a second machine.
//!
//! | module | what it is for |
//! |---|---|
//! | `cli`, `commands` | what a person types |
//! | `source` | folders, archives, branches: each as a folder that the grader reads |
//! | `roster`, `students` | who is in the class, and what each has handed in |
//! | `name` | names of students as names of files |
//! | `unit` | which units there are, and which a part of the work has |
//! | `store`, `answers` | the results of units, and what students wrote |
//! | `grading` | grades them |
//! | `lock` | keeps two processes from writing into one folder of results |
//! | `manifest` | what results were made with |
//! | `outcome` | the results as files |
//! | `lms` | gradebooks of learning platforms, by round trip |
//! | `report` | the page of a class |
//! | `export` | the results for other programs |
//! | `moved` | what differs between two gradings |
//! | `likeness` | passages that two answers have in common |
//! | `gradebook`, `late` | marks, and what is left of those that come late |

pub mod answers;
pub mod cli;
pub mod commands;
pub mod export;
pub mod gradebook;
pub mod grading;
pub mod late;
pub mod likeness;
pub mod lms;
pub mod lock;
pub mod manifest;
pub mod moved;
pub mod name;
pub mod outcome;
pub mod report;
pub mod roster;
pub mod source;
pub mod store;
pub mod students;
pub mod unit;
