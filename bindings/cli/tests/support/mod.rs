//! Runs the program, and writes small batch folders for it.
#![allow(dead_code)] // every test file uses its part

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a run left behind.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Run {
    /// Standard output as one JSON value.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }
}

pub(crate) fn tallymark<A: AsRef<std::ffi::OsStr>>(arguments: &[A]) -> Run {
    tallymark_with(arguments, b"")
}

pub(crate) fn tallymark_with<A: AsRef<std::ffi::OsStr>>(arguments: &[A], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tallymark"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // A program that stops reading early is a case of its own.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run {
        status: output.status.code().expect("ended by itself"),
        out: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        err: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// A folder that goes when the test ends.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tallymark-cli-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn text(&self) -> &str {
        self.0.to_str().unwrap()
    }

    pub(crate) fn write(&self, file: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.join(file);
        fs::write(&path, bytes).unwrap();
        path
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.join(file)).unwrap()
    }

    /// Removes the lines that hold this text.
    pub(crate) fn drop_lines(&self, file: &str, text: &str) {
        let kept: String = self
            .read(file)
            .lines()
            .filter(|line| !line.contains(text))
            .map(|line| format!("{line}\n"))
            .collect();
        self.write(file, kept);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn serial(n: usize) -> String {
    format!("K7Q{:05}X", (n * 7919) % 99_991)
}

pub(crate) fn pack(n: usize) -> String {
    format!("(01)09506000134352(21){}", serial(n))
}

pub(crate) fn case(n: usize) -> String {
    let body = format!("39506000134{n:06}");
    let sum: u32 = body
        .bytes()
        .rev()
        .enumerate()
        .map(|(at, digit)| u32::from(digit - b'0') * if at % 2 == 0 { 3 } else { 1 })
        .sum();
    format!("(00){body}{}", (10 - sum % 10) % 10)
}

fn time(second: usize) -> String {
    format!("2026-03-04T10:{:02}:{:02}+01:00", second / 60, second % 60)
}

/// Forty good packs in four cases of ten, recorded without a fault by every stream that matters.
pub(crate) fn clean_batch(name: &str) -> Folder {
    let folder = Folder::new(name);
    folder.write(
        "batch.json",
        r#"{"schema": "tallymark-batch/1", "order": "PO-7", "gtin": "09506000134352", "lot": "A7B21", "expiry": "281231",
            "quantity": {"planned": 40, "good": 40, "counted_good": 40},
            "packaging": [{"level": "case", "capacity": 10}],
            "streams": ["pool", "printer", "camera", "agg", "events", "l4", "audit"]}"#,
    );
    let mut pool = String::from("serial,state\n");
    let mut printer = String::from("seq,t,device,serial,lot,expiry,result,reprint\n");
    let mut camera = String::from("seq,t,device,raw,decoded,grade,match,reject,ejected\n");
    let mut agg = String::from("seq,t,station,op,parent,child,mode,operator,sensor_count\n");
    let mut l4 = String::from("serial,state,lot,expiry\n");
    let mut steps = 0;
    for n in 0..40 {
        let serial = serial(n);
        let t = 10 * n;
        writeln!(pool, "{serial},Encoded").unwrap();
        writeln!(printer, "{},{},PRN1,{serial},A7B21,281231,ok,0", n + 1, time(t)).unwrap();
        writeln!(
            camera,
            "{},{},CAM1,]d201095060001343521728123110A7B21\u{1d}21{serial},1,3.5,1,0,0",
            n + 1,
            time(t + 3)
        )
        .unwrap();
        writeln!(l4, "{serial},Commissioned,A7B21,281231").unwrap();
        steps += 1;
        writeln!(agg, "{steps},{},AGG1,add,{},{},auto,op1,", time(t + 6), case(n / 10), pack(n)).unwrap();
        if n % 10 == 9 {
            steps += 1;
            writeln!(agg, "{steps},{},AGG1,close,{},,auto,op1,10", time(t + 8), case(n / 10)).unwrap();
        }
    }
    for (file, text) in [
        ("pool.csv", pool),
        ("printer.csv", printer),
        ("camera.csv", camera),
        ("agg.csv", agg),
        ("l4.csv", l4),
    ] {
        folder.write(file, text);
    }
    folder.write("events.csv", format!("t,source,kind,detail\n{},L1,start,\n", time(0)));
    folder.write("audit.csv", "t,actor,role,action,target,old,new,reason\n");
    folder
}
