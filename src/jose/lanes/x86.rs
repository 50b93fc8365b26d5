//! The vectors of x86-64: sixteen or eight words with AVX-512, eight or four with AVX2. `unsafe` stands here and in
//! `sha_ni` alone. What makes it sound: a function that needs instructions is only in the list of kernels when the
//! processor was asked for them, and every pointer is that of a slice as long as the register.
#![allow(unsafe_code)]

use super::vector::{Vector, codes, pads};
use super::{Kernel, Keys, Message, Pads, Row, States, sha_ni};
use std::arch::x86_64::*;

/// Defines a vector and the two functions of its kernel. The body of every method is one expression on registers.
macro_rules! vector {
    ($name:ident, $register:ty, $word:ty, $features:literal, $pads:ident, $codes:ident,
     $splat:ident as $signed:ty, $load:ident, $store:ident, $add:ident, $xor:ident,
     $choose:expr, $majority:expr, $xor3:expr, $rotate:ident, $shift:ident,
     [$($big0:literal)+], [$($big1:literal)+], [$($small0:literal)+, $shift0:literal], [$($small1:literal)+, $shift1:literal]) => {
        #[derive(Clone, Copy)]
        struct $name($register);

        // SAFETY of all methods: they are inlined into the functions below, which enable the instructions and are
        // called on processors that have them. `lane + WORDS <= LANES`, so loads and stores stay within the row.
        impl Vector for $name {
            type Word = $word;
            const WORDS: usize = size_of::<$register>() / size_of::<$word>();

            #[inline(always)]
            fn splat(word: $word) -> Self {
                $name(unsafe { $splat(word as $signed) })
            }

            #[inline(always)]
            fn load(row: &Row<$word>, lane: usize) -> Self {
                $name(unsafe { $load(row[lane..lane + Self::WORDS].as_ptr().cast()) })
            }

            #[inline(always)]
            fn store(self, row: &mut Row<$word>, lane: usize) {
                unsafe { $store(row[lane..lane + Self::WORDS].as_mut_ptr().cast(), self.0) }
            }

            #[inline(always)]
            fn add(self, other: Self) -> Self {
                $name(unsafe { $add(self.0, other.0) })
            }

            #[inline(always)]
            fn xor(self, other: Self) -> Self {
                $name(unsafe { $xor(self.0, other.0) })
            }

            #[inline(always)]
            fn choose(self, yes: Self, no: Self) -> Self {
                $name(unsafe { $choose(self.0, yes.0, no.0) })
            }

            #[inline(always)]
            fn majority(self, b: Self, c: Self) -> Self {
                $name(unsafe { $majority(self.0, b.0, c.0) })
            }

            #[inline(always)]
            fn big0(self) -> Self {
                $name(unsafe { $xor3($($rotate::<$big0>(self.0)),+) })
            }

            #[inline(always)]
            fn big1(self) -> Self {
                $name(unsafe { $xor3($($rotate::<$big1>(self.0)),+) })
            }

            #[inline(always)]
            fn small0(self) -> Self {
                $name(unsafe { $xor3($($rotate::<$small0>(self.0)),+, $shift::<$shift0>(self.0)) })
            }

            #[inline(always)]
            fn small1(self) -> Self {
                $name(unsafe { $xor3($($rotate::<$small1>(self.0)),+, $shift::<$shift1>(self.0)) })
            }
        }

        fn $pads(start: &[$word; 8], keys: &Keys<$word>) -> Pads<$word> {
            #[target_feature(enable = $features)]
            fn run(start: &[$word; 8], keys: &Keys<$word>) -> Pads<$word> {
                pads::<$name>(start, keys)
            }
            // SAFETY: the list of kernels has this function only where the features were detected.
            unsafe { run(start, keys) }
        }

        fn $codes(message: &Message<$word>, states: &Pads<$word>) -> States<$word> {
            #[target_feature(enable = $features)]
            fn run(message: &Message<$word>, states: &Pads<$word>) -> States<$word> {
                codes::<$name>(message, states)
            }
            // SAFETY: as above.
            unsafe { run(message, states) }
        }
    };
}

// Truth tables of `vpternlog`: choose, majority, exclusive or of three.
vector!(
    Wide32, __m512i, u32, "avx512f", wide_pads_256, wide_codes_256,
    _mm512_set1_epi32 as i32, _mm512_loadu_epi32, _mm512_storeu_epi32, _mm512_add_epi32, _mm512_xor_si512,
    _mm512_ternarylogic_epi32::<0xca>, _mm512_ternarylogic_epi32::<0xe8>, _mm512_ternarylogic_epi32::<0x96>,
    _mm512_ror_epi32, _mm512_srli_epi32, [2 13 22], [6 11 25], [7 18, 3], [17 19, 10]
);

vector!(
    Wide64, __m512i, u64, "avx512f", wide_pads_512, wide_codes_512,
    _mm512_set1_epi64 as i64, _mm512_loadu_epi64, _mm512_storeu_epi64, _mm512_add_epi64, _mm512_xor_si512,
    _mm512_ternarylogic_epi64::<0xca>, _mm512_ternarylogic_epi64::<0xe8>, _mm512_ternarylogic_epi64::<0x96>,
    _mm512_ror_epi64, _mm512_srli_epi64, [28 34 39], [14 18 41], [1 8, 7], [19 61, 6]
);

vector!(
    Half32, __m256i, u32, "avx2", half_pads_256, half_codes_256,
    _mm256_set1_epi32 as i32, _mm256_loadu_si256, _mm256_storeu_si256, _mm256_add_epi32, _mm256_xor_si256,
    choose, majority, xor3,
    rotate_32, _mm256_srli_epi32, [2 13 22], [6 11 25], [7 18, 3], [17 19, 10]
);

vector!(
    Half64, __m256i, u64, "avx2", half_pads_512, half_codes_512,
    _mm256_set1_epi64x as i64, _mm256_loadu_si256, _mm256_storeu_si256, _mm256_add_epi64, _mm256_xor_si256,
    choose, majority, xor3,
    rotate_64, _mm256_srli_epi64, [28 34 39], [14 18 41], [1 8, 7], [19 61, 6]
);

#[inline]
#[target_feature(enable = "avx2")]
fn choose(x: __m256i, yes: __m256i, no: __m256i) -> __m256i {
    _mm256_xor_si256(no, _mm256_and_si256(x, _mm256_xor_si256(yes, no)))
}

#[inline]
#[target_feature(enable = "avx2")]
fn majority(a: __m256i, b: __m256i, c: __m256i) -> __m256i {
    _mm256_xor_si256(_mm256_and_si256(a, b), _mm256_and_si256(c, _mm256_xor_si256(a, b)))
}

#[inline]
#[target_feature(enable = "avx2")]
fn xor3(a: __m256i, b: __m256i, c: __m256i) -> __m256i {
    _mm256_xor_si256(_mm256_xor_si256(a, b), c)
}

#[inline]
#[target_feature(enable = "avx2")]
fn rotate_32<const N: i32>(x: __m256i) -> __m256i {
    let left = _mm256_sllv_epi32(x, _mm256_set1_epi32(32 - N));
    _mm256_or_si256(_mm256_srli_epi32::<N>(x), left)
}

#[inline]
#[target_feature(enable = "avx2")]
fn rotate_64<const N: i32>(x: __m256i) -> __m256i {
    let left = _mm256_sllv_epi64(x, _mm256_set1_epi64x(64 - i64::from(N)));
    _mm256_or_si256(_mm256_srli_epi64::<N>(x), left)
}

/// Those that this processor has instructions for, the fastest first.
pub fn kernels_256() -> Vec<Kernel<u32>> {
    let mut kernels = Vec::new();
    if is_x86_feature_detected!("avx512f") {
        let (pads, codes) = (wide_pads_256 as _, wide_codes_256 as _);
        kernels.push(Kernel { name: "16 at a time with AVX-512", pads, codes });
    }
    kernels.extend(sha_ni::kernel());
    if is_x86_feature_detected!("avx2") {
        let (pads, codes) = (half_pads_256 as _, half_codes_256 as _);
        kernels.push(Kernel { name: "8 at a time with AVX2", pads, codes });
    }
    kernels
}

pub fn kernels_512() -> Vec<Kernel<u64>> {
    let mut kernels = Vec::new();
    if is_x86_feature_detected!("avx512f") {
        let (pads, codes) = (wide_pads_512 as _, wide_codes_512 as _);
        kernels.push(Kernel { name: "8 at a time with AVX-512", pads, codes });
    }
    if is_x86_feature_detected!("avx2") {
        let (pads, codes) = (half_pads_512 as _, half_codes_512 as _);
        kernels.push(Kernel { name: "4 at a time with AVX2", pads, codes });
    }
    kernels
}
