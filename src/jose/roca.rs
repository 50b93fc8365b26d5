//! RSA keys of the generator that leaves a trace in its primes (CVE-2017-15361): anybody who sees such a modulus can
//! factor it. A modulus comes in, whether it has the trace comes out. It knows no key formats.

/// Each prime of that generator is a power of 65537 modulo all of these at once, and so is their product. A modulus of
/// other making passes all of them once in 2^27.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

const GENERATOR: u32 = 65_537;

/// Bits from which on a number is a modulus at all.
const SHORTEST: usize = 512;

/// Whether a modulus, its most significant byte first, has the trace.
pub fn has_trace(modulus: &[u8]) -> bool {
    modulus.len() * 8 >= SHORTEST && PRIMES.iter().all(|prime| is_power(rest(modulus, *prime), *prime))
}

fn rest(number: &[u8], prime: u32) -> u32 {
    number.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime)
}

/// Whether a power of the generator leaves this rest.
fn is_power(rest: u32, prime: u32) -> bool {
    let mut power = 1;
    for _ in 1..prime {
        if power == rest {
            return true;
        }
        power = power * (GENERATOR % prime) % prime;
    }
    false
}

/// Put together for this test: a power of 65537 modulo all primes up to 167, and no product of two primes.
#[cfg(test)]
pub const TRACED: &str = "\
    ge1uhevk66lKgl1u7mYwapqquEnE39pn3EH6p-UAkn9RA5W8LH-2gwXmAA1dgw_twk1pUaHurwDEW1afrZLpAJNDWbdnCXmJe7my\
    XJr-phgLElD7NsC35I8cjS1lTtfdG2JA5qb7PoaoGX23BZ0m_Y8RCqijGgDwltFLzdBYjNgpAH-AHTECXA6QSH8s6efGZOmQKVhd\
    _Vd97cQq4ypXOWzeRrs58LiPNMq1Zx3B6dErIXZwvTK5N2HAx2tgJLM1oU_haY4fkwhiI_azcISkL7-PL2FQJSnBgAS8YWpP7sGW\
    6ADB_wkXIZhF7Zs6XGrxXwH29dKetrvHgk4qRKR-Gw";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jose::base64url;

    #[test]
    fn the_trace_is_found_and_no_other_number_has_it() {
        let traced = base64url::decode(TRACED.as_bytes()).bytes;
        assert!(has_trace(&traced));
        let mut other = traced.clone();
        for _ in 0..1_000 {
            if let Some(byte) = other.last_mut() {
                *byte = byte.wrapping_add(2);
            }
            other.rotate_left(1);
            assert!(!has_trace(&other));
        }
        assert!(!has_trace(&[]) && !has_trace(&[1]) && !has_trace(&[0; 256]));
    }
}
