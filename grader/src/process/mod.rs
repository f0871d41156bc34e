//! Foreign programs: started, locked in, limited, and gone afterwards.

pub mod limits;
pub mod machine;
pub mod sandbox;
pub mod supervisor;
