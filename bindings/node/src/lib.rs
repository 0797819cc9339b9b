//! Tallymark for Node: types converted, nothing decided. Reports cross as JSON text, made where the work is done (a
//! thread of libuv's pool for anything that reads files), parsed by `index.js`.

#![allow(unreachable_pub)] // the macros export what the modules keep to themselves
#![allow(clippy::needless_pass_by_value)] // Node hands values over

mod ask;
mod batch;
mod columns;
mod events;
mod exchange;
mod failure;
mod parse;
mod sets;
mod tasks;
mod watched;
