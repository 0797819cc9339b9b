mod clean;
mod naive;
