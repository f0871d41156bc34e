//! What the program prints is seen once, and not in every order.

/// `std::print!`.
#[macro_export]
macro_rules! print {
    ($($arguments:tt)*) => { if $crate::prints() { $crate::real_std::print!($($arguments)*) } };
}

/// `std::println!`.
#[macro_export]
macro_rules! println {
    ($($arguments:tt)*) => { if $crate::prints() { $crate::real_std::println!($($arguments)*) } };
}

/// `std::eprint!`.
#[macro_export]
macro_rules! eprint {
    ($($arguments:tt)*) => { if $crate::prints() { $crate::real_std::eprint!($($arguments)*) } };
}

/// `std::eprintln!`.
#[macro_export]
macro_rules! eprintln {
    ($($arguments:tt)*) => { if $crate::prints() { $crate::real_std::eprintln!($($arguments)*) } };
}
