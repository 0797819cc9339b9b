mod clean;
mod faults;
mod naive;
