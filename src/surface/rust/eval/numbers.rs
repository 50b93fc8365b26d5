//! Two numbers or lengths of time: the smaller, the larger, a power.
//!
//! In: a call with both. Out: what it gives, or nothing known. It must not know what the number is for.

use super::super::value::{Known, Val};
use super::written::Site;
use crate::model::Gives;

/// What two numbers give, be it of a method or of a function.
pub(super) fn numbers(gives: &Gives, site: &Site<'_>) -> Known {
    let all: Vec<&Known> = site.receiver.into_iter().chain(site.args).collect();
    let [one, other] = all.as_slice() else { return Known::unknown(site.span) };
    let chosen = |first: bool| if first { (*one).clone() } else { (*other).clone() };
    match (gives, &one.val, &other.val) {
        (Gives::Power, Val::Int(base), Val::Int(exponent)) => {
            let power = u32::try_from(*exponent).ok().and_then(|exponent| base.checked_pow(exponent));
            Known::new(power.map_or(Val::Unknown, Val::Int), site.span)
        }
        (Gives::Least, Val::Int(a), Val::Int(b)) | (Gives::Least, Val::Duration(a), Val::Duration(b)) => {
            chosen(a <= b)
        }
        (Gives::Greatest, Val::Int(a), Val::Int(b))
        | (Gives::Greatest, Val::Duration(a), Val::Duration(b)) => chosen(a >= b),
        _ => Known::unknown(site.span),
    }
}
