mod clean;
mod faults;
mod more;
mod naive;
