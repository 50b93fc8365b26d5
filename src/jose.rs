//! Reads JOSE material: compact tokens, JSON Web Keys, PEM blocks. Bytes or text come in, plain data comes out.
//! It knows no facts, no rules, no files and no clock, and it never prints what it read: token text, claim
//! values and keys are in the data for those who compute with them, but in no `Debug`, `Display` or message.

pub mod base64url;
pub mod check;
pub mod claims;
pub mod decode;
pub mod defect;
pub mod der;
pub mod find;
pub mod guess;
pub mod head;
pub mod header;
pub mod json;
pub mod jwk;
pub mod key;
mod kind;
pub mod lanes;
mod memo;
pub mod names;
pub mod pem;
pub mod personal;
pub mod pkcs8;
pub mod roca;
pub mod sample;
pub mod segment;
pub mod serial;
pub mod sign;
pub mod signature;
pub mod time;
pub mod verify;

pub(crate) mod read;
#[cfg(test)]
mod tests;

pub use claims::{TimestampUnit, Traits, audit};
pub use decode::{Decoded, Form, Part, decode};
pub use defect::{Defect, Problem, Which};
pub use find::{Found, Material, material, tokens};
pub use json::{Json, Value};
