#![cfg_attr(fuzzing, no_main)]
tallymark_fuzz::target!(sketch);
