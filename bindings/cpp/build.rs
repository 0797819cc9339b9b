//! Generates and compiles the private bridge, and puts its header where CMake finds it.
fn main() {
    cxx_build::CFG.include_prefix = "tallymark_bridge";
    cxx_build::bridge("src/lib.rs").std("c++17").compile("tallymark_cpp_bridge");
    println!("cargo:rerun-if-changed=src/lib.rs");
}
