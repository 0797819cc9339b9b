//! Label printers: one module for each language.
#![forbid(unsafe_code)]

pub mod zpl;
