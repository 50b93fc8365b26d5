//! Rules, models and word lists are embedded: a change of theirs makes a new build.

fn main() {
    println!("cargo:rerun-if-changed=rules");
}
