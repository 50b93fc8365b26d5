//! What the tree is made of: one row per kind of file, as shares of a tree of scale 1.
//! In: a scale. Out: how many files and bytes of each kind. It knows nothing of how a kind is written.
//! The shares follow a large public Rust service of about 4,100 files and 57 MB, with more scripts and data.

/// Files of a tree of scale 1.
pub const FILES: u64 = 4_000;
/// Bytes of a tree of scale 1.
const BYTES: u64 = 66_000_000;

/// One kind of file.
pub struct Kind {
    /// The name by which the grammar's pools `<name>_head`, `<name>_item`, `<name>_tail`, `path_<name>` are found.
    pub name: &'static str,
    /// Files at scale 1.
    pub files: u64,
    /// Bytes at scale 1.
    pub bytes: u64,
    pub form: Form,
}

/// How a kind's content is built.
#[derive(Clone, Copy, PartialEq)]
pub enum Form {
    /// A head, then items.
    Open,
    /// A head, items and a tail that closes what the head opened.
    Closed,
    /// Like `Open` with items of ordinary Rust between those of the kind.
    Mixed,
    /// A PNG signature and noise.
    Image,
    /// Noise with many NUL bytes.
    Noise,
}

/// The rows; the first one takes whatever rounding leaves.
pub const KINDS: [Kind; 16] = [
    kind("rust", 2_090, 37_600_000, Form::Open),
    kind("auth", 110, 2_000_000, Form::Mixed),
    kind("script", 640, 7_000_000, Form::Open),
    kind("minified", 12, 4_200_000, Form::Closed),
    kind("markdown", 270, 2_600_000, Form::Open),
    kind("toml", 180, 500_000, Form::Open),
    kind("yaml", 240, 1_900_000, Form::Open),
    kind("json", 190, 4_100_000, Form::Closed),
    kind("cargo_lock", 5, 900_000, Form::Open),
    kind("package_lock", 3, 1_500_000, Form::Closed),
    kind("env", 40, 32_000, Form::Open),
    kind("capture", 20, 468_000, Form::Closed),
    kind("image", 60, 1_200_000, Form::Image),
    kind("binary", 20, 400_000, Form::Noise),
    kind("gitignore", 20, 2_000, Form::Open),
    kind("ignored", 100, 1_598_000, Form::Open),
];

// The rows add up to the whole.
const _: () = {
    let (mut files, mut bytes, mut row) = (0, 0, 0);
    while row < KINDS.len() {
        files += KINDS[row].files;
        bytes += KINDS[row].bytes;
        row += 1;
    }
    assert!(files == FILES && bytes == BYTES);
};

const fn kind(name: &'static str, files: u64, bytes: u64, form: Form) -> Kind {
    Kind { name, files, bytes, form }
}

/// How many files of each kind a tree of `files` files has: at least one each, and all together exactly `files`.
pub fn counts(files: u64) -> Vec<u64> {
    let mut counts: Vec<u64> = KINDS.iter().map(|kind| (kind.files * files / FILES).max(1)).collect();
    let others: u64 = counts.iter().skip(1).sum();
    if let Some(first) = counts.first_mut() {
        *first = files.saturating_sub(others).max(1);
    }
    counts
}
