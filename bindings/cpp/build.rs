//! Generates and compiles the private bridge, and puts its header where CMake finds it.
fn main() {
    cxx_build::CFG.include_prefix = "tallymark_bridge";
    cxx_build::bridge("src/lib.rs")
        .std("c++17")
        .include("include")
        .include("src")
        .compile("tallymark_cpp_bridge");
    for changed in ["src/lib.rs", "src/watch.hpp", "include"] {
        println!("cargo:rerun-if-changed={changed}");
    }
}
